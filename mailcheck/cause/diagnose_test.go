package cause

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// eachRule calls f with every rule of the tables.
func eachRule(f func(at rank, r *rule)) {
	for _, table := range layers {
		for at := range ranks {
			for i := range table[at] {
				f(at, &table[at][i])
			}
		}
	}
}

// byCaller are causes that the ladder knows by itself, without a rule.
var byCaller = []string{"auth.plaintext-refused", "auth.no-tls", "tls.expires-soon", "tls.unverified", "check.unsupported",
	"oauth.sign-in-needed", "oauth.wrong-account", "oauth.ends-soon", "oauth.setting", Unrecognised,
	"arrive.not-arrived", "arrive.junk", "arrive.auth-failed", "arrive.not-removed",
	"pop.apop-weak", "pop.no-top", "pop.not-needed", "pop.wait-short", "pop.other-address", "pop.no-effect"}

// TestTables: rules lead to causes that exist, certain stands alone, and every
// cause is reached.
func TestTables(t *testing.T) {
	reached := map[string]bool{}
	eachRule(func(at rank, r *rule) {
		if len(r.is) == 0 {
			t.Errorf("a rule leads nowhere: %+v", r)
		}
		for _, c := range r.is {
			reached[c.Cause] = true
			if _, ok := Lookup(c.Cause); !ok {
				t.Errorf("no cause %s", c.Cause)
			}
			if c.Confidence == Certain && len(r.is) > 1 {
				t.Errorf("certain of one of %v", r.is)
			}
		}
		if r.says != strings.ToLower(r.says) || r.but != strings.ToLower(r.but) {
			t.Errorf("phrases are lower case: %q", r.says)
		}
		for _, name := range strings.FieldsFunc(r.means, func(c rune) bool { return c == '|' || c == '&' || c == ' ' }) {
			if lexicon[idea(name)] == "" {
				t.Errorf("no idea %q", name)
			}
		}
		if strings.HasPrefix(r.says, "|") || strings.HasSuffix(r.says, "|") || strings.Contains(r.says, "||") {
			t.Errorf("an empty phrase matches everything: %q", r.says)
		}
	})
	seen := map[string]bool{}
	for _, c := range All() {
		if seen[c.ID] {
			t.Errorf("%s stands twice", c.ID)
		}
		seen[c.ID] = true
		byDNS := strings.HasPrefix(c.ID, "domain.") // judged from records: there is no reply
		if !reached[c.ID] && !byDNS && !slices.Contains(byCaller, c.ID) {
			t.Errorf("no rule leads to %s", c.ID)
		}
	}
	for _, p := range append(pages[:], apiPages[:]...) {
		if _, ok := Lookup(p.cause); !ok || !strings.HasPrefix(p.url, "https://") {
			t.Errorf("page %+v", p)
		}
	}
}

// TestAnAPIIsNotSMTP: what only cures SMTP is not proposed there.
func TestAnAPIIsNotSMTP(t *testing.T) {
	for _, software := range []string{Gmail, Microsoft365} {
		for stage, field := range map[string]string{"api.token": "", "smtp.auth": "smtp.auth.method"} {
			f := New("auth.token-rejected", Likely, Evidence{Stage: stage, Software: software})
			if f.Field != field || strings.Contains(f.URL, "smtp") == (stage == "api.token") && software == Microsoft365 || f.URL == "" {
				t.Errorf("%s at %s: field %q, page %s", software, stage, f.Field, f.URL)
			}
		}
	}
}

// TestPasswordNotJudged: a reply that is not final never blames the password.
func TestPasswordNotJudged(t *testing.T) {
	for _, s := range samples(t) {
		code, enhanced, text := Reply(s.Raw)
		if code < 500 {
			continue
		}
		e := Evidence{Stage: "smtp.auth", Code: code - 100, Enhanced: strings.Replace(enhanced, "5.", "4.", 1), Text: text}
		for _, c := range Diagnose(e) {
			if slices.Contains(passwordCauses, c.Cause) {
				t.Errorf("%s: %d blames the password: %q", s.ID, e.Code, text)
			}
		}
	}
}

// TestUnrecognised: what no rule knows is said to be unknown, in the server's words.
func TestUnrecognised(t *testing.T) {
	for code, severity := range map[int]Severity{599: SeverityFail, 499: SeverityUnknown, 0: SeverityUnknown} {
		f := Find(Evidence{Stage: "smtp.quit", Code: code, Text: "fnord\x1b[2J"})
		if len(f) != 1 || f[0].Cause != Unrecognised || f[0].Confidence != Possible || f[0].Severity != severity {
			t.Errorf("%d: %+v", code, f)
		}
		if got := strings.Join(f[0].Evidence, ""); strings.ContainsRune(got, 0x1b) || !strings.Contains(got, `fnord\x1b[2J`) {
			t.Errorf("words: %q", got)
		}
	}
	if f := New("no.such-cause", Certain, Evidence{}); f.Cause != Unrecognised {
		t.Errorf("got %+v", f)
	}
}

// TestReply: a reply is taken apart however its lines are written.
func TestReply(t *testing.T) {
	for raw, want := range map[string]struct {
		code     int
		enhanced string
		text     string
	}{
		"535-5.7.8 Username and\r\n535 5.7.8  Password": {535, "5.7.8", "Username and\nPassword"},
		"553 sorry (#5.7.1)":                            {553, "5.7.1", "sorry (#5.7.1)"},
		"5.7.506 Access Denied":                         {0, "5.7.506", "Access Denied"},
		"554: Relay Access Denied":                      {554, "", "Relay Access Denied"},
		"421 4.16.55.1 is an address":                   {421, "", "4.16.55.1 is an address"},
		"no code at all":                                {0, "", "no code at all"},
		"":                                              {0, "", ""},
	} {
		code, enhanced, text := Reply(raw)
		if code != want.code || enhanced != want.enhanced || text != want.text {
			t.Errorf("%q: %d %q %q", raw, code, enhanced, text)
		}
	}
}

func TestSoftware(t *testing.T) {
	for _, c := range []struct {
		banner string
		ehlo   []string
		names  []string
		want   string
	}{
		{"220 smtp.gmail.com ESMTP d2e1a72fcca58-1 - gsmtp", nil, nil, Gmail},
		{"220 TY2PR01CA0001.outlook.office365.com Microsoft ESMTP MAIL Service ready", nil, nil, Microsoft365},
		{"220 ex01.example.local Microsoft ESMTP MAIL Service ready", nil, nil, Exchange},
		{"The Microsoft Exchange POP3 service is ready. [VABZADIAUABSADAAMQBDAEEAMAAwADAAMQAuAGoAcABuAHAAcgBkADAAMQAuAHAAcgBvAGQALgBvAHUAdABsAG8AbwBrAC4AYwBvAG0A]", nil, nil, Microsoft365},
		{"The Microsoft Exchange IMAP4 service is ready. [ZQB4ADAAMQAuAGUAeABhAG0AcABsAGUALgBsAG8AYwBhAGwA]", nil, nil, Exchange},
		{"The Microsoft Exchange IMAP4 service is ready. [!]", nil, nil, Exchange},
		{"220 mail.example.org ESMTP Postfix (Debian/GNU)", nil, nil, Postfix},
		{"220 mail.example.org ESMTP Exim 4.96", nil, nil, Exim},
		{"220 email-smtp.amazonaws.com ESMTP SimpleEmailService-d-1", nil, []string{"email-smtp.ap-northeast-1.amazonaws.com"}, SES},
		{"220 ec2-192-0-2-1.compute.amazonaws.com ESMTP", nil, nil, ""},
		{"220 mail.example.org ESMTP", []string{"SIZE 1", "X-EXPS GSSAPI NTLM"}, nil, Exchange},
		{"220 mail.example.org ESMTP", nil, []string{"*.mail.me.com"}, ICloud},
		{"220 notgmail.com ESMTP", nil, nil, ""},
		{"220 smox.example.org ESMTP smoxy", nil, nil, ""},
		{"", nil, nil, ""},
	} {
		if got := Software(c.banner, c.ehlo, c.names); got != c.want {
			t.Errorf("%q %v %v: %q, want %q", c.banner, c.ehlo, c.names, got, c.want)
		}
	}
}

// TestArgs: values that stand in the reply only.
func TestArgs(t *testing.T) {
	f := Find(Evidence{Stage: "smtp.rcpt", Code: 554, Enhanced: "5.7.1", Sender: "a@example.org",
		Text: "Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.1"})[0]
	for name, want := range map[string]string{"ip": "192.0.2.1", "list": "zen.spamhaus.org", "domain": "example.org", "code": "554", "port": ""} {
		if got, ok := f.Args[name]; !ok || got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if !strings.HasPrefix(f.Evidence[0], "554 5.7.1 Service unavailable") {
		t.Errorf("evidence %q", f.Evidence)
	}
	if f := Find(Evidence{Stage: "smtp.connect", Err: errors.New("odd\nnews")})[0]; len(f.Evidence) != 2 || f.Args["reply"] != "odd / news" {
		t.Errorf("error as evidence: %q %q", f.Evidence, f.Args["reply"])
	}
}

func FuzzDiagnose(f *testing.F) {
	for _, s := range samples(f) {
		f.Add("smtp."+s.Layer, 0, s.Raw, "PLAIN", 587)
	}
	f.Add("smtp.auth", 454, "Temporary authentication failure", "XOAUTH2", 0)
	f.Fuzz(func(t *testing.T, stage string, code int, text, mechanism string, port int) {
		e := Evidence{Stage: stage, Code: code, Text: text, Mechanism: mechanism, Port: port, Facts: map[string]string{FactFirstBytes: text}}
		list := Diagnose(e)
		for i, c := range list {
			if _, ok := Lookup(c.Cause); !ok {
				t.Fatalf("no cause %s", c.Cause)
			}
			if c.Confidence == Certain && len(list) > 1 {
				t.Fatalf("certain of one of %v", list)
			}
			if code >= 400 && code < 500 && slices.Contains(passwordCauses, c.Cause) {
				t.Fatalf("%d blames the password", code)
			}
			if slices.ContainsFunc(list[:i], func(o Candidate) bool { return o.Cause == c.Cause }) {
				t.Fatalf("%s twice in %v", c.Cause, list)
			}
		}
		for _, found := range Find(e) {
			for _, line := range append(found.Evidence, found.Args["reply"], found.Args["first"]) {
				if strings.ContainsFunc(line, func(r rune) bool {
					return r < 0x20 || r == 0x7f || (r >= 0x80 && r < 0xa0) || (r >= 0x202a && r <= 0x202e)
				}) {
					t.Fatalf("not neutral: %q", line)
				}
			}
		}
	})
}

// TestUnknownStage: what one stage makes certain is likely where nobody knows
// the stage, and the subject of an enhanced code stands in for it.
func TestUnknownStage(t *testing.T) {
	const text = "Application-specific password required"
	for _, c := range []struct {
		e    Evidence
		want Candidate
	}{
		{Evidence{Stage: "smtp.auth", Text: text}, Candidate{"auth.app-password", Certain}},
		{Evidence{Text: text}, Candidate{"auth.app-password", Likely}},
		{Evidence{Text: "501 5.1.7 Nope"}, Candidate{"session.protocol-error", Likely}},
		{Evidence{Text: "550 5.1.1 Nope"}, Candidate{"env.recipient-unknown", Likely}},
	} {
		if got := Diagnose(c.e); len(got) == 0 || got[0] != c.want {
			t.Errorf("%q at %q: want %v, got %v", c.e.Text, c.e.Stage, c.want, got)
		}
	}
}

// TestTheProviderTellsApart what the words alone leave open.
func TestTheProviderTellsApart(t *testing.T) {
	e := Evidence{Stage: "smtp.rcpt", Text: "550 5.7.1 Relaying denied"}
	if got := Diagnose(e); len(got) < 2 || got[0].Cause != "env.relay-denied" || got[0].Confidence != Possible {
		t.Errorf("of nobody: %v", got)
	}
	e.Software = Mailgun
	if got := Diagnose(e); got[0].Cause != "auth.missing" || got[0].Confidence != Likely {
		t.Errorf("of Mailgun: %v", got)
	}
}

// TestTwoReasons: a reply that gives two reasons, which rules of equal rank
// read, has neither for certain, and shows both.
func TestTwoReasons(t *testing.T) {
	t.Parallel()
	got := Diagnose(Evidence{Stage: "smtp.rcpt", Text: "421 4.7.1 Service unavailable; Client host [192.0.2.4] blocked using grey.rbl - Greylisted by example.net"})
	if len(got) < 2 || got[0].Confidence == Certain {
		t.Fatalf("%+v", got)
	}
	for _, want := range []string{"env.greylisted", "env.blocklisted"} {
		if !slices.ContainsFunc(got, func(c Candidate) bool { return c.Cause == want }) {
			t.Errorf("%s is not among %+v", want, got)
		}
	}
}

// TestBeforeItsTime: words that are about the sender after MAIL FROM are about
// the account before.
func TestBeforeItsTime(t *testing.T) {
	t.Parallel()
	for stage, want := range map[string]string{"smtp.auth": "auth.protocol-disabled", "smtp.mail": "env.sender-not-owned"} {
		if got := Diagnose(Evidence{Stage: stage, Text: "550 5.7.1 Your account is not authorized to use this service."}); len(got) == 0 || got[0].Cause != want {
			t.Errorf("%s: want %s, got %+v", stage, want, got)
		}
	}
}

// TestSignedIn: who has signed in has not forgotten to.
func TestSignedIn(t *testing.T) {
	t.Parallel()
	for mechanism, want := range map[string]bool{"": true, "PLAIN": false} {
		got := Diagnose(Evidence{Stage: "smtp.rcpt", Mechanism: mechanism, Text: "550 Administrative prohibition"})
		if slices.ContainsFunc(got, func(c Candidate) bool { return c.Cause == "auth.missing" }) != want {
			t.Errorf("%q: %+v", mechanism, got)
		}
	}
}

// TestNumbers: the number of a port is not the status that it begins with.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"dial 127.0.0.1:50312: later": false, "status 503": true, "1503": false, "error=503;": true} {
		if holds(text, "503") != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}
