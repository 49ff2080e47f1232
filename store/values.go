package store

import (
	"fmt"
	"strings"
	"time"
)

// The values that closed keys may take, in the order in which they are offered.
var (
	ServerTypes  = [...]string{"smtp", "google", "microsoft365", "provider", "local", "api"}
	Applications = [...]string{"any", "garoon", "dezie", "esm", "desknets", "ireporter"}
	Securities   = [...]string{"starttls", "tls", "none"}
	Methods      = [...]string{"none", "plain", "login", "cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256", "xoauth2", "oauthbearer", "pop-before-smtp"}
	SecretPlaces = [...]string{"file", "env", "command", "keyring", "systemd-credential", "age"}
	Protocols    = [...]string{"pop3", "imap"}
	// ReceiveAuths are how one signs in to a mailbox: "standard" is what every
	// mail program does with a password (POP3 USER and PASS, IMAP LOGIN).
	ReceiveAuths = [...]string{"standard", "apop", "plain", "login", "cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256", "xoauth2", "oauthbearer"}
	Flows        = [...]string{"device", "loopback", "app-only"}
	APIs         = [...]string{"google", "microsoft365"} // provider of server_type "api"
)

// Duration is a time.Duration that stands in TOML as a string such as "10s".
type Duration time.Duration

// String gives the shortest form ("10s", "1m", not "1m0s").
func (d Duration) String() string {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// MarshalText gives String.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText takes what time.ParseDuration takes.
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil {
		return fmt.Errorf("not a duration such as 10s: %q", b)
	}
	*d = Duration(v)
	return nil
}

// D is the plain time.Duration.
func (d Duration) D() time.Duration { return time.Duration(d) }
