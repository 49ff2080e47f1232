package store

import (
	"fmt"
	"time"
)

// The values that closed keys may take, in the order in which they are offered.
var (
	ServerTypes  = [...]string{"smtp", "google", "microsoft365", "provider", "local", "api"}
	Applications = [...]string{"any", "garoon", "dezie", "esm", "desknets", "ireporter"}
	Securities   = [...]string{"starttls", "tls", "none"}
	Methods      = [...]string{"none", "plain", "login", "cram-md5", "digest-md5", "scram-sha-1", "scram-sha-256", "xoauth2", "oauthbearer", "pop-before-smtp"}
	SecretPlaces = [...]string{"file", "env", "command", "keyring", "systemd-credential", "age"}
)

// Duration is a time.Duration that stands in TOML as a string such as "10s".
type Duration time.Duration

// MarshalText gives the shortest form ("10s", not "0m10s").
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

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
