package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"todoku/store"
)

const (
	caFile       = "ca.pem"
	secretSuffix = ".secret"
	outsider     = "someone@example.net" // a recipient outside Domain

	// wrongSecret is what is kept where a fault wants a password refused.
	wrongSecret = "not-the-password"
)

// writeConfig makes the folder that --config takes: the CA, and for each
// account a profile and the file of its password.
func (s *Sandbox) writeConfig(dir string) error {
	var err error
	if dir == "" {
		if dir, err = os.MkdirTemp("", "todoku-sandbox-"); err != nil {
			return fmt.Errorf("make the configuration folder: %w", err)
		}
		s.impl.temporary = dir
	} else if err = os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the configuration folder: %w", err)
	}
	if s.Config, err = filepath.Abs(dir); err != nil {
		return fmt.Errorf("find the configuration folder: %w", err)
	}
	s.CAFile = filepath.Join(s.Config, caFile)
	s.Profile = s.Accounts[0].Username
	files := map[string][]byte{caFile: s.impl.pki.pem()}
	for i, a := range s.Accounts {
		text, err := store.Encode(s.profile(i))
		if err != nil {
			return fmt.Errorf("write the profile %s: %w", a.Username, err)
		}
		files[a.Username+".toml"] = text
		files[a.Username+secretSuffix] = []byte(s.secret(i) + "\n")
	}
	if err := s.variantFiles(files); err != nil {
		return err
	}
	if err := s.signInFiles(files); err != nil {
		return err
	}
	for name, data := range files {
		if err := writePrivate(filepath.Join(s.Config, name), data); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

// writePrivate writes a file that only we may read, also where one with wider
// permissions stood before.
func writePrivate(path string, data []byte) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

// secret is what account i's profile has for a password.
func (s *Sandbox) secret(i int) string {
	if s.impl.at(protoSMTP).use.wrongPassword {
		return wrongSecret
	}
	return s.Accounts[i].Password
}

// profile is the profile of account i, bent so that the fault shows.
func (s *Sandbox) profile(i int) store.Profile {
	a, use := s.Accounts[i], s.impl.at(protoSMTP).use
	security := cmp.Or(use.security, portStartTLS)
	p := store.Default()
	p.Name, p.ServerType, p.Application = a.Username, "smtp", "any"
	p.Sender = store.Sender{Address: cmp.Or(use.sender, a.Address), Name: a.Name}
	p.SMTP.Host = cmp.Or(use.host, loopback)
	p.SMTP.Security = security
	p.SMTP.Port = s.impl.portFor(protoSMTP, cmp.Or(use.port, security))
	p.SMTP.AllowPlaintext = security == portNone
	p.SMTP.CAFile = caFile
	if d, err := time.ParseDuration(use.timeout); err == nil {
		p.SMTP.Timeout = store.Duration(d)
	}
	p.SMTP.Auth = store.Auth{Method: cmp.Or(use.method, "plain")}
	if p.SMTP.Auth.Method != "none" {
		if p.SMTP.Auth.Username = a.Username; use.byAddress {
			p.SMTP.Auth.Username = a.Address
		}
		p.SMTP.Auth.Password = store.SecretRef{From: "file", Path: a.Username + secretSuffix}
	}
	p.Trial.Recipient = cmp.Or(use.recipient, s.Accounts[(i+1)%len(s.Accounts)].Address)
	return p
}
