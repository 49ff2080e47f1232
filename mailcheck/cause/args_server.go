package cause

import (
	"net"
	"strconv"
	"strings"
)

// whereOf is the server as an administrator wants to have it named:
// "mail.example.co.jp:587", or the host alone where no port is known.
func whereOf(v *view) string {
	if v.Host == "" || v.Port == 0 {
		return v.Host
	}
	return net.JoinHostPort(v.Host, strconv.Itoa(v.Port))
}

// openssl is the command that looks at the server's TLS without todoku, ready
// to be typed. It is never empty: a text that names it names a command.
func openssl(v *view) string {
	host, port := v.Host, number(v.Port)
	// What was typed or pasted as a host may hold what a shell would obey; names and addresses do not.
	if host == "" || !onlyOf(host, hostRunes) {
		host = "HOST"
	}
	_, atSTARTTLS, atTLS := serviceOf(v.proto)
	implicit := v.Security == "tls" || v.Security == "" && port == atTLS
	switch {
	case port == "" && implicit:
		port = atTLS
	case port == "":
		port = atSTARTTLS
	}
	command := "openssl s_client -connect " + net.JoinHostPort(host, port)
	if implicit {
		return command
	}
	name := "smtp"
	if v.proto == "pop3" || v.proto == "imap" {
		name = v.proto
	}
	return command + " -starttls " + name
}

// onlyOf is whether s has no other runes than those of set.
func onlyOf(s, set string) bool { return strings.Trim(s, set) == "" }

const hostRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:"
