// Package discover says what is known about mail servers before anything is
// asked over the network: the providers, their submission servers and how one
// signs in there. The facts are data (providers.toml), each with its sources.
package discover

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// Provider is a mail provider as its own words, or lists that others keep,
// describe it.
type Provider struct {
	ID       string   `toml:"id"` // value of the profile's key provider
	Names    Names    `toml:"names"`
	Domains  []string `toml:"domains"`  // mail domains, lower case
	Suffixes []string `toml:"suffixes"` // domains below these, and themselves
	MX       []string `toml:"mx"`       // names of mail exchangers that are the provider's, or lie below
	SMTP     []Server `toml:"smtp"`     // best first, never empty
	POP3     []Server `toml:"pop3"`     // best first; empty: none known
	IMAP     []Server `toml:"imap"`     // the same
	Username Username `toml:"username"`
	Secrets  []string `toml:"secrets"`  // one or more of SecretKinds
	Notes    []string `toml:"notes"`    // codes of texts "provider.note.CODE"
	HelpURL  string   `toml:"help_url"` // the provider's page; empty: none known
	Sources  []string `toml:"sources"`  // where the facts are from
}

// Names are what the provider is called.
type Names struct {
	JA string `toml:"ja"`
	EN string `toml:"en"`
}

// Server is a submission server (RFC 6409), or one with mailboxes.
type Server struct {
	Host     string   `toml:"host"`     // empty: each customer has a host of his own
	Example  string   `toml:"example"`  // what such a host looks like
	Template string   `toml:"template"` // how it follows from an address, in autoconfig's words; empty: it does not
	Port     int      `toml:"port"`     // TCP
	Security string   `toml:"security"` // one of store.Securities
	Auth     []string `toml:"auth"`     // store.Methods (mailboxes: store.ReceiveAuths) worth trying; the server says what it offers
	Trust    string   `toml:"trust"`    // one of Trusts
	Username string   `toml:"username"` // one of UsernameForms; empty: that of the provider
}

// Username is what one signs in as.
type Username struct {
	Form  string `toml:"form"`  // one of UsernameForms
	Value string `toml:"value"` // the word, where Form is "literal"
}

// The closed values of the data.
var (
	SecretKinds   = [...]string{"password", "app-password", "smtp-password", "api-key", "oauth", "none"}
	UsernameForms = [...]string{"address", "local-part", "dotted", "literal", "issued", "none"}
	Trusts        = [...]string{"official", "ispdb", "secondary"}
)

//go:embed providers.toml
var data string

// load reads the data once; the table is never changed afterwards. It panics
// if the data are broken, which the tests exclude.
var load = sync.OnceValue(func() []Provider {
	list, err := decode(data)
	if err != nil {
		panic("discover: providers.toml: " + err.Error())
	}
	return list
})

func decode(data string) ([]Provider, error) {
	var file struct {
		Provider []Provider `toml:"provider"`
	}
	meta, err := toml.Decode(data, &file)
	if err != nil {
		return nil, err
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return nil, fmt.Errorf("unknown key %q", extra[0])
	}
	return file.Provider, nil
}

// Providers are all of them, in the order in which they are offered.
func Providers() []Provider { return slices.Clone(load()) }

// ByID finds a provider by the value of the profile's key provider.
func ByID(id string) (Provider, bool) {
	i := slices.IndexFunc(load(), func(p Provider) bool { return p.ID == id })
	if i < 0 {
		return Provider{}, false
	}
	return load()[i], true
}

// ByDomain finds the provider that hands out addresses of a mail domain. An
// exact domain goes before a suffix, and a longer suffix before a shorter one.
func ByDomain(domain string) (Provider, bool) { return byDomain(load(), domain) }

func byDomain(list []Provider, domain string) (Provider, bool) {
	domain = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(domain), "."))
	if domain == "" {
		return Provider{}, false
	}
	var best Provider
	longest := 0
	for _, p := range list {
		if slices.Contains(p.Domains, domain) {
			return p, true
		}
		for _, s := range p.Suffixes {
			if len(s) > longest && (domain == s || strings.HasSuffix(domain, "."+s)) {
				best, longest = p, len(s)
			}
		}
	}
	return best, longest > 0
}

// ByMX finds the provider whose mail exchanger a name is, by the longest match.
// It is a hint: a filtering service in front hides whose the mailboxes are.
func ByMX(host string) (Provider, bool) { return byMX(load(), host) }

func byMX(list []Provider, host string) (Provider, bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	var best Provider
	longest := 0
	for _, p := range list {
		for _, s := range p.MX {
			if len(s) > longest && (host == s || strings.HasSuffix(host, "."+s)) {
				best, longest = p, len(s)
			}
		}
	}
	return best, longest > 0
}

// User is the user name that goes with an address; ok is false where only the
// customer can know it.
func (p Provider) User(address string) (user string, ok bool) {
	local, domain := address, ""
	if i := strings.LastIndexByte(address, '@'); i >= 0 {
		local, domain = address[:i], address[i+1:]
	}
	switch p.Username.Form {
	case "literal":
		return p.Username.Value, true
	case "address":
		return address, local != "" && domain != ""
	case "local-part":
		return local, local != "" && domain != ""
	case "dotted":
		return local + "." + domain, local != "" && domain != ""
	}
	return "", false
}
