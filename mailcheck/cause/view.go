package cause

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// view is Evidence as the rules look at it: taken apart and brought into one form.
type view struct {
	Evidence
	proto    string // "smtp"; empty when the stage does not tell
	stage    string // "auth"
	code     int
	class    int // 4 or 5, of the enhanced code, where there is no code
	enhanced string
	words    string // text without codes, as sent
	text     string // words as phrase brings them
	software string
	kind     string // of the error
	refused  bool   // by POP3's "-ERR" or IMAP's NO, BAD, BYE
	facts    map[string]string
}

// quotedStart finds what a client quotes of a foreign greeting or record.
var quotedStart = regexp.MustCompile(`(?i)(?:RecordHeader|response code:|short response:|invalid response:|malformed response|the response was:)[ :]*"([^"]*)`)

// namedStart is the same where nothing encloses it.
var namedStart = regexp.MustCompile(`(?i)unexpected greeting from server: (.+)`)

func look(e Evidence) *view {
	v := &view{Evidence: e, code: e.Code, enhanced: e.Enhanced, words: e.Text, facts: map[string]string{}}
	v.proto, v.stage = splitStage(e.Stage)
	for name, value := range e.Facts {
		v.facts[name] = value
	}
	v.readError()
	v.readText()
	v.readPop()
	v.readIMAP()
	if v.refused && v.Err == nil {
		v.kind = "" // a server's words, whatever error they would be elsewhere
	}
	if v.stage == "" {
		v.guessStage()
	}
	// A refusal where TLS was to begin at once is this server's greeting.
	if v.stage == "tls" && v.code >= 400 && v.Security == "tls" {
		v.stage = "greeting"
	}
	v.readOAuth()
	v.text = phrase(v.words)
	if v.stage == "tls" && v.code == 0 {
		v.text += "\n" + phrase(spread(v.words))
	}
	if v.proto == "oauth" {
		// The name of the error is a fact by now; its words are not about anything.
		v.text = oauthError.ReplaceAllString(definitions.ReplaceAllString(v.text, ""), "")
	}
	v.software = e.Software
	for _, guess := range []func() string{
		func() string { return byWords(v.text) },
		func() string { return byHost(e.Host) },
	} {
		if v.software == "" {
			v.software = guess()
		}
	}
	return v
}

// readText takes codes that still stand in the text, and kinds of error that
// a log tells in words.
func (v *view) readText() {
	code, enhanced, text := Reply(v.words)
	if v.proto == "oauth" {
		code, enhanced, text = 0, "", v.words // numbers before its words are HTTP's
	}
	if v.code == 0 {
		v.code = code
	}
	if v.enhanced == "" {
		v.enhanced = enhanced
	}
	if v.code == code || code == 0 {
		v.words = text
	}
	for _, re := range []*regexp.Regexp{quotedStart, namedStart} {
		if m := re.FindStringSubmatch(v.words); m != nil {
			v.note(FactFirstBytes, m[1])
		}
	}
	if v.code == 0 && v.enhanced != "" {
		v.class = int(v.enhanced[0] - '0')
	}
	if oneOf("resolve|connect", v.stage) {
		v.code, v.class, v.enhanced = 0, 0, "" // a relay's number for it: there was no server yet that could reply
	}
	if v.kind == "" && v.code == 0 && v.class == 0 {
		v.kind = kindOfWords(v.words)
	}
}

// readPop takes a POP3 answer that refuses apart (RFC 1939 section 3).
func (v *view) readPop() {
	if p := v.facts[FactProto]; p != "" {
		v.proto = p
	}
	m := popRefusal.FindStringSubmatch(v.words)
	if m == nil {
		return
	}
	v.refused = true
	if v.stage == "" {
		v.stage = "auth" // where nearly all of them are heard
	}
	if v.proto == "" {
		v.proto = "pop3"
	}
	if m[1] != "" {
		v.note(FactResponse, strings.ToUpper(m[1]))
	}
	v.words = strings.TrimSpace(v.words[len(m[0]):])
}

// readError takes the Go error apart.
func (v *view) readError() {
	if v.Err == nil {
		return
	}
	var reply *textproto.Error
	if errors.As(v.Err, &reply) && v.code == 0 {
		v.code, v.words = reply.Code, reply.Msg
		return
	}
	v.kind = kindOf(v.Err)
	if v.words == "" && v.code == 0 {
		v.words = v.Err.Error()
	}
	var record tls.RecordHeaderError
	if errors.As(v.Err, &record) {
		v.note(FactFirstBytes, visible(string(record.RecordHeader[:])))
	}
	var chain *tls.CertificateVerificationError
	if errors.As(v.Err, &chain) && len(chain.UnverifiedCertificates) > 0 {
		v.readChain(chain.UnverifiedCertificates)
	}
}

// readChain notes what the certificates themselves say.
func (v *view) readChain(chain []*x509.Certificate) {
	leaf := chain[0]
	v.note(FactChainLength, strconv.Itoa(len(chain)))
	v.note(FactIssuer, visible(leaf.Issuer.String()))
	v.note(FactSubject, visible(leaf.Subject.String()))
	if string(leaf.RawIssuer) == string(leaf.RawSubject) {
		v.note(FactSelfSigned, "true")
	}
	if len(leaf.IssuingCertificateURL) > 0 {
		v.note(FactAIA, "true")
	}
	names := slices.Clone(leaf.DNSNames)
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	v.note(FactCertNames, visible(strings.Join(names, ", ")))
	v.note(FactCertNotAfter, leaf.NotAfter.UTC().Format(time.RFC3339))
	v.note(FactCertNotBefore, leaf.NotBefore.UTC().Format(time.RFC3339))
}

// note keeps a fact unless a probe has already told it.
func (v *view) note(name, value string) {
	if v.facts[name] == "" {
		v.facts[name] = value
	}
}

// fact is an observed fact, or one that the evidence itself tells.
func (v *view) fact(name string) string {
	if value, ok := v.facts[name]; ok {
		return value
	}
	switch name {
	case "proto":
		return v.proto
	case "stage":
		return v.stage
	case "refused": // by a mailbox's server
		return truth(v.refused)
	case "code":
		if v.refused {
			return v.facts[FactStatus] // IMAP has words in the place of numbers
		}
		return number(cmp.Or(v.code, v.class))
	case "err":
		return truth(v.Err != nil)
	case "kind":
		return v.kind
	case "address": // the words name the address of somebody who connects
		return truth(clientAddress.MatchString(v.words))
	case "port":
		return number(v.Port)
	case "security":
		return v.Security
	case "mechanism":
		return v.Mechanism
	case "tls":
		return truth(v.TLS)
	case "loopback":
		return truth(loopback(v.Host))
	case "token": // a token stood in for the password
		return truth(oneOf("XOAUTH2|OAUTHBEARER", strings.ToUpper(v.Mechanism)))
	case "page": // Gmail's second key
		if m := pageKey.FindStringSubmatch(v.words); m != nil {
			return m[1]
		}
	case "signed-in": // an AUTH succeeded before this stage
		return truth(oneOf("mail|rcpt|data", v.stage) && v.Mechanism != "" && !strings.EqualFold(v.Mechanism, "none"))
	case "not-offered": // the mechanism tried is not in the server's list
		return truth(v.Mechanism != "" && len(v.Offered) > 0 && !slices.ContainsFunc(v.Offered, func(s string) bool { return strings.EqualFold(s, v.Mechanism) }))
	case "short-user": // the user name has no domain
		return truth(v.Username != "" && !strings.Contains(v.Username, "@"))
	case "own-sender": // the sender is the account itself
		return truth(v.Sender != "" && strings.EqualFold(v.Sender, v.Username))
	case "inspector": // the certificate was made on the way
		return truth(inspected(v.facts[FactIssuer] + " " + v.facts[FactSubject] + " " + v.text))
	case "intermediate-issuer": // the issuer is one that stands below a root
		return truth(intermediate(v.facts[FactIssuer]))
	}
	return ""
}

func (v *view) isKind(want string) bool {
	for w := range strings.SplitSeq(want, "|") {
		if w == v.kind || (strings.HasSuffix(w, ".") && strings.HasPrefix(v.kind, w)) {
			return true
		}
	}
	return false
}

// onTheWay tells whether this is an error of the way to the server, not a reply.
func (v *view) onTheWay() bool {
	return v.kind != "" && v.code == 0 && v.class == 0 && !v.refused && oneOf("resolve|connect|tls", v.stage)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func truth(b bool) string {
	if b {
		return "true"
	}
	return ""
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.IsLoopback()
}
