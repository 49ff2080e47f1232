package locale

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/charmbracelet/x/ansi"

	"todoku/mailcheck/cause"
)

// known is evidence in which every value is known, as long as it is in real life.
func known() cause.Evidence {
	return cause.Evidence{
		Stage: "smtp.auth", Code: 554, Enhanced: "5.7.1", Text: "Client host [192.0.2.1] blocked using zen.spamhaus.org",
		Host: "mail.example.co.jp", Port: 587, Security: "starttls", Software: "Postfix",
		Mechanism: "PLAIN", Offered: []string{"PLAIN", "LOGIN"},
		Sender: "alerts@example.co.jp", Recipient: "ops@example.com", Username: "alerts@example.co.jp",
		Facts: map[string]string{
			cause.FactCertNames: "mail.example.org", cause.FactCertDays: "12", cause.FactIssuer: "Example CA",
			cause.FactCertNotAfter: "2030-01-02T00:00:00Z", cause.FactCertNotBefore: "2029-01-02T00:00:00Z",
			cause.FactTLSMax: "TLS 1.1", cause.FactSize: "1000", cause.FactFirstBytes: "HTTP/1.1", cause.FactHELO: "localhost",
			cause.FactMX: "mx.example.co.jp", cause.FactSuggest: "smtp.example.co.jp", cause.FactPortsDead: "25", cause.FactPortsOpen: "465",
			cause.FactFile: "alerts.secret", cause.FactReason: "missing", cause.FactWait: "3", cause.FactKey: "smtp.auth.password",
			cause.FactProfile: "alerts", cause.FactAccount: "admin@example.co.jp", cause.FactClient: "0b7c9a52-0000-4000-8000-1f2e3d4c5b6a",
			cause.FactTenant: "contoso.onmicrosoft.com", cause.FactRedirect: "http://localhost:8400/callback", cause.FactScopes: "https://mail.google.com/",
			cause.FactFlow: "device", cause.FactSecretEnds: "2030-01-02", cause.FactOAuthError: "invalid_grant", cause.FactAADSTS: "700082",
			cause.FactHTTPStatus: "403", cause.FactContentType: "text/html", cause.FactOdd: "token_type", cause.FactTokenAge: "12", cause.FactSkew: "400", cause.FactEnds: "2030-01-02T00:00:00Z",
			cause.FactSASLFault: `{"status":"400"}`, cause.FactAPIError: "ErrorAccessDenied",
			cause.FactWaited: "2m0s", cause.FactQueue: "4XyZ12abcD", cause.FactFolder: "Junk", cause.FactChecks: "spf=fail (example.co.jp)",
			cause.FactZone: "example.co.jp", cause.FactRecord: "v=spf1 ip4:203.0.113.5 ~all", cause.FactInclude: "spf.protection.outlook.com",
			cause.FactDNSFault: "dnssec", cause.FactControl: "smtp.example.net:587", cause.FactPortsAuth: "465", cause.FactTLSHelped: "small",
			cause.FactOwnAddress: "accepted", cause.FactSenderDNS: "ok",
			cause.FactPolicy: "fail", cause.FactIP: "203.0.113.5", cause.FactPTR: "host5.example.net",
		},
	}
}

// stored reads the texts of the causes as they stand in the file of lang.
func stored(t *testing.T, lang Lang) map[string]map[string]string {
	t.Helper()
	data, err := os.ReadFile("causes." + string(lang) + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	var list map[string]map[string]string
	if err := toml.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestCauses: every cause has its texts, the same steps in both languages, and
// every text is whole with all values known and with none.
func TestCauses(t *testing.T) {
	texts := map[Lang]map[string]map[string]string{English: stored(t, English), Japanese: stored(t, Japanese)}
	for _, c := range cause.All() {
		if en, ja := texts[English][c.ID], texts[Japanese][c.ID]; len(en) != len(ja) || len(en) < 3 {
			t.Errorf("%s: %d texts in English, %d in Japanese", c.ID, len(en), len(ja))
		}
	}
	for lang, list := range texts {
		if len(list) != len(cause.All()) {
			t.Errorf("%s: %d entries for %d causes", lang, len(list), len(cause.All()))
		}
		faces, err := New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for id, entry := range list {
			if _, ok := cause.Lookup(id); !ok {
				t.Errorf("%s: no cause %s", lang, id)
			}
			values := variants(id, entry)
			for _, want := range keys(len(entry)) {
				if entry[want] == "" {
					t.Errorf("%s: %s has no %s", lang, id, want)
					continue
				}
				checkText(t, faces, id, want, values)
			}
		}
	}
}

// keys are the texts that an entry of n must have.
func keys(n int) []string {
	list := []string{"title", "why"}
	for i := 1; i <= n-2; i++ {
		list = append(list, "fix_"+strconv.Itoa(i))
	}
	return list
}

var broken = regexp.MustCompile(`<no value>|\{\{|\}\}| ,| \.(\s|$)|[、。][、。]|\(\)|  $|: *$`)

func checkText(t *testing.T, texts *Texts, id, key string, values map[string]map[string]string) {
	t.Helper()
	for name, args := range values {
		text, ok := texts.Has(id+"."+key, args)
		switch {
		case !ok || strings.TrimSpace(text) == "":
			t.Errorf("%s %s.%s (%s): nothing", texts.Lang(), id, key, name)
		case broken.MatchString(text) || text != strings.TrimSpace(text):
			t.Errorf("%s %s.%s (%s): broken: %q", texts.Lang(), id, key, name, text)
		case texts.Lang() == Japanese && !japanese(text):
			t.Errorf("%s.%s (%s): not Japanese: %q", id, key, name, text)
		case texts.Lang() == Japanese && gap.MatchString(text):
			t.Errorf("%s.%s (%s): a blank inside Japanese (%q): %q", id, key, name, gap.FindString(text), text)
		case texts.Lang() == Japanese && tight.MatchString(text):
			t.Errorf("%s.%s (%s): no blank between Latin and Japanese (%q): %q", id, key, name, tight.FindString(text), text)
		case texts.Lang() == English && japanese(text):
			t.Errorf("%s.%s (%s): not English: %q", id, key, name, text)
		case key == "title" && ansi.StringWidth(text) > 64:
			t.Errorf("%s %s.title (%s): %d cells: %s", texts.Lang(), id, name, ansi.StringWidth(text), text)
		}
	}
}

// gap is a blank between Japanese letters; between two words in katakana it
// is usual, and a path of what to click has them around its signs.
var gap = regexp.MustCompile(`[\p{Hiragana}\p{Han}、。「」・] [\p{Hiragana}\p{Katakana}\p{Han}ー「]|[\p{Katakana}ー] [\p{Hiragana}\p{Han}「]`)

// tight is a Latin letter or a digit that touches a Japanese one.
var tight = regexp.MustCompile(`[A-Za-z0-9][\p{Hiragana}\p{Katakana}\p{Han}]|[\p{Hiragana}\p{Katakana}\p{Han}ー][A-Za-z0-9]`)

// variants are the values with which a text must be whole: all known and none,
// at the servers of several makers, over the other protocols: as far as the
// entry asks for them.
func variants(id string, entry map[string]string) map[string]map[string]string {
	all, none := cause.New(id, cause.Certain, known()).Args, cause.New(id, cause.Certain, cause.Evidence{}).Args
	list := map[string]map[string]string{"all": all, "none": none}
	raw := strings.Join(slices.Collect(maps.Values(entry)), " ")
	with := func(name string, from map[string]string, key, value string) {
		if !strings.Contains(raw, "."+key) {
			return
		}
		args := maps.Clone(from)
		args[key] = value
		list[name] = args
	}
	for _, software := range []string{cause.Gmail, cause.Microsoft365, cause.ICloud, cause.SES, cause.SendGrid, cause.QQ, cause.Dovecot} {
		with(software, all, "software", software)
		with(software+" alone", none, "software", software)
	}
	for _, proto := range []string{"pop3", "imap", "oauth", "api", "domain"} {
		with(proto, all, "proto", proto)
		with(proto+" alone", none, "proto", proto)
	}
	for _, reason := range []string{"family", "local", "two", "lookups", "void", "include", "short", "some", "not-issued", "not-granted", "google-testing", "no-timestamp", "not-a-timestamp", "token_broken", "denied", "timeout", "moved"} {
		with(reason, all, "reason", reason)
		with(reason+" alone", none, "reason", reason)
	}
	for _, port := range []string{"25", "465", "993", "995"} {
		with(port, all, "port", port)
	}
	for _, empty := range []string{"odd", "user_domain", "host", "where", "queue", "mail_ports", "status", "code"} {
		with("no "+empty, all, empty, "")
	}
	return list
}

func japanese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3040 && r < 0x30FF })
}

var placeholder = regexp.MustCompile(`\.[a-z_]+\b`)

// TestPlaceholders: a text uses only values that a finding fills.
func TestPlaceholders(t *testing.T) {
	filled := cause.New(cause.Unrecognised, cause.Possible, cause.Evidence{}).Args
	action := regexp.MustCompile(`\{\{.*?\}\}`)
	literal := regexp.MustCompile("`[^`]*`")
	for _, lang := range []Lang{English, Japanese} {
		for id, entry := range stored(t, lang) {
			for key, text := range entry {
				for _, a := range action.FindAllString(text, -1) {
					for _, p := range placeholder.FindAllString(literal.ReplaceAllString(a, ""), -1) {
						if _, ok := filled[p[1:]]; !ok {
							t.Errorf("%s %s.%s uses %s, which no finding fills", lang, id, key, p)
						}
					}
				}
			}
		}
	}
	for name, value := range cause.New("env.blocklisted", cause.Likely, known()).Args {
		if value == "" {
			t.Errorf("%s is empty although its evidence is known", name)
		}
	}
}

// TestOwnValues: the user's own values stand in the fix, ready to be pasted.
func TestOwnValues(t *testing.T) {
	e := cause.Evidence{Stage: "smtp.auth", Code: 535, Enhanced: "5.7.139", Username: "alerts@example.co.jp",
		Text: "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox."}
	f := cause.Find(e)[0]
	for _, lang := range []Lang{English, Japanese} {
		texts, err := New(lang)
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("Set-CASMailbox -Identity %s -SmtpClientAuthenticationDisabled $false", e.Username)
		if got := texts.T(f.Cause+".fix_1", f.Args); !strings.Contains(got, want) {
			t.Errorf("%s: %q lacks %q", lang, got, want)
		}
	}
}
