package discover

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"todoku/store"
)

// SPF is what sending through a provider means for the SPF record of the
// sender's own domain (RFC 7208).
type SPF struct {
	Providers  []string `toml:"providers"`   // ids
	Include    string   `toml:"include"`     // what the record has to include; empty: not known, or nothing
	ReturnPath string   `toml:"return_path"` // "own": the provider puts an address of its own into MAIL FROM
	Direct     bool     `toml:"direct"`      // it is this machine that delivers to the mail exchanger
	Trust      string   `toml:"trust"`       // one of Trusts
	Sources    []string `toml:"sources"`
}

//go:embed spf.toml
var spfData string

var loadSPF = sync.OnceValue(func() []SPF {
	var file struct {
		SPF []SPF `toml:"spf"`
	}
	meta, err := toml.Decode(spfData, &file)
	if err == nil && len(meta.Undecoded()) > 0 {
		err = fmt.Errorf("unknown key %q", meta.Undecoded()[0])
	}
	if err != nil {
		panic("discover: spf.toml: " + err.Error())
	}
	return file.SPF
})

// Ways are the providers that a profile's mail may leave through: the one that
// it names, those of its OAuth API, else all that have its server.
func Ways(p store.Profile) []Provider {
	if p.ServerType == "api" {
		p.ServerType = p.Provider // their ids are those of the types
	}
	if provider, ok := For(p); ok {
		return []Provider{provider}
	}
	var out []Provider
	for _, c := range load() {
		if p.SMTP.Host != "" && slices.ContainsFunc(c.SMTP, func(s Server) bool { return s.isHost(strings.ToLower(p.SMTP.Host)) }) {
			out = append(out, c)
		}
	}
	return out
}

// isHost reports whether host is the server, or one like the example: where
// each customer or region has its own, one label differs.
func (s Server) isHost(host string) bool {
	if s.Host != "" || strings.Contains(s.Example, "example.") {
		return host == s.Host // a made-up example tells nothing
	}
	have, want := strings.Split(host, "."), strings.Split(s.Example, ".")
	if len(have) != len(want) {
		return false
	}
	other := 0
	for i := range have {
		if have[i] != want[i] {
			other++
		}
	}
	return other <= 1
}

// SPFOf is what is known about SPF for the first of these providers that has
// an entry; the zero value where nothing is.
func SPFOf(list []Provider) SPF {
	for _, p := range list {
		for _, s := range loadSPF() {
			if slices.Contains(s.Providers, p.ID) {
				return s
			}
		}
	}
	return SPF{}
}
