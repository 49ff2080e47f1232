package store

import (
	"fmt"
	"log/slog"
)

// Secret is a value that hides itself: printing, formatting and marshalling it
// in any way gives "[hidden]". Only Reveal gives the bytes, so every place that
// can leak one is found by searching for that word. The value sits behind a
// pointer because fmt prints unexported fields of other structs without asking
// for their methods; it then shows an address at most.
type Secret struct{ v *string }

// hidden is what stands wherever a secret would be printed.
const hidden = "[hidden]"

// NewSecret wraps v.
func NewSecret(v string) Secret { return Secret{&v} }

// Reveal gives the secret itself.
func (s Secret) Reveal() string {
	if s.v == nil {
		return ""
	}
	return *s.v
}

// IsZero reports that there is no secret.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// String, GoString, Format, MarshalText, MarshalJSON and LogValue never show it.
func (s Secret) String() string               { return hidden }
func (s Secret) GoString() string             { return hidden }
func (s Secret) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(hidden)) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(hidden) }
