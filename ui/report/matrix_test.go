package report

import (
	"strings"
	"testing"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/ui/locale"
)

func stages(s string) []mailcheck.Stage {
	verdicts := map[byte]mailcheck.Verdict{'v': mailcheck.Pass, '!': mailcheck.Warn, 'x': mailcheck.Fail, '?': mailcheck.Unknown, '.': mailcheck.Skipped}
	var out []mailcheck.Stage
	for _, w := range strings.Fields(s) {
		out = append(out, mailcheck.Stage{ID: w[1:], Verdict: verdicts[w[0]]})
	}
	return out
}

func TestMatrix(t *testing.T) {
	rows := []MatrixRow{
		{Name: "alerts", Report: mailcheck.Report{Verdict: mailcheck.Pass, Stages: stages("vsmtp.connect vsmtp.caps vsmtp.auth .smtp.data")}},
		{Name: "営業部\x1b[2J", Report: mailcheck.Report{
			Verdict: mailcheck.Fail, Stages: stages("vsmtp.connect vsmtp.caps !smtp.tls vsmtp.auth .smtp.data ximap.connect .imap.auth"),
			Findings: []cause.Finding{
				{Cause: "auth.bad-credentials", Stage: "imap.connect"},
				{Cause: "tls.expires-soon", Stage: "smtp.tls", Args: map[string]string{"days": "3"}},
			},
		}},
		{Name: "broken", Unread: true},
	}
	for lang, want := range map[locale.Lang]string{
		locale.English: `
  SMTP           connect  offers  tls  sign in
v alerts         v        v       .    v
! 営業部\x1b[2J  v        v       !    v        TLS-TITLE
? broken         .        .       .    .        the profile cannot be read

  IMAP           connect  sign in
x 営業部\x1b[2J  x        .        AUTH-TITLE
`,
		locale.Japanese: `
  SMTP           接続  提示機能  TLS  認証
v alerts         v     v         .    v
! 営業部\x1b[2J  v     v         !    v     TLS-TITLE
? broken         .     .         .    .     プロファイルを読み込めません

  IMAP           接続  認証
x 営業部\x1b[2J  x     .     AUTH-TITLE
`,
	} {
		x, err := locale.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := Matrix(&b, rows, x, TextOptions{}); err != nil {
			t.Fatal(err)
		}
		got := b.String()
		if strings.Contains(got, "\x1b") {
			t.Error("an escape code of a name was printed")
		}
		for i, f := range rows[1].Report.Findings {
			got = strings.Replace(got, FindingText(f, x).Title, []string{"AUTH-TITLE", "TLS-TITLE"}[i], 1)
		}
		if got != want[1:] {
			t.Errorf("got\n%s\nwant\n%s", got, want[1:])
		}
	}
}
