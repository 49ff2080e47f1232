package sandbox

import (
	"crypto/hmac"
	"encoding/base64"
	"net"
	"slices"
	"strings"
)

const popCleartext = "-ERR [AUTH] Cleartext authentication disallowed on non-secure (SSL/TLS) connections."

// clear says that a password may be sent as it is.
func (s *popSession) clear() bool { return s.tls || s.port.security == portNone || s.f.plain }

// inClear are the mechanisms that send what they prove.
func inClear(mech string) bool {
	return slices.Contains([]string{"PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"}, mech)
}

// offer is what AUTH may be used with at the moment.
func (s *popSession) offer() []string {
	list := slices.Clone(s.m.offer(s.f))
	if !s.clear() {
		list = slices.DeleteFunc(list, inClear)
	}
	return list
}

// authorization is what may be said before the sign-in.
func (s *popSession) authorization(verb, rest string) bool {
	switch verb {
	case "STLS":
		if !s.canSTLS() {
			return s.say("-ERR STLS is not available.")
		}
		return s.say("+OK Begin TLS negotiation now.") && s.handshake() == nil
	case "USER":
		if !s.clear() {
			return s.say(popCleartext)
		}
		s.named = rest
		return s.say("+OK")
	case "PASS":
		if s.named == "" {
			return s.say("-ERR No username given.")
		}
		who, err := s.m.accounts.check(s.named, rest)
		s.named = ""
		return s.enter(who, err)
	case "APOP":
		return s.apop(strings.Fields(rest))
	case "AUTH":
		return s.auth(strings.Fields(rest))
	}
	return s.say("-ERR Unknown command.")
}

// apop is RFC 1939 section 7: the MD5 of timestamp and password.
func (s *popSession) apop(args []string) bool {
	if s.f.noAPOP || s.f.greet != "" && !strings.Contains(s.f.greet, "{stamp}") {
		return s.say("-ERR APOP not enabled.")
	}
	if len(args) != 2 {
		return s.say("-ERR Invalid argument.")
	}
	one, ok := s.m.accounts.byUser[args[0]]
	if !ok || !hmac.Equal([]byte(hexMD5(s.stamp+one.Password)), []byte(strings.ToLower(args[1]))) {
		return s.enter(nil, errRefused)
	}
	return s.enter(one, nil)
}

// auth runs a mechanism (RFC 5034), with initial response or without.
func (s *popSession) auth(args []string) bool {
	if wire, ok := s.refusal(atMechanism); ok {
		return s.say(wire)
	}
	if len(args) == 0 {
		return s.list("+OK", s.offer()) // as servers did before CAPA
	}
	mech := strings.ToUpper(args[0])
	inner := s.m.mechanism(mech, protoPOP3)
	switch {
	case inner != nil && inClear(mech) && !s.clear():
		return s.say(popCleartext)
	case inner == nil || len(args) > 2 || !slices.Contains(s.offer(), mech):
		return s.say("-ERR Unsupported authentication mechanism.")
	}
	var response []byte
	if len(args) == 2 && args[1] != "=" {
		var err error
		if response, err = base64.StdEncoding.DecodeString(args[1]); err != nil {
			return s.say("-ERR Invalid base64 data.")
		}
	} else if len(args) == 2 {
		response = []byte{}
	}
	for {
		challenge, done, err := inner.Next(response)
		if done || err != nil {
			return s.enter(inner.account(), err)
		}
		if !s.say("+ " + base64.StdEncoding.EncodeToString(challenge)) {
			return false
		}
		line, ok := s.line()
		if !ok {
			return false
		}
		if response, err = base64.StdEncoding.DecodeString(line); err != nil || line == "*" {
			return s.say("-ERR Authentication cancelled.")
		}
	}
}

// enter ends a sign-in, well or not.
func (s *popSession) enter(who *account, err error) bool {
	if !s.tls {
		if wire, ok := s.refusal(atAuthPlain); ok {
			return s.say(wire)
		}
	}
	if wire, ok := s.refusal(atAuth); ok {
		return s.say(wire)
	}
	if err != nil {
		return s.say("-ERR [AUTH] Authentication failed.")
	}
	s.who, s.mails = who, s.m.post.inbox(who)
	address, _, _ := net.SplitHostPort(s.conn.RemoteAddr().String())
	s.m.window.login(address)
	return s.say("+OK Logged in.")
}
