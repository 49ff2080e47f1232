package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// command answers one command and says whether the conversation goes on.
func (s *popSession) command(verb, rest string) bool {
	if wire, ok := s.refusal(strings.ToLower(verb)); ok && verb != "AUTH" { // atAuth is its end
		return s.say(wire)
	}
	switch verb {
	case "QUIT":
		return s.quit()
	case "CAPA":
		return s.list("+OK", s.capabilities())
	case "NOOP":
		if s.who != nil {
			return s.say("+OK")
		}
	}
	if s.who == nil {
		return s.authorization(verb, rest)
	}
	return s.transaction(verb, rest)
}

// capabilities are those of RFC 2449, 2595, 3206 and 5034.
func (s *popSession) capabilities() []string {
	list := []string{"UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "EXPIRE NEVER"}
	if _, ok := s.refusal("top"); !ok {
		list = append(list, "TOP")
	}
	if s.canSTLS() {
		list = append(list, "STLS")
	}
	if s.clear() && s.f.offer == nil {
		list = append(list, "USER")
	}
	if offer := s.offer(); len(offer) > 0 {
		list = append(list, "SASL "+strings.Join(offer, " "))
	}
	return append(list, "IMPLEMENTATION todoku-sandbox")
}

func (s *popSession) canSTLS() bool { return s.port.security == portStartTLS && !s.tls && !s.f.noTLS }

// quit removes what DELE has marked (RFC 1939 section 6).
func (s *popSession) quit() bool {
	var gone []*delivered
	for i := range s.deleted {
		gone = append(gone, s.mails[i])
	}
	s.m.post.discard(gone)
	s.say("+OK Logging out.")
	return false
}

// transaction is what may be said after the sign-in.
func (s *popSession) transaction(verb, rest string) bool {
	args := strings.Fields(rest)
	switch verb {
	case "STAT":
		n, size := s.stat()
		return s.say(fmt.Sprintf("+OK %d %d", n, size))
	case "LIST":
		return s.each(args, func(l *delivered) string { return strconv.Itoa(len(l.data)) })
	case "UIDL":
		return s.each(args, (*delivered).id)
	case "RETR":
		return s.retrieve(args, -1)
	case "TOP":
		if len(args) == 2 {
			if n, err := strconv.Atoi(args[1]); err == nil && n >= 0 {
				return s.retrieve(args[:1], n)
			}
		}
		return s.say("-ERR Invalid argument.")
	case "DELE":
		i, ok := s.number(args)
		if !ok {
			return s.say(noMail)
		}
		s.deleted[i] = true
		return s.say("+OK Marked to be deleted.")
	case "RSET":
		clear(s.deleted)
		return s.say("+OK")
	}
	return s.say("-ERR Unknown command.")
}

const noMail = "-ERR There is no such message."

func (s *popSession) stat() (n, size int) {
	for i, l := range s.mails {
		if !s.deleted[i] {
			n, size = n+1, size+len(l.data)
		}
	}
	return n, size
}

// number is the index of the mail that an argument names.
func (s *popSession) number(args []string) (int, bool) {
	if len(args) != 1 {
		return 0, false
	}
	n, err := strconv.Atoi(args[0])
	return n - 1, err == nil && n > 0 && n <= len(s.mails) && !s.deleted[n-1]
}

// each answers LIST and UIDL, with one number or without.
func (s *popSession) each(args []string, tell func(*delivered) string) bool {
	if len(args) > 0 {
		i, ok := s.number(args)
		if !ok {
			return s.say(noMail)
		}
		return s.say(fmt.Sprintf("+OK %d %s", i+1, tell(s.mails[i])))
	}
	var lines []string
	for i, l := range s.mails {
		if !s.deleted[i] {
			lines = append(lines, fmt.Sprintf("%d %s", i+1, tell(l)))
		}
	}
	return s.list("+OK", lines)
}

// retrieve sends a message, or its header and the first lines of its body.
func (s *popSession) retrieve(args []string, body int) bool {
	i, ok := s.number(args)
	if !ok {
		return s.say(noMail)
	}
	lines := s.mails[i].lines()
	if end := slices.Index(lines, ""); body >= 0 && end >= 0 {
		lines = lines[:min(len(lines), end+1+min(body, len(lines)))]
	}
	return s.list("+OK", lines)
}
