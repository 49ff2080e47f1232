package report

import (
	"reflect"
	"testing"
	"time"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/ui/locale"
)

func texts(t *testing.T, lang locale.Lang) *locale.Texts {
	t.Helper()
	x, err := locale.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestRows(t *testing.T) {
	en, ja := texts(t, locale.English), texts(t, locale.Japanese)
	type S = mailcheck.Stage
	type D = mailcheck.Detail
	ms := time.Millisecond
	for _, c := range []struct {
		name  string
		stage S
		texts *locale.Texts
		want  []Row
	}{
		{"both families, the rest counted",
			S{ID: "smtp.resolve", Verdict: "pass", Took: 9 * ms, Detail: D{A: []string{"192.0.2.1", "192.0.2.2"}, AAAA: []string{"2001:db8::1"}}}, ja,
			[]Row{{"名前解決", "192.0.2.1  2001:db8::1  ほか 1", "pass", "9 ms"}}},
		{"two of one family",
			S{ID: "smtp.resolve", Verdict: "pass", Detail: D{A: []string{"192.0.2.1", "192.0.2.2"}}}, en,
			[]Row{{"resolve", "192.0.2.1  192.0.2.2", "pass", "0 ms"}}},
		{"an alias, and where the name's own mail goes",
			S{ID: "smtp.resolve", Verdict: "pass", Detail: D{A: []string{"192.0.2.1"}, CNAME: "mail.example.org", MX: []string{"10 mx1.example.org", "20 mx2.example.org"}}}, en,
			[]Row{{"resolve", "192.0.2.1  CNAME mail.example.org  MX 10 mx1.example.org, 20 mx2.example.org", "pass", "0 ms"}}},
		{"a row per family",
			S{ID: "smtp.connect", Verdict: "warn", Detail: D{Families: []mailcheck.Family{
				{Family: "ipv4", Address: "192.0.2.1", Verdict: "pass", Took: 12 * ms},
				{Family: "ipv6", Address: "2001:db8::1", Verdict: "fail", TookMS: 3000, Error: "i/o timeout"}}}}, en,
			[]Row{{"connect", "IPv4 192.0.2.1", "pass", "12 ms"}, {"connect", "IPv6 no answer", "fail", "3000 ms"}}},
		{"days left",
			S{ID: "smtp.tls", Verdict: "pass", Detail: D{TLS: &mailcheck.TLS{Version: "TLS 1.3", NotAfter: "2030-01-01T00:00:00Z", DaysLeft: 81, Verified: true}}}, en,
			[]Row{{"tls", "TLS 1.3, 81 days", "pass", "0 ms"}}},
		{"not verified is said",
			S{ID: "smtp.tls", Verdict: "warn", Detail: D{TLS: &mailcheck.TLS{Version: "TLS 1.2", NotAfter: "2020-01-01T00:00:00Z", DaysLeft: -3}}}, en,
			[]Row{{"tls", "TLS 1.2, expired 3 days ago, certificate not verified", "warn", "0 ms"}}},
		{"refused", S{ID: "smtp.auth", Verdict: "fail", Took: 410 * ms, Detail: D{Mechanism: "LOGIN"}}, ja,
			[]Row{{"認証", "拒否されました", "fail", "410 ms"}}},
		{"not reached", S{ID: "smtp.rcpt", Verdict: "skipped", Took: ms}, en,
			[]Row{{"recipient", "", "skipped", ""}}},
		{"queued", S{ID: "smtp.data", Verdict: "pass", Detail: D{QueueID: "4XyZ"}}, en,
			[]Row{{"delivery", "accepted as 4XyZ", "pass", "0 ms"}}},
		{"API's resolver", S{ID: "api.resolve", Verdict: "pass", Took: ms, Detail: D{A: []string{"192.0.2.1"}}}, en,
			[]Row{{"resolve", "192.0.2.1", "pass", "1 ms"}}},
		{"token", S{ID: "api.token", Verdict: "pass", Took: ms, Detail: D{Account: "a@example.org"}}, en,
			[]Row{{"token", "a@example.org", "pass", "1 ms"}}},
		{"token of nobody", S{ID: "api.token", Verdict: "pass", Took: ms}, en,
			[]Row{{"token", "held; only a mail tries it", "pass", "1 ms"}}},
		{"no token", S{ID: "api.token", Verdict: "fail", Took: ms}, en,
			[]Row{{"token", "no usable token", "fail", "1 ms"}}},
		{"sent over HTTP", S{ID: "api.send", Verdict: "pass", Detail: D{Reply: "HTTP 202 Accepted"}}, en,
			[]Row{{"sending", "accepted for sending", "pass", "0 ms"}}},
		{"sent over HTTP, with an id", S{ID: "api.send", Verdict: "pass", Detail: D{Reply: "HTTP 200 OK", QueueID: "18c0ffee"}}, ja,
			[]Row{{"送信", "送信待ちとして受付 (18c0ffee)", "pass", "0 ms"}}},
		{"SPF that passes",
			S{ID: "domain.spf", Verdict: "pass", Took: ms, Detail: D{Domain: &mailcheck.Domain{Record: "v=spf1 ip4:192.0.2.1 -all", Result: "pass", By: "192.0.2.1"}}}, en,
			[]Row{{"spf", "pass  192.0.2.1", "pass", "1 ms"}}},
		{"no SPF", S{ID: "domain.spf", Verdict: "warn", Took: ms, Detail: D{Domain: &mailcheck.Domain{}}}, ja,
			[]Row{{"SPF", "レコードなし", "warn", "1 ms"}}},
		{"SPF that is not asked", S{ID: "domain.spf", Verdict: "pass", Took: ms, Detail: D{Domain: &mailcheck.Domain{Record: "v=spf1 -all"}}}, en,
			[]Row{{"spf", "v=spf1 -all", "pass", "1 ms"}}},
		{"SPF that refuses", S{ID: "domain.spf", Verdict: "fail", Took: ms}, ja,
			[]Row{{"SPF", "許可されていません", "fail", "1 ms"}}},
		{"a policy", S{ID: "domain.dmarc", Verdict: "pass", Took: ms, Detail: D{Domain: &mailcheck.Domain{Record: "v=DMARC1; p=reject", Policy: "reject", At: "example.org"}}}, en,
			[]Row{{"dmarc", "p=reject  example.org", "pass", "1 ms"}}},
		{"a record without a policy", S{ID: "domain.dmarc", Verdict: "warn", Took: ms, Detail: D{Domain: &mailcheck.Domain{Record: "v=DMARC1"}}}, en,
			[]Row{{"dmarc", "v=DMARC1", "warn", "1 ms"}}},
		{"mail exchangers", S{ID: "domain.mx", Verdict: "pass", Took: ms, Detail: D{MX: []string{"10 a.example", "20 b.example"}}}, en,
			[]Row{{"mx", "10 a.example, 20 b.example", "pass", "1 ms"}}},
		{"a reverse name", S{ID: "domain.ptr", Verdict: "pass", Took: ms, Detail: D{Domain: &mailcheck.Domain{Addresses: []string{"192.0.2.1"}, Names: []string{"a.example"}}}}, ja,
			[]Row{{"逆引き", "192.0.2.1  a.example", "pass", "1 ms"}}},
		{"an EHLO name", S{ID: "domain.helo", Verdict: "pass", Took: ms, Detail: D{Domain: &mailcheck.Domain{Names: []string{"a.example"}}}}, en,
			[]Row{{"ehlo name", "a.example", "pass", "1 ms"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Rows(c.stage, c.texts); !reflect.DeepEqual(got, c.want) {
				t.Errorf("\n got %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestEveryStageHasWordsInBothLanguages(t *testing.T) {
	for _, lang := range []locale.Lang{locale.English, locale.Japanese} {
		x := texts(t, lang)
		for _, id := range []string{mailcheck.StageResolve, mailcheck.StageConnect, mailcheck.StageGreeting, mailcheck.StageCaps,
			mailcheck.StageTLS, mailcheck.StageAuth, mailcheck.StageMail, mailcheck.StageRcpt, mailcheck.StageData, mailcheck.StageAPIToken, mailcheck.StageAPISend,
			mailcheck.StageSPF, mailcheck.StageDMARC, mailcheck.StageMX, mailcheck.StagePTR, mailcheck.StageHELO} {
			for _, text := range []string{"report.stage." + Short(id), "report.failed." + Short(id)} {
				if _, ok := x.Has(text, nil); !ok {
					t.Errorf("%s: no text %s", lang, text)
				}
			}
		}
		for _, w := range []cause.Who{cause.You, cause.MailAdmin, cause.TenantAdmin, cause.NetworkAdmin, cause.Provider} {
			if _, ok := x.Has("report.who."+string(w), nil); !ok {
				t.Errorf("%s: nobody is called %s", lang, w)
			}
		}
	}
}

func TestUnknownCauseIsToldAsUnrecognised(t *testing.T) {
	x := texts(t, locale.English)
	got := FindingText(cause.Finding{Cause: "no.such-cause", Who: cause.You, Evidence: []string{"599 what"}}, x)
	want := FindingText(cause.Finding{Cause: cause.Unrecognised, Who: cause.You, Evidence: []string{"599 what"}}, x)
	if got.Title != want.Title || got.Title == "" {
		t.Errorf("title %q, want %q", got.Title, want.Title)
	}
	if len(got.Words) != 1 || got.Words[0] != "599 what" {
		t.Errorf("the server's words are lost: %q", got.Words)
	}
}
