package cause

import (
	"slices"
	"strings"
)

// layerStage maps the layer names of collections of replies to last parts of stage ids.
var layerStage = map[string]string{
	"dns": "resolve", "tcp": "connect", "banner": "greeting", "ehlo": "caps", "starttls": "tls", "tls": "tls",
}

// authCodes are replies that only an AUTH command gets (RFC 4954 sections 4 and 6).
var authCodes = []int{432, 534, 535, 538}

// mailboxLogin are words that speak of signing in to a mailbox.
const mailboxLogin = "auth command|login|logon|authenticat|password|credential|username"

// guessStage goes by codes that one command alone gets, by a greeting that was
// another's, and by words.
func (v *view) guessStage() {
	mailbox := v.proto == "pop3" || v.proto == "imap"
	switch {
	case slices.Contains(authCodes, v.code):
		v.stage = "auth"
	case mailbox && v.facts[FactFirstBytes] != "":
		v.stage = "greeting"
	case mailbox && !v.refused && v.kind == "" && says(phrase(v.words), mailboxLogin):
		v.stage = "auth"
	}
}

// splitStage takes stage ids ("smtp.auth"), their last parts ("auth") and
// layer names ("smtp-auth", "dns").
func splitStage(s string) (proto, stage string) {
	s = strings.ToLower(s)
	if i := strings.IndexAny(s, ".-"); i >= 0 {
		proto, stage = s[:i], s[i+1:]
	} else if s == "pop3" || s == "imap" {
		return s, ""
	} else {
		stage = s
	}
	if other, ok := layerStage[stage]; ok {
		stage = other
	}
	return proto, stage
}

// stageOfEnhanced is where a reply belongs whose stage nobody knows, by the
// subject of its enhanced code (RFC 3463 sections 3.2 to 3.8, RFC 4954 section 6).
func stageOfEnhanced(code string) string {
	_, subject, _ := strings.Cut(code, ".")
	switch subject {
	case "1.7", "1.8":
		return "mail"
	case "3.4", "7.7", "7.20", "7.21", "7.22", "7.23", "7.26":
		return "data"
	case "7.8", "7.9", "7.11", "7.12", "7.13":
		return "auth"
	}
	switch strings.SplitN(subject, ".", 2)[0] {
	case "1", "2":
		return "rcpt"
	case "6":
		return "data"
	case "5": // of the protocol: the same at every command
		return "mail"
	}
	return ""
}

// stageWords lead from the words of a reply to the command that it may have
// answered, where nothing else tells it. The first that are said decide:
// refusals of a command name it first, and reasons come after.
var stageWords = [...]struct{ says, stage string }{
	{"helo|ehlo", "caps"},
	{"starttls|start tls|tls not|tls missing", "tls"},
	{"relay|recipient|rcpt|forward path|mailbox|user unknown|deliver|to this address|receiving mail", "rcpt"},
	{"sender|mail from|sending|from domain|from address", "mail"},
	{"auth|authentication|authentification|authenticate|login|logon|password|credential|checkpassword|username", "auth"},
	{"message|content|mail content|spam|dmarc|policy|transaction", "data"},
	{"service|server|connection|connect|client host|ip", "greeting"},
}

// stageOfWords is a stage to try when a reply came alone. What it leads to is a
// guess, and never more than possible.
func stageOfWords(v *view) string {
	if (v.code < 400 || v.code > 599) && v.class == 0 || v.proto != "" {
		return ""
	}
	for _, s := range stageWords {
		if says(v.text, s.says) {
			return s.stage
		}
	}
	return ""
}
