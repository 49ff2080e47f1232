package sasl

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/xdg-go/scram"
)

// maxIterations bounds what a server may make this machine compute: a count is
// the server's word, and the derivation cannot be interrupted. Usual counts
// are 4,096 to 1.3 million.
const maxIterations = 2_000_000

// over is the step of an exchange that has failed.
const over = 9

// scramClient is SCRAM (RFC 5802, RFC 7677) without channel binding.
type scramClient struct {
	name  string
	conv  *scram.ClientConversation
	step  int
	valid bool
}

func newSCRAMSHA1(c Credentials) (Client, error) { return newSCRAM("SCRAM-SHA-1", scram.SHA1, c) }

func newSCRAMSHA256(c Credentials) (Client, error) {
	return newSCRAM("SCRAM-SHA-256", scram.SHA256, c)
}

func newSCRAM(name string, hash scram.HashGeneratorFcn, c Credentials) (Client, error) {
	if err := noNUL(c); err != nil {
		return nil, err
	}
	// RFC 5802 section 2.2 wants SASLprep; a password it refuses (an emoji)
	// was stored as it is, so it is used as it is.
	client, err := hash.NewClient(c.Username, c.Password.Reveal(), "")
	if err != nil {
		if client, err = hash.NewClientUnprepped(c.Username, c.Password.Reveal(), ""); err != nil {
			return nil, fmt.Errorf("%w: %s", ErrCredentials, name)
		}
	}
	if c.Nonce != nil {
		client = client.WithNonceGenerator(c.Nonce)
	}
	return &scramClient{name: name, conv: client.NewConversation()}, nil
}

func (s *scramClient) Start() (string, []byte, error) {
	first, err := s.conv.Step("")
	if err != nil {
		return "", nil, fmt.Errorf("%s: %w", s.name, err)
	}
	s.step = 1
	return s.name, []byte(first), nil
}

// Next ends the exchange with the first error: what follows a broken first
// message could be "proved" by an empty signature.
func (s *scramClient) Next(challenge []byte) (answer []byte, err error) {
	defer func() {
		if err != nil {
			s.step, s.valid = over, false
		}
	}()
	switch s.step {
	case 1:
		s.step = 2
		if err := checkIterations(string(challenge)); err != nil {
			return nil, err
		}
		final, err := s.conv.Step(string(challenge))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrChallenge, err)
		}
		return []byte(final), nil
	case 2:
		s.step = 3
		// server-final-message: v=signature, or e=error, upon which the
		// server's reply names the failure better than an abort would.
		if strings.HasPrefix(string(challenge), "e=") {
			return []byte{}, nil
		}
		if _, err := s.conv.Step(string(challenge)); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrServer, err)
		}
		s.valid = s.conv.Valid()
		return []byte{}, nil
	}
	return nil, fmt.Errorf("%w: %s is over", ErrChallenge, s.name)
}

// Secret: the client's proof lets a password be guessed off line; the first
// message holds the user name and a nonce only.
func (s *scramClient) Secret() bool { return s.step == 2 }

// Finish demands the server's signature (RFC 5802 section 5: the client must
// verify it): a server that says 235 without one may not know the password.
func (s *scramClient) Finish() error {
	if !s.valid {
		return fmt.Errorf("%w: no signature", ErrServer)
	}
	return nil
}

// checkIterations reads the count of server-first-message (RFC 5802 section 7):
// [m=ext,] r=nonce,s=salt,i=count[,ext]
func checkIterations(first string) error {
	for field := range strings.SplitSeq(first, ",") {
		count, ok := strings.CutPrefix(field, "i=")
		if !ok {
			continue
		}
		n, err := strconv.Atoi(count)
		if err != nil || n < 1 {
			return fmt.Errorf("%w: iteration count", ErrChallenge)
		}
		if n > maxIterations {
			return fmt.Errorf("%w: %d iterations are more than %d", ErrChallenge, n, maxIterations)
		}
	}
	return nil
}
