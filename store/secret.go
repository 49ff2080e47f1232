package store

import "fmt"

// Secret is a value that hides itself: printing, formatting and marshalling it
// in any way gives "[hidden]". Only Reveal gives the bytes, so every place that
// can leak one is found by searching for that word.
type Secret struct{ v string }

// hidden is what stands wherever a secret would be printed.
const hidden = "[hidden]"

// NewSecret wraps v.
func NewSecret(v string) Secret { return Secret{v} }

// Reveal gives the secret itself.
func (s Secret) Reveal() string { return s.v }

// IsZero reports that there is no secret.
func (s Secret) IsZero() bool { return s.v == "" }

// String, GoString, Format, MarshalText and MarshalJSON never show it.
func (s Secret) String() string               { return hidden }
func (s Secret) GoString() string             { return hidden }
func (s Secret) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(hidden)) }
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }
