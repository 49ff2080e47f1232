package discover

import (
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/netip"
	"slices"
	"testing"
)

func sumOf(doc string) string {
	sum := sha256.Sum256([]byte(doc))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func TestParseTarget(t *testing.T) {
	for address, want := range map[string]Target{
		" taro@Example.JP ": {"taro@Example.JP", "taro", "example.jp", "example.jp"},
		"太郎@日本.jp":          {"太郎@日本.jp", "太郎", "xn--wgv71a.jp", "日本.jp"},
		"t@xn--wgv71a.jp":   {"t@xn--wgv71a.jp", "t", "xn--wgv71a.jp", "日本.jp"},
		`"a@b"@example.jp`:  {`"a@b"@example.jp`, `"a@b"`, "example.jp", "example.jp"},
	} {
		if got, problem := ParseTarget(address); problem != nil || got != want {
			t.Errorf("%s: %+v %v", address, got, problem)
		}
	}
	for _, address := range []string{"", "taro", "taro@", "@example.jp", "太郎@", "太郎@a b", "taro@[192.0.2.1]", "taro@192.0.2.1", "taro@example..jp", "a\n@example.jp"} {
		if got, problem := ParseTarget(address); problem == nil {
			t.Errorf("%q was taken: %+v", address, got)
		}
	}
}

func TestForeign(t *testing.T) {
	for _, c := range []struct {
		address, host string
		want          bool
	}{
		{"a@example.co.jp", "smtp.example.co.jp", false}, {"a@example.co.jp", "example.co.jp", false}, {"a@sub.example.co.jp", "mail.example.co.jp", false},
		{"a@example.co.jp", "smtp.other.co.jp", true}, {"a@example.co.jp", "co.jp", true}, {"a@example.co.jp", "xexample.co.jp", true}, {"a@example.co.jp", "192.0.2.1", true},
	} {
		got := Candidate{Host: c.host, Port: 465, Security: "tls"}
		if !got.settle(target(t, c.address)) || got.Foreign != c.want {
			t.Errorf("%s of %s: %v", c.host, c.address, got.Foreign)
		}
	}
}

func TestHostileCandidatesAreLeftOut(t *testing.T) {
	tt := target(t, "a@example.jp")
	for _, c := range []Candidate{
		{Host: "", Port: 465, Security: "tls"}, {Host: "a b", Port: 465, Security: "tls"}, {Host: "a.jp", Port: 0, Security: "tls"},
		{Host: "a.jp", Port: 465, Security: "ssl"}, {Host: "a\x1b[2J.jp", Port: 465, Security: "tls"}, {Host: "https://a.jp", Port: 465, Security: "tls"},
	} {
		if c.settle(tt) {
			t.Errorf("%+v was taken", c)
		}
	}
	c := Candidate{Host: "a.jp", Port: 465, Security: "tls", Username: "a\r\nb"}
	if !c.settle(tt) || c.Username != "" {
		t.Errorf("user name %q", c.Username)
	}
}

func TestSRVOrder(t *testing.T) {
	list := inOrder([]*net.SRV{{Target: "c.", Priority: 20, Weight: 9}, {Target: "b.", Priority: 10, Weight: 1}, {Target: "a.", Priority: 10, Weight: 5}, {Target: "0.", Priority: 10, Weight: 1}})
	var got []string
	for _, r := range list {
		got = append(got, r.Target)
	}
	if !slices.Equal(got, []string{"a.", "0.", "b.", "c."}) {
		t.Errorf("%q", got)
	}
}

func TestPrivate(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1": true, "10.1.2.3": true, "172.16.0.1": true, "192.168.0.1": true, "169.254.169.254": true, "100.64.0.1": true, "0.0.0.0": true, "::1": true,
		"fe80::1": true, "fd00::1": true, "::ffff:10.0.0.1": true, "224.0.0.1": true, "203.0.113.1": false, "2001:db8::1": false, "100.128.0.1": false,
	} {
		if private(netip.MustParseAddr(address)) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}

// answerOf is what a source would say.
func answerOf(source, trust string, list ...Candidate) Answer {
	for i := range list {
		list[i].Source, list[i].Trust, list[i].order = source, trust, i
	}
	return Answer{Outcome: Outcome{Source: source, State: Found}, Candidates: list}
}

func at(host string, port int, security, user string) Candidate {
	return Candidate{Service: Submission, Host: host, Port: port, Security: security, Username: user}
}

func TestMerge(t *testing.T) {
	srv := answerOf(FromSRV, TrustDNS, at("a.jp", 465, "tls", ""), at("a.jp", 587, "starttls", ""))
	own := answerOf(FromAutoconfig, TrustDomain, at("a.jp", 465, "tls", "taro"))
	list := Merge([]Answer{srv, own})
	if len(list) != 2 || list[0].Source != FromAutoconfig || list[0].Username != "taro" || !slices.Equal(list[0].Also, []string{FromSRV}) || list[0].Conflict != "" || list[1].Conflict != "" {
		t.Errorf("%+v", list)
	}
	for i, again := range Merge([]Answer{own, srv}) {
		if brief(again) != brief(list[i]) || again.Source != list[i].Source {
			t.Errorf("in another order %+v", again)
		}
	}
	if got := Conflicts(list); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestConflicts(t *testing.T) {
	own := answerOf(FromAutoconfig, TrustDomain, at("a.jp", 465, "tls", "taro"))
	for name, c := range map[string]struct {
		other Answer
		want  string
	}{
		"host":     {answerOf(FromISPDB, TrustISPDB, at("b.jp", 465, "tls", "taro")), "host"},
		"security": {answerOf(FromISPDB, TrustISPDB, at("a.jp", 465, "starttls", "taro")), "security"},
		"username": {answerOf(FromISPDB, TrustISPDB, at("a.jp", 465, "tls", "taro@a.jp")), "username"},
		"none":     {answerOf(FromISPDB, TrustISPDB, at("a.jp", 587, "starttls", "taro")), ""},
		"a guess":  {answerOf(FromGuess, TrustGuess, at("b.jp", 465, "tls", "")), ""},
		"silent":   {answerOf(FromSRV, TrustDNS, at("a.jp", 465, "tls", "")), ""},
	} {
		list := Merge([]Answer{own, c.other})
		for _, m := range list {
			if m.Conflict != c.want {
				t.Errorf("%s: %s is marked %q", name, brief(m), m.Conflict)
			}
		}
		got := Conflicts(list)
		if (len(got) == 1) != (c.want != "") || len(got) == 1 && (got[0].About != c.want || got[0].A[0] != FromAutoconfig || got[0].B[0] != FromISPDB) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestProviderCandidates(t *testing.T) {
	for address, want := range map[string]string{
		"taro@yahoo.co.jp":       "submission smtp.mail.yahoo.co.jp:465 tls taro [plain login]",
		"taro@shop.sakura.ne.jp": "submission shop.sakura.ne.jp:587 starttls taro@shop.sakura.ne.jp [plain login]",
		"taro@a1.auone-net.jp":   "submission msa.a1.auone-net.jp:465 tls  [plain login]",
	} {
		tt := target(t, address)
		p, _ := ByDomain(tt.Domain)
		if list := p.candidates(tt, ""); len(list) == 0 || brief(list[0]) != want {
			t.Errorf("%s: %+v", address, list)
		}
	}
	tt := target(t, "taro@icloud.com")
	p, _ := ByDomain(tt.Domain)
	for _, c := range p.candidates(tt, "") {
		if want := map[Service]string{Submission: "taro@icloud.com", IMAP: "taro"}[c.Service]; c.Username != want {
			t.Errorf("%s signs in as %q, want %q", c.Service, c.Username, want)
		}
	}
}

// TestNoMX: that there is none is an answer; that nobody answers is not.
func TestNoMX(t *testing.T) {
	for _, c := range []struct {
		err    error
		state  State
		reason string
	}{
		{nil, Nothing, ReasonNoMX}, {&net.DNSError{Err: "no such host", IsNotFound: true}, Nothing, ReasonNoMX},
		{&net.DNSError{Err: "server misbehaving"}, Failed, ReasonDNS},
	} {
		a := &asker{t: target(t, "a@example.jp"), mx: func() (string, error) { return "", c.err }}
		_, _, err := askMX(t.Context(), a)
		if state, reason := verdict(err); state != c.state || reason != c.reason {
			t.Errorf("%v: %s %s", c.err, state, reason)
		}
	}
}
