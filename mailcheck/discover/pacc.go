package discover

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync"
)

// paccDocument is what is read of draft-ietf-mailmaint-pacc-02. Version 03
// calls "smtp" "submit". Every server there speaks TLS at once, on the port
// that is registered for that.
type paccDocument struct {
	Protocols      map[string]json.RawMessage `json:"protocols"`
	Authentication struct {
		Password bool `json:"password"`
		OAuth    struct {
			Issuer string `json:"issuer"`
		} `json:"oauth-public"`
	} `json:"authentication"`
}

// paccServices are the keys of "protocols" that are of use here.
var paccServices = [...]struct {
	key     string
	service Service
}{{"submit", Submission}, {"smtp", Submission}, {"imap", IMAP}, {"pop3", POP3}}

// askPACC gets the document and the record that vouches for it, side by side.
// The record holds the digest of the very octets of the document.
func askPACC(ctx context.Context, a *asker) ([]Candidate, string, error) {
	address := "https://ua-auto-config." + a.t.Domain + "/.well-known/user-agent-configuration.json"
	var (
		group   sync.WaitGroup
		records []string
		dnsErr  error
	)
	group.Go(func() { records, dnsErr = a.o.Resolver.LookupTXT(ctx, "_ua-auto-config."+a.t.Domain+".") })
	data, err := a.fetch(ctx, address)
	group.Wait()
	if err != nil {
		return nil, address, err
	}
	if looksLikeHTML(data) {
		return nil, address, failed(ReasonHTML)
	}
	if err := vouched(data, records, dnsErr); err != nil {
		return nil, address, err
	}
	list, err := parsePACC(data)
	for i := range list {
		list[i].From = address
	}
	return list, address, err
}

// vouched compares the document with the records "v=UAAC1; a=sha256; d=BASE64";
// one that fits is enough, for there are two while a document is replaced.
func vouched(data []byte, records []string, err error) error {
	sum := sha256.Sum256(data)
	seen := false
	for _, r := range records {
		tags := map[string]string{}
		for _, tag := range strings.Split(r, ";") {
			key, value, _ := strings.Cut(tag, "=")
			tags[strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(value)
		}
		if tags["v"] != "UAAC1" {
			continue
		}
		seen = true
		digest, err := base64.StdEncoding.DecodeString(tags["d"])
		if strings.EqualFold(tags["a"], "sha256") && err == nil && subtle.ConstantTimeCompare(digest, sum[:]) == 1 {
			return nil
		}
	}
	if seen {
		return failed(ReasonDigest)
	}
	if state, _ := verdict(err); err != nil && state == Failed {
		return err
	}
	return failed(ReasonNoDigest)
}

// parsePACC reads a document. encoding/json bounds the depth itself.
func parsePACC(data []byte) ([]Candidate, error) {
	var d paccDocument
	if err := json.Unmarshal(data, &d); err != nil || d.Protocols == nil {
		return nil, failed(ReasonNotConfig)
	}
	issuer := cleanIssuer(d.Authentication.OAuth.Issuer)
	var out []Candidate
	for _, s := range paccServices {
		var server struct {
			Host string `json:"host"`
		}
		if json.Unmarshal(d.Protocols[s.key], &server) != nil || server.Host == "" {
			continue
		}
		c := Candidate{Service: s.service, Host: server.Host, Issuer: issuer, Trust: TrustDomain}
		c.Port, c.Security = usual(s.service, 0, "tls")
		if issuer != "" {
			c.Auth = append(c.Auth, "oauthbearer", "xoauth2")
		}
		if d.Authentication.Password {
			c.Auth = append(c.Auth, methods(s.service, "password-cleartext")...)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, nothing(ReasonNoServer)
	}
	return out, nil
}
