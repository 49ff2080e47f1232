package sasl

import (
	"cmp"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// digestMD5 is DIGEST-MD5 (RFC 2831) with qop=auth: no integrity or privacy
// layer, TLS is there for that. The server's rspauth is verified.
type digestMD5 struct {
	c     Credentials
	step  int
	want  string // rspauth that the server must send
	valid bool
}

func newDigestMD5(c Credentials) (Client, error) {
	if c.Nonce == nil {
		c.Nonce = randomNonce
	}
	return &digestMD5{c: c}, noNUL(c)
}

func randomNonce() string {
	var b [18]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func (d *digestMD5) Start() (string, []byte, error) { return "DIGEST-MD5", nil, nil }

// Next ends the exchange with the first error: without a response of ours
// there is nothing that rspauth could prove.
func (d *digestMD5) Next(challenge []byte) (answer []byte, err error) {
	defer func() {
		if err != nil {
			d.step, d.valid = over, false
		}
	}()
	d.step++
	switch d.step {
	case 1:
		return d.respond(string(challenge))
	case 2:
		got, err := parseDirectives(string(challenge))
		if err != nil {
			return nil, err
		}
		if !hmac.Equal([]byte(got.first("rspauth")), []byte(d.want)) {
			return nil, fmt.Errorf("%w: rspauth", ErrServer)
		}
		d.valid = true
		return []byte{}, nil
	}
	return nil, fmt.Errorf("%w: DIGEST-MD5 is over", ErrChallenge)
}

// Secret: the response lets a password be guessed off line.
func (d *digestMD5) Secret() bool { return d.step == 1 }

// Finish demands rspauth (RFC 2831 section 2.1.3).
func (d *digestMD5) Finish() error {
	if !d.valid {
		return fmt.Errorf("%w: no rspauth", ErrServer)
	}
	return nil
}

// respond answers the digest-challenge (RFC 2831 section 2.1.2).
func (d *digestMD5) respond(challenge string) ([]byte, error) {
	got, err := parseDirectives(challenge)
	if err != nil {
		return nil, err
	}
	nonce := got.first("nonce")
	if nonce == "" || len(got["nonce"]) != 1 || got.first("algorithm") != "md5-sess" {
		return nil, fmt.Errorf("%w: nonce or algorithm", ErrChallenge)
	}
	if qop := got.first("qop"); qop != "" && !listed(qop, "auth") {
		return nil, fmt.Errorf("%w: qop %q without auth", ErrChallenge, qop)
	}
	utf8 := strings.EqualFold(got.first("charset"), "utf-8")
	r := digest{
		user: d.c.Username, realm: d.realm(got["realm"]), pass: d.c.Password.Reveal(), utf8: utf8,
		nonce: nonce, cnonce: d.c.Nonce(), uri: cmp.Or(d.c.Service, "smtp") + "/" + d.c.Host,
	}
	d.want = r.value("")
	var b strings.Builder
	if utf8 {
		b.WriteString("charset=utf-8,")
	}
	fmt.Fprintf(&b, `username=%s,realm=%s,nonce=%s,nc=00000001,cnonce=%s,digest-uri=%s,response=%s,qop=auth`,
		quote(r.user), quote(r.realm), quote(r.nonce), quote(r.cnonce), quote(r.uri), r.value("AUTHENTICATE"))
	return []byte(b.String()), nil
}

// realm chooses among the server's realms: the domain of the user name if it
// is one of them, else the first; none named: the empty one (section 2.1.1).
func (d *digestMD5) realm(offered []string) string {
	if len(offered) == 0 {
		return ""
	}
	if _, domain, ok := strings.Cut(d.c.Username, "@"); ok {
		for _, r := range offered {
			if strings.EqualFold(r, domain) {
				return r
			}
		}
	}
	return offered[0]
}

// digest computes response and rspauth, which differ in method only (RFC 2831
// sections 2.1.2.1 and 2.1.3).
type digest struct {
	user, realm, pass string
	utf8              bool
	nonce, cnonce     string
	uri               string
}

func (d digest) value(method string) string {
	secret := md5.Sum([]byte(d.octets(d.user) + ":" + d.octets(d.realm) + ":" + d.octets(d.pass)))
	a1 := append(secret[:], ":"+d.nonce+":"+d.cnonce...)
	return hexMD5([]byte(hexMD5(a1) + ":" + d.nonce + ":00000001:" + d.cnonce + ":auth:" + hexMD5([]byte(method+":"+d.uri))))
}

// octets converts a value that fits ISO 8859-1 into it, as the hash demands
// when charset is utf-8 (section 2.1.2.1); what does not fit stays UTF-8.
func (d digest) octets(s string) string {
	if !d.utf8 {
		return s
	}
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return s
		}
		out = append(out, byte(r))
	}
	return string(out)
}

func hexMD5(b []byte) string {
	sum := md5.Sum(b)
	return hex.EncodeToString(sum[:])
}
