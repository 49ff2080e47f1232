package sandbox

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/emersion/go-smtp"
)

// The steps of a session at which a fault can answer in the server's stead.
const (
	atEHLO      = "ehlo"
	atMechanism = "mechanism" // the AUTH command itself, before any exchange
	atAuth      = "auth"      // the end of the exchange, whatever the password
	atAuthPlain = "auth-plain"
	atMail      = "mail"
	atUnsigned  = "mail-unsigned" // MAIL without a sign-in
	atRcpt      = "rcpt"
	atData      = "data"
	atSelect    = "select" // IMAP
)

// reply turns the lines of a reply as they stand on the wire ("550-5.7.1 a",
// "550 5.7.1 b") into what go-smtp writes back as exactly those lines. It
// writes the enhanced code itself, and on the last line only.
func reply(wire string) *smtp.SMTPError {
	lines := strings.Split(wire, "\n")
	for i, l := range lines {
		lines[i] = l[min(4, len(l)):]
	}
	out := &smtp.SMTPError{EnhancedCode: smtp.NoEnhancedCode}
	out.Code, _ = strconv.Atoi(wire[:3])
	last := &lines[len(lines)-1]
	var e smtp.EnhancedCode
	code, text, _ := strings.Cut(*last, " ")
	if n, _ := fmt.Sscanf(code, "%d.%d.%d", &e[0], &e[1], &e[2]); n == 3 && code == fmt.Sprintf("%d.%d.%d", e[0], e[1], e[2]) {
		out.EnhancedCode, *last = e, text
	}
	out.Message = strings.Join(lines, "\n")
	return out
}

// refusal is the fault's reply at a step, with {names} filled in; nil when the
// fault leaves that step alone.
func (s *session) refusal(step, from, rcpt string) error {
	wire, ok := s.f.refuse[step]
	if !ok {
		return nil
	}
	domain := from[strings.LastIndexByte(from, '@')+1:]
	return reply(strings.NewReplacer("{from}", from, "{rcpt}", rcpt, "{user}", s.user(), "{domain}", domain, "{helo}", s.helo).Replace(wire))
}
