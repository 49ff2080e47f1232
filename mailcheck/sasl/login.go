package sasl

import "fmt"

// login is LOGIN, which no RFC describes: the server asks twice. The words of
// its prompts differ between servers and languages, so only their order counts.
// There is no initial response, because old servers ignore one.
type login struct {
	c     Credentials
	asked int
}

func newLogin(c Credentials) (Client, error) { return &login{c: c}, noNUL(c) }

func (l *login) Start() (string, []byte, error) { return "LOGIN", nil, nil }

func (l *login) Next([]byte) ([]byte, error) {
	l.asked++
	switch l.asked {
	case 1:
		return []byte(l.c.Username), nil
	case 2:
		return []byte(l.c.Password.Reveal()), nil
	}
	return nil, fmt.Errorf("%w: LOGIN has two prompts", ErrChallenge)
}

func (l *login) Secret() bool  { return l.asked >= 2 }
func (l *login) Finish() error { return nil }
