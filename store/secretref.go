package store

import (
	"path/filepath"
	"strings"
)

// SecretRef says where a secret is, never what it is.
type SecretRef struct {
	From       string   `toml:"from"`       // one of SecretPlaces; empty: none
	Path       string   `toml:"path"`       // file, age, systemd-credential (encrypted, for use outside a unit): relative to the profile
	Name       string   `toml:"name"`       // env, systemd-credential
	Argv       []string `toml:"argv"`       // command
	Service    string   `toml:"service"`    // keyring
	Account    string   `toml:"account"`    // keyring
	Identity   string   `toml:"identity"`   // age: the file with the private key, relative to the profile
	Recipients []string `toml:"recipients"` // age: public keys that may read it beside the identity's own
}

// IsZero reports that no place is named.
func (r SecretRef) IsZero() bool { return r.From == "" }

// Secrets are the places of a profile's secrets that are named, by key, in the
// order of the schema.
func (p Profile) Secrets() []KeptSecret {
	var list []KeptSecret
	for _, u := range units(p) {
		if r, ok := u.value.(SecretRef); ok && !r.IsZero() {
			list = append(list, KeptSecret{u.key, r})
		}
	}
	return list
}

// KeptSecret is a key of the profile with where its secret is.
type KeptSecret struct {
	Key string
	Ref SecretRef
}

// Secret is where the secret of a key is; zero: nowhere, or there is no such key.
func (p Profile) Secret(key string) SecretRef {
	f, ok := fieldOf(key)
	if !ok || f.kind != kindSecret {
		return SecretRef{}
	}
	return f.of(&p).Interface().(SecretRef)
}

// SetSecret names the place of the secret of a key that Secrets lists.
func (p *Profile) SetSecret(key string, r SecretRef) {
	if f, ok := fieldOf(key); ok && f.kind == kindSecret {
		*f.of(p).Addr().Interface().(*SecretRef) = r.own()
	}
}

// Same reports that two places are one, whatever is left over from others.
func (r SecretRef) Same(other SecretRef) bool { return same(r.own(), other.own()) }

// File is the path of the file that holds the secret, bare or encrypted; empty:
// the place is no file. baseDir is the profile's folder.
func (r SecretRef) File(baseDir string) string {
	switch r.From {
	case "file", "age", "systemd-credential":
		return Beside(r.Path, baseDir)
	}
	return ""
}

// Beside starts a relative path at baseDir; an empty one stays empty.
func Beside(path, baseDir string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(baseDir, path)
}

// own is the place with only those fields that belong to From, so that what is
// left over from another place is neither written nor compared.
func (r SecretRef) own() SecretRef {
	switch r.From {
	case "":
		return SecretRef{}
	case "file":
		return SecretRef{From: r.From, Path: r.Path}
	case "env":
		return SecretRef{From: r.From, Name: r.Name}
	case "systemd-credential":
		return SecretRef{From: r.From, Name: r.Name, Path: r.Path}
	case "command":
		return SecretRef{From: r.From, Argv: append([]string(nil), r.Argv...)}
	case "keyring":
		return SecretRef{From: r.From, Service: r.Service, Account: r.Account}
	case "age":
		return SecretRef{From: r.From, Path: r.Path, Identity: r.Identity, Recipients: append([]string(nil), r.Recipients...)}
	}
	return r
}

// Complete fills in what was left out of a place that todoku writes itself, for
// the secret of a key of the profile called name.
func (r SecretRef) Complete(name, key string) SecretRef {
	stem := strings.TrimSuffix(SecretFile(name, key), secretEnd)
	set := func(s *string, v string) {
		if *s == "" {
			*s = v
		}
	}
	switch r.From {
	case "file":
		set(&r.Path, stem+secretEnd)
	case "age":
		set(&r.Path, stem+ageEnd)
	case "systemd-credential":
		if r.Name == "" { // a name alone is whole: the unit's own folder has it
			r.Name = program + "-" + stem
			set(&r.Path, stem+credentialEnd)
		}
	case "keyring":
		set(&r.Service, program)
		set(&r.Account, stem)
	case "env":
		set(&r.Name, envName(name, key))
	}
	return r
}

// envName is the variable proposed for a profile's secret.
func envName(profile, key string) string {
	up := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, profile)
	if up != "" {
		up += "_"
	}
	return "TODOKU_" + up + strings.ToUpper(key[strings.LastIndexByte(key, '.')+1:])
}

// CheckRef asks for what the place of the secret of key needs.
func CheckRef(key string, r SecretRef) Problems {
	var ps Problems
	if r.From == "" && !empty(r) {
		ps = append(ps, problem("missing_key").at(key+".from"))
	}
	is := map[string]string{"path": r.Path, "name": r.Name, "argv": strings.Join(r.Argv, " "), "service": r.Service, "account": r.Account, "identity": r.Identity}
	for _, name := range placeNeeds(r.From) {
		if is[name] == "" {
			ps = append(ps, problem("missing_key").at(key+"."+name))
		}
	}
	switch {
	case r.From == "env" && r.Name != "" && !isEnvName(r.Name):
		ps = append(ps, problem("not_an_env_name", "value", r.Name).at(key+".name"))
	case r.From == "systemd-credential" && r.Name != "" && !isCredentialName(r.Name):
		ps = append(ps, problem("not_a_credential_name", "value", r.Name).at(key+".name"))
	}
	if r.From == "age" {
		for _, to := range r.Recipients {
			// Not repeated: it may be the private key.
			if !strings.HasPrefix(to, "age1") && !strings.HasPrefix(to, "ssh-") {
				ps = append(ps, problem("not_a_recipient").at(key+".recipients"))
			}
		}
	}
	return ps
}

// isEnvName takes the names of POSIX (Base Definitions section 8.1).
func isEnvName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c != '_' && !isAlnum(c) || i == 0 && c >= '0' && c <= '9' {
			return false
		}
	}
	return s != ""
}

// isCredentialName takes what systemd takes for a credential's name, but for
// signs that a unit file or a shell would read: it is a file's name too
// (systemd.exec(5), LoadCredential=), and may not begin as an option does.
func isCredentialName(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '_' && c != '-' && c != '.' && !isAlnum(c) {
			return false
		}
	}
	return s != "" && len(s) <= 255 && s[0] != '-' && s[0] != '.'
}
