package sandbox

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// maxInitial is what Postfix takes with the AUTH command, in octets of base64;
// a longer one meets an answer that sounds like a wrong password.
const maxInitial = 2048

// bearerServer is XOAUTH2 (Google's and Microsoft's) or OAUTHBEARER (RFC 7628).
type bearerServer struct {
	oauth    *oauthServer
	proto    string
	standard bool // OAUTHBEARER
	asked    bool
	refused  bool // the 334 with the reason was sent
	who      *account
}

// bearerRefusal is the JSON of a refusal (RFC 7628 section 3.2.2).
type bearerRefusal struct {
	Status  string `json:"status"`
	Schemes string `json:"schemes,omitempty"`
	Scope   string `json:"scope,omitempty"`
}

// Next tells the reason in one more challenge before it refuses (RFC 7628
// section 3.2.3); what the client answers to that does not matter.
func (b *bearerServer) Next(response []byte) ([]byte, bool, error) {
	if b.refused {
		return nil, false, errRefused
	}
	if response == nil {
		b.asked = true
		return []byte{}, false, nil
	}
	if b.proto == protoSMTP && !b.asked && base64.StdEncoding.EncodedLen(len(response)) > maxInitial {
		return nil, false, errRefused
	}
	b.asked = true
	user, token, ok := b.parse(response)
	if ok {
		b.who, ok = b.signIn(user, token)
	}
	f := b.oauth.m.at(b.proto)
	if ok && f.challenge == "" {
		return nil, true, nil
	}
	b.who, b.refused = nil, true
	switch _, own := f.refuse[atAuth]; {
	case f.challenge != "":
		return []byte(f.challenge), false, nil
	case own:
		return nil, false, errRefused // a server that gives no reason, as Microsoft's
	}
	reason := bearerRefusal{Status: "400", Schemes: "Bearer", Scope: scopeMail}
	if b.standard {
		reason = bearerRefusal{Status: "invalid_token", Scope: scopeMail}
	}
	out, err := json.Marshal(reason)
	return out, false, err
}

func (b *bearerServer) account() *account { return b.who }

// parse: "user=U^Aauth=Bearer T^A^A", or after a GS2 header "n,a=U," the
// fields auth, host and port (RFC 7628 section 3.1).
func (b *bearerServer) parse(response []byte) (user, token string, ok bool) {
	fields, ok := bytes.CutSuffix(response, []byte("\x01\x01"))
	if !ok {
		return "", "", false
	}
	if b.standard {
		header, rest, found := bytes.Cut(fields, []byte{1})
		parts := strings.Split(string(header), ",")
		if !found || len(parts) != 3 || parts[0] != "n" || parts[2] != "" {
			return "", "", false
		}
		user, fields = strings.TrimPrefix(parts[1], "a="), rest
		user = strings.NewReplacer("=2C", ",", "=3D", "=").Replace(user) // RFC 5801 section 4
	}
	for f := range strings.SplitSeq(string(fields), "\x01") {
		key, value, _ := strings.Cut(f, "=")
		switch key {
		case "user":
			user = value
		case "auth":
			kind, rest, _ := strings.Cut(value, " ")
			if !strings.EqualFold(kind, "Bearer") {
				return "", "", false
			}
			token = rest
		}
	}
	return user, token, token != ""
}

// signIn: the token must be good for the protocol and for the mailbox. OAUTHBEARER may
// leave the mailbox out.
func (b *bearerServer) signIn(user, token string) (*account, bool) {
	a, ok := b.oauth.valid(token)
	if !ok || !anyOf(a.scopes, b.serves) {
		return nil, false
	}
	if user == "" && b.standard && a.grant.account != nil {
		return a.grant.account, true
	}
	return b.oauth.may(a, user)
}

// serves: the scope lets its token sign in by the protocol at hand.
func (b *bearerServer) serves(scope string) bool {
	if b.proto == protoSMTP {
		return sendsSMTP(scope)
	}
	return readsMail(scope, b.proto)
}

func anyOf(list []string, is func(string) bool) bool {
	for _, s := range list {
		if is(s) {
			return true
		}
	}
	return false
}
