package export

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"todoku/store"
)

// Options are what an export needs beside the profile.
type Options struct {
	Dir      string   // the profile's folder, absolute: relative paths start there
	Token    []string // the command that prints an access token
	TokenURL string   // where the provider renews tokens; empty: not known
	// Reveal gives the secret of a profile key, or "oauth.refresh_token"; nil:
	// no secret is shown.
	Reveal func(key string) (store.Secret, error)
	// Existing gives the file at a path, as ReadForeign does; nil: there is none.
	Existing func(path string) ([]byte, bool, error)
	Path     string // where the first file lies; empty: where it usually is
}

// Result is an export.
type Result struct {
	Parts []Part
	Notes []Note // what is lost, and what has to be done by hand
}

// Part is one file of it.
type Part struct {
	File
	Path   string // where it lies, or usually does
	Body   string // the settings, without marks and comments of ours
	Secret bool   // a secret, or the placeholder of one, stands in it
}

// Render makes the tool's settings of p, whose server must be filled in. The
// error is a Problem: why the tool cannot be told; else one of Options' own.
func (t Tool) Render(p store.Profile, o Options) (Result, error) {
	if prob := t.Check(p); prob != nil {
		return Result{}, prob
	}
	r := Result{Notes: t.lost(p)}
	for i, f := range t.Files {
		v := newView(t, p, o) // one for each file, so that it says which holds a secret
		v.dir = t.moved(o.Path)
		part := Part{File: f, Path: v.Beside(f.Name).text}
		if i == 0 && o.Path != "" {
			part.Path = o.Path
		}
		if i == 0 && o.Existing != nil {
			taken, err := t.taken(p, part, o)
			if err != nil {
				return Result{}, err
			}
			if taken {
				v.Default = false
				r.Notes = append(r.Notes, note("default_kept", "path", part.Path, "name", p.Name))
			}
		}
		var b strings.Builder
		if err := load().templates.ExecuteTemplate(&b, f.Template+".tmpl", v); err != nil {
			return Result{}, blame(t, err)
		}
		for _, s := range v.secrets() {
			if s.err != nil {
				return Result{}, s.err
			}
			part.Secret = true
			if o.Reveal == nil {
				r.Notes = append(r.Notes, note("placeholder", "key", s.key, "path", part.Path))
			}
		}
		if part.Body = strings.TrimRight(b.String(), "\n"); part.Body != "" {
			part.Body += "\n"
			r.Parts = append(r.Parts, part)
		}
	}
	return r, nil
}

// moved is the folder of companions where the first file, at path, lies elsewhere
// than usual; else empty, and each companion has its own place.
func (t Tool) moved(path string) string {
	if path == "" || filepath.Dir(path) == filepath.Dir(t.Files[0].Name) {
		return ""
	}
	return filepath.Dir(path)
}

// taken tells whether the file that is there has a default account already,
// outside of this profile's marks.
func (t Tool) taken(p store.Profile, part Part, o Options) (bool, error) {
	has := defaults[t.ID]
	if has == nil {
		return false, nil
	}
	data, found, err := o.Existing(part.Path)
	if err != nil || !found {
		return false, err
	}
	b, err := cut(string(data), marksOf(part.Comment, p.Name))
	if err != nil {
		return false, marksProblem(part.Path, err)
	}
	return has(b.before + b.after), nil
}

// blame says which tool a refused value was for.
func blame(t Tool, err error) error {
	var p *store.Problem
	if !errors.As(err, &p) {
		return fmt.Errorf("export %s: %w", t.ID, err)
	}
	p.Args["tool"] = t.ID
	return p
}

var (
	msmtpDefault    = regexp.MustCompile(`(?mi)^[ \t]*account[ \t]+default[ \t]*(:|$)`)
	himalayaDefault = regexp.MustCompile(`(?m)^[ \t]*default[ \t]*=[ \t]*true`)
	gitIdentity     = regexp.MustCompile(`(?mi)^[ \t]*identity[ \t]*=`)
	firstCommand    = regexp.MustCompile(`(?m)^[ \t]*([^#\s]\S*)`)
)

// defaults find the default account of tools that have one. msmtp makes one by
// itself of settings before the first "account" or "defaults", and then calls a
// later "account default" a mistake (marlam/msmtp issue 32).
var defaults = map[string]func(rest string) bool{
	"msmtp": func(rest string) bool {
		if m := firstCommand.FindStringSubmatch(rest); m != nil && m[1] != "account" && m[1] != "defaults" {
			return true
		}
		return msmtpDefault.MatchString(rest)
	},
	"himalaya": himalayaDefault.MatchString,
	"git":      gitIdentity.MatchString,
}
