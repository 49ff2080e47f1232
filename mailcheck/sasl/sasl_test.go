package sasl

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"todoku/store"
)

func credentials(user, pass, nonce string) Credentials {
	return Credentials{Username: user, Password: store.NewSecret(pass), Host: "elwood.innosoft.com", Nonce: func() string { return nonce }}
}

// turn is a message of the server and what the client must answer.
type turn struct{ server, client string }

// vectors are the examples of the RFCs; that of RFC 2831 is in TestDigest.
var vectors = []struct {
	name, method, user, pass, nonce string
	first                           string // initial response; "-" for none
	turns                           []turn
}{
	{"rfc 4616", "plain", "tim", "tanstaaftanstaaf", "", "\x00tim\x00tanstaaftanstaaf", nil},
	{"login", "login", "alice", "pw", "", "-", []turn{{"Username:", "alice"}, {"Password:", "pw"}}},
	{"login in other words", "login", "alice", "pw", "", "-", []turn{{"User Name\x00", "alice"}, {"Kennwort", "pw"}}},
	{"rfc 2195", "cram-md5", "tim", "tanstaaftanstaaf", "", "-", []turn{
		{"<1896.697170952@postoffice.reston.mci.net>", "tim b913a602c7eda7a495b4e6e7334d3890"}}},
	{"rfc 5802", "scram-sha-1", "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL", "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL", []turn{
		{"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
			"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="},
		{"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", ""}}},
	{"rfc 7677", "scram-sha-256", "user", "pencil", "rOprNGfwEbeRWgbNEkqO", "n,,n=user,r=rOprNGfwEbeRWgbNEkqO", []turn{
		{"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
			"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="},
		{"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", ""}}},
}

func TestVectors(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			c, err := New(v.method, credentials(v.user, v.pass, v.nonce))
			if err != nil {
				t.Fatal(err)
			}
			name, first, err := c.Start()
			if want, _ := Name(v.method); err != nil || name != want {
				t.Fatalf("Start: %q, %v", name, err)
			}
			if v.first == "-" && first != nil || v.first != "-" && string(first) != v.first {
				t.Errorf("initial response %q, want %q", first, v.first)
			}
			for _, turn := range v.turns {
				got, err := c.Next([]byte(turn.server))
				if err != nil || string(got) != turn.client || got == nil {
					t.Errorf("to %q: %q, %v, want %q", turn.server, got, err, turn.client)
				}
			}
			if err := c.Finish(); err != nil {
				t.Errorf("Finish: %v", err)
			}
			if _, err := c.Next([]byte("more")); !errors.Is(err, ErrChallenge) {
				t.Errorf("a challenge too many: %v, want ErrChallenge", err)
			}
		})
	}
}

// TestDigest is the exchange of RFC 2831 section 4. It is with an IMAP server,
// so the computation is tested below the client, which says smtp.
func TestDigest(t *testing.T) {
	d := digest{user: "chris", realm: "elwood.innosoft.com", pass: "secret", utf8: true,
		nonce: "OA6MG9tEQGm2hh", cnonce: "OA6MHXh6VqTrRk", uri: "imap/elwood.innosoft.com"}
	if got, want := d.value("AUTHENTICATE"), "d388dad90d4bbd760a152321f2143af7"; got != want {
		t.Errorf("response %s, want %s", got, want)
	}
	if got, want := d.value(""), "ea40f60335c427b5527b84dbabcdfffd"; got != want {
		t.Errorf("rspauth %s, want %s", got, want)
	}
}

func TestDigestExchange(t *testing.T) {
	c, err := New("digest-md5", credentials("chris", `sec"ret\`, "OA6MHXh6VqTrRk"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Next([]byte(`realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",qop="auth,auth-int",algorithm=md5-sess,charset=utf-8`))
	if err != nil {
		t.Fatal(err)
	}
	sum := digest{user: "chris", realm: "elwood.innosoft.com", pass: `sec"ret\`, utf8: true,
		nonce: "OA6MG9tEQGm2hh", cnonce: "OA6MHXh6VqTrRk", uri: "smtp/elwood.innosoft.com"}
	want := `charset=utf-8,username="chris",realm="elwood.innosoft.com",nonce="OA6MG9tEQGm2hh",nc=00000001,cnonce="OA6MHXh6VqTrRk",` +
		`digest-uri="smtp/elwood.innosoft.com",response=` + sum.value("AUTHENTICATE") + `,qop=auth`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !c.Secret() {
		t.Error("the response is not marked secret")
	}
	if _, err := c.Next([]byte("rspauth=" + sum.value(""))); err != nil {
		t.Errorf("rspauth refused: %v", err)
	}
	if err := c.Finish(); err != nil {
		t.Errorf("Finish: %v", err)
	}
}

func TestDigestCharset(t *testing.T) {
	latin := digest{utf8: true}
	if got := latin.octets("pässwörd"); got != "p\xe4ssw\xf6rd" {
		t.Errorf("value within ISO 8859-1 hashed as %q", got)
	}
	if got := latin.octets("pä日"); got != "pä日" {
		t.Errorf("value beyond ISO 8859-1 hashed as %q", got)
	}
	if got := (digest{}).octets("ä"); got != "ä" {
		t.Errorf("without charset hashed as %q", got)
	}
}

func TestDigestRealm(t *testing.T) {
	d := &digestMD5{c: Credentials{Username: "alice@b.test"}}
	for _, c := range []struct {
		offered []string
		want    string
	}{{nil, ""}, {[]string{"a.test"}, "a.test"}, {[]string{"a.test", "B.test"}, "B.test"}} {
		if got := d.realm(c.offered); got != c.want {
			t.Errorf("realm of %q: %q, want %q", c.offered, got, c.want)
		}
	}
}

// TestServerUnproved: a wrong signature, and success without any.
func TestServerUnproved(t *testing.T) {
	for _, v := range vectors {
		if !strings.HasPrefix(v.method, "scram") {
			continue
		}
		c, _ := New(v.method, credentials(v.user, v.pass, v.nonce))
		_, _, _ = c.Start()
		if _, err := c.Next([]byte(v.turns[0].server)); err != nil {
			t.Fatal(err)
		}
		if err := c.Finish(); !errors.Is(err, ErrServer) {
			t.Errorf("%s: success without a signature: %v", v.method, err)
		}
		wrong := "v=" + base64.StdEncoding.EncodeToString([]byte("something else"))
		if _, err := c.Next([]byte(wrong)); !errors.Is(err, ErrServer) {
			t.Errorf("%s: wrong signature: %v", v.method, err)
		}
		if err := c.Finish(); !errors.Is(err, ErrServer) {
			t.Errorf("%s: success after a wrong signature: %v", v.method, err)
		}
	}
	c, _ := New("digest-md5", credentials("chris", "secret", "x"))
	if _, err := c.Next([]byte(`nonce="n",algorithm=md5-sess`)); err != nil {
		t.Fatal(err)
	}
	if err := c.Finish(); !errors.Is(err, ErrServer) {
		t.Errorf("digest-md5: success without rspauth: %v", err)
	}
	if _, err := c.Next([]byte("rspauth=00000000000000000000000000000000")); !errors.Is(err, ErrServer) {
		t.Errorf("digest-md5: wrong rspauth: %v", err)
	}
}

// TestHostileChallenges: none may be answered.
func TestHostileChallenges(t *testing.T) {
	for _, c := range []struct{ method, challenge string }{
		{"cram-md5", ""},
		{"digest-md5", ""}, {"digest-md5", "nonce"}, {"digest-md5", `nonce="x`}, {"digest-md5", `nonce="x\`},
		{"digest-md5", `nonce="x"`}, {"digest-md5", `nonce="x",algorithm=md5`}, {"digest-md5", `nonce="x",nonce="y",algorithm=md5-sess`},
		{"digest-md5", `nonce="x",algorithm=md5-sess,qop="auth-conf"`}, {"digest-md5", `nonce="x"algorithm=md5-sess`},
		{"digest-md5", strings.Repeat("a=b,", 600)},
		{"scram-sha-256", ""}, {"scram-sha-256", "r=other,s=QQ==,i=4096"}, {"scram-sha-256", "r=nonceX,s=QQ==,i=1"},
		{"scram-sha-256", "r=nonceX,s=QQ==,i=2147483647"}, {"scram-sha-256", "r=nonceX,s=QQ==,i=-5"}, {"scram-sha-256", "m=ext,r=nonceX,s=QQ==,i=4096"},
	} {
		client, err := New(c.method, credentials("u", "p", "nonce"))
		if err != nil {
			t.Fatal(err)
		}
		_, _, _ = client.Start()
		if got, err := client.Next([]byte(c.challenge)); !errors.Is(err, ErrChallenge) {
			t.Errorf("%s answered %q to %.40q (%v)", c.method, got, c.challenge, err)
		}
	}
}

// TestNothingAfterAnError: an exchange that went wrong proves nothing, even to
// a server that sends an empty proof.
func TestNothingAfterAnError(t *testing.T) {
	for method, proof := range map[string]string{"digest-md5": "", "scram-sha-1": "v=", "scram-sha-256": "v="} {
		c, _ := New(method, credentials("u", "p", "nonce"))
		_, _, _ = c.Start()
		if _, err := c.Next([]byte("0")); err == nil {
			t.Errorf("%s answered nonsense", method)
		}
		if _, err := c.Next([]byte(proof)); err == nil {
			t.Errorf("%s took an empty proof", method)
		}
		if c.Finish() == nil {
			t.Errorf("%s counts the server as proved", method)
		}
	}
}

func TestSecretLines(t *testing.T) {
	for _, c := range []struct {
		method     string
		challenges []string
		want       []bool // of the initial response, then of each answer
	}{
		{"plain", nil, []bool{true}},
		{"login", []string{"Username:", "Password:"}, []bool{false, false, true}},
		{"cram-md5", []string{"<1@x>"}, []bool{false, true}},
		{"digest-md5", []string{`nonce="n",algorithm=md5-sess`}, []bool{false, true}},
		{"scram-sha-1", []string{"r=nonceX,s=QSXCR+Q6sek8bf92,i=4096"}, []bool{false, true}},
	} {
		client, _ := New(c.method, credentials("u", "p", "nonce"))
		_, _, _ = client.Start()
		got := []bool{client.Secret()}
		for _, ch := range c.challenges {
			if _, err := client.Next([]byte(ch)); err != nil {
				t.Fatal(err)
			}
			got = append(got, client.Secret())
		}
		for i := range c.want {
			if got[i] != c.want[i] {
				t.Errorf("%s: secret %v, want %v", c.method, got, c.want)
				break
			}
		}
	}
}

func TestCredentials(t *testing.T) {
	for _, m := range mechanisms {
		if _, err := New(m.method, credentials("u", "a\x00b", "n")); !errors.Is(err, ErrCredentials) {
			t.Errorf("%s took a password with NUL: %v", m.method, err)
		}
	}
	if _, err := New("scram-sha-256", credentials("u", "p\U0001f600", "n")); err != nil {
		t.Errorf("a password that SASLprep refuses: %v", err)
	}
	if _, err := New("xoauth2", Credentials{}); err == nil {
		t.Error("xoauth2 is not of this package")
	}
	if !Plaintext("plain") || !Plaintext("login") || Plaintext("cram-md5") || Plaintext("none") {
		t.Error("Plaintext tells the wrong methods")
	}
}
