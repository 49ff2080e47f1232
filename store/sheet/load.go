package sheet

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/BurntSushi/toml"

	"todoku/store"
)

//go:embed *.toml
var files embed.FS

var errCondition = errors.New("a condition is a string or a list of strings")

// load reads the data files once; the table is never changed afterwards. It
// panics if one is broken, which the tests exclude.
var load = sync.OnceValue(func() []App {
	apps, err := decodeAll(files)
	if err != nil {
		panic("sheet: " + err.Error())
	}
	return apps
})

func decodeAll(fsys fs.FS) ([]App, error) {
	names, err := fs.Glob(fsys, "*.toml")
	if err != nil {
		return nil, err
	}
	apps := make([]App, 0, len(names))
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		a, err := decode(string(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if a.ID+".toml" != name {
			return nil, fmt.Errorf("%s: id is %q", name, a.ID)
		}
		apps = append(apps, a)
	}
	slices.SortFunc(apps, func(a, b App) int { return place(a.ID) - place(b.ID) })
	return apps, nil
}

// place is where an application stands in the list.
func place(id string) int { return slices.Index(store.Applications[:], id) }

func decode(data string) (App, error) {
	var a App
	meta, err := toml.Decode(data, &a)
	if err != nil {
		return App{}, err
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return App{}, fmt.Errorf("unknown key %q", extra[0])
	}
	if place(a.ID) < 0 {
		return App{}, fmt.Errorf("%q is not in store.Applications", a.ID)
	}
	for _, s := range a.Sections {
		for _, f := range s.Fields {
			if err := f.check(); err != nil {
				return App{}, fmt.Errorf("field %q: %w", f.Label, err)
			}
		}
	}
	return a, nil
}

// check finds mistakes in a field that decoding cannot see.
func (f Field) check() error {
	sources := 0
	for _, s := range []string{f.Fixed, f.Key, f.Rule} {
		if s != "" {
			sources++
		}
	}
	switch {
	case f.Label == "" || f.Gloss == "":
		return errors.New("label and gloss are needed")
	case sources != 1:
		return errors.New("exactly one of fixed, key and rule is needed")
	case f.Rule != "" && rules[f.Rule] == nil:
		return fmt.Errorf("no rule %q", f.Rule)
	case f.Secret && f.Key == "":
		return errors.New("a secret needs a key")
	case f.Unit != "" && f.Unit != "seconds":
		return fmt.Errorf("unknown unit %q", f.Unit)
	case f.Otherwise != "" && len(f.When) == 0:
		return errors.New("otherwise without when")
	}
	return nil
}
