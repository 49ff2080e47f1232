// Package export turns a profile into the settings of other programs: one
// template per tool (template/*.tmpl), and a row in one table (tools.toml) that
// says what the tool can do. Go is there for what a template cannot say: how
// each syntax is escaped, and how a block is merged into a file that is there.
//
// Secrets are named by their place wherever the tool can take them from there.
// What delivery or sign-in depends on and a tool cannot be told is refused; what
// is merely lost is a Note. Both are codes, whose texts the faces hold.
package export

import (
	"embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"text/template"

	"github.com/BurntSushi/toml"

	"todoku/store"
)

// Tool is a row of tools.toml, where every key is explained.
type Tool struct {
	ID              string   `toml:"id"`
	Methods         []string `toml:"methods"`
	Security        []string `toml:"security"`
	Secret          []string `toml:"secret"`
	Can             []string `toml:"can"`
	Verify          string   `toml:"verify"`
	Receive         string   `toml:"receive"`
	Protocols       []string `toml:"protocols"`
	Auths           []string `toml:"auths"`
	ReceiveSecurity []string `toml:"receive_security"`
	TLSPort         int      `toml:"tls_port"`
	NoPlain         string   `toml:"no_plain"`
	Files           []File   `toml:"file"`
}

// File is one file of a tool's settings.
type File struct {
	Name     string `toml:"name"` // where it usually is
	Template string `toml:"template"`
	Comment  string `toml:"comment"` // what begins a comment line; empty: there are none
	Place    string `toml:"place"`   // "start", else at the end
	Alone    bool   `toml:"alone"`
	Clash    string `toml:"clash"` // regular expression
	Open     bool   `toml:"open"`
	Head     string `toml:"head"`
}

// Sends tells whether the tool sends mail at all.
func (t Tool) Sends() bool { return len(t.Methods) > 0 }

//go:embed tools.toml template
var files embed.FS

// set is the table and the templates.
type set struct {
	tools     []Tool
	templates *template.Template
}

// load reads them once; nothing changes them afterwards. It panics if one is
// broken, which the tests exclude.
var load = sync.OnceValue(func() set {
	s, err := read()
	if err != nil {
		panic("export: " + err.Error())
	}
	return s
})

func read() (set, error) {
	data, err := files.ReadFile("tools.toml")
	if err != nil {
		return set{}, err
	}
	var table struct {
		Tool []Tool `toml:"tool"`
	}
	meta, err := toml.Decode(string(data), &table)
	if err != nil {
		return set{}, err
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return set{}, fmt.Errorf("unknown key %q", extra[0])
	}
	tmpl, err := template.New("").Option("missingkey=error").Funcs(escapes()).ParseFS(files, "template/*.tmpl")
	if err != nil {
		return set{}, err
	}
	for _, t := range table.Tool {
		if err := t.check(tmpl); err != nil {
			return set{}, fmt.Errorf("%s: %w", t.ID, err)
		}
	}
	return set{table.Tool, tmpl}, nil
}

// check finds mistakes in a row that decoding cannot see.
func (t Tool) check(tmpl *template.Template) error {
	lists := []struct{ given, known []string }{
		{t.Methods, store.Methods[:]}, {t.Security, store.Securities[:]}, {t.Protocols, store.Protocols[:]},
		{t.Auths, store.ReceiveAuths[:]}, {t.ReceiveSecurity, store.Securities[:]},
		{t.Secret, []string{"file", "env", "command", "token", "inline"}},
		{t.Can, []string{"ca_file", "helo", "timeout", "keep"}},
		{[]string{t.Verify}, []string{"switch", "always", "never"}},
		{[]string{t.Receive}, []string{"", "may", "needs"}},
		{[]string{t.NoPlain}, []string{"", "remote", "always"}},
	}
	for _, l := range lists {
		for _, v := range l.given {
			if !slices.Contains(l.known, v) {
				return fmt.Errorf("%q is not one of %q", v, l.known)
			}
		}
	}
	if t.ID == "" || len(t.Files) == 0 || len(t.Secret) == 0 || !t.Sends() && t.Receive != "needs" {
		return errors.New("something is missing")
	}
	for _, f := range t.Files {
		if tmpl.Lookup(f.Template+".tmpl") == nil {
			return fmt.Errorf("no template %q", f.Template)
		}
		if _, err := regexp.Compile(f.Clash); err != nil {
			return err
		}
		if f.Comment == "" && !f.Alone {
			return fmt.Errorf("%s: without comments there are no marks", f.Name)
		}
	}
	return nil
}

// Tools are all tools, in the order of the table.
func Tools() []Tool { return slices.Clone(load().tools) }

// ByID finds a tool.
func ByID(id string) (Tool, bool) {
	for _, t := range load().tools {
		if t.ID == id {
			return t, true
		}
	}
	return Tool{}, false
}

// IDs are the names of all tools, in the order of the table.
func IDs() []string {
	var ids []string
	for _, t := range load().tools {
		ids = append(ids, t.ID)
	}
	return ids
}
