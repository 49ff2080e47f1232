package store

import (
	"context"
	"errors"
)

// LoadToken gives the token of the profile of that name, and whether there is
// one. The error is a Problem.
func LoadToken(pl Places, name string) (Token, bool, error) {
	return Token{}, false, errors.ErrUnsupported
}

// WithToken replaces the token of a profile under its lock: change gets the
// one that is kept (zero: none) and gives the new one, which is in its place
// before WithToken returns. group may read and renew it too; empty: as it was.
func WithToken(ctx context.Context, pl Places, name, group string, change func(Token) (Token, error)) (Token, error) {
	return Token{}, errors.ErrUnsupported
}

// DropToken forgets a token; there need not be one. The error is a Problem.
func DropToken(ctx context.Context, pl Places, name string) error { return errors.ErrUnsupported }
