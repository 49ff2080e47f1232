package sheet

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"todoku/store"
)

//go:embed *.toml
var files embed.FS

var (
	errCondition = errors.New("a condition is a string or a list of strings")
	errOtherwise = errors.New("otherwise without when")
)

// units of what is typed in; the text "app.unit.CODE" shows them.
var units = []string{"seconds", "minutes", "hours", "days"}

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
	for _, l := range a.Limits {
		if err := l.check(); err != nil {
			return App{}, fmt.Errorf("limit of %q: %w", l.Key, err)
		}
	}
	for _, v := range a.Advice {
		if v.Key == "" || len(v.Values) == 0 || v.Note == "" {
			return App{}, errors.New("advice needs a key, values and a note")
		}
		if err := checkWhen(v.When); err != nil {
			return App{}, err
		}
	}
	for _, s := range a.Sections {
		if s.Otherwise != "" && len(s.When) == 0 {
			return App{}, fmt.Errorf("section %q: %w", s.Title.JA, errOtherwise)
		}
		for _, f := range s.Fields {
			if err := errors.Join(f.check(), f.checkAsk(), checkWhen(f.When), checkWhen(s.When)); err != nil {
				return App{}, fmt.Errorf("field %q: %w", f.Label, err)
			}
		}
	}
	return a, nil
}

// check finds mistakes in a field that decoding cannot see.
func (f Field) check() error {
	sources := 0
	for _, s := range []string{f.Fixed, f.Key, f.Rule, f.Act} {
		if s != "" {
			sources++
		}
	}
	switch {
	case f.Label == "" || f.Gloss == "":
		return errors.New("label and gloss are needed")
	case sources != 1:
		return errors.New("exactly one of fixed, key, rule and act is needed")
	case f.Rule != "" && rules[f.Rule] == nil:
		return fmt.Errorf("no rule %q", f.Rule)
	case f.Secret && f.Key == "":
		return errors.New("a secret needs a key")
	case f.Unit != "" && !slices.Contains(units, f.Unit):
		return fmt.Errorf("unknown unit %q", f.Unit)
	case f.Otherwise != "" && len(f.When) == 0:
		return errOtherwise
	case (f.PopKey != "" || f.ElseKey != "") && f.Key == "" || f.About != "" && f.Rule == "":
		return errors.New("pop_key and else_key need a key, about a rule")
	}
	return nil
}

// checkAsk finds mistakes in how a field is asked for.
func (f Field) checkAsk() error {
	q := f.Ask
	switch {
	case q == nil:
		return nil
	case !slices.Contains(askKinds, q.Kind):
		return fmt.Errorf("unknown kind %q", q.Kind)
	case !strings.HasPrefix(f.Key, "form.") && !strings.HasPrefix(f.Key, "notify."):
		return errors.New("what is asked is kept under form or notify")
	case q.Propose != "" && rules[q.Propose] == nil:
		return fmt.Errorf("no rule %q", q.Propose)
	case q.Rule != "" && values[q.Rule] == nil:
		return fmt.Errorf("no rule %q for values", q.Rule)
	case (q.Kind == "choice") == (len(q.Choices) == 0), (q.Kind == "number") == (q.Max == 0):
		return errors.New("a choice needs choices, a number its bounds, and nothing else has them")
	}
	if q.Default != "" {
		if code, _ := q.check(q.Default); code != "" {
			return fmt.Errorf("default %q: %s", q.Default, code)
		}
	}
	return nil
}

// check finds mistakes in a limit.
func (l Limit) check() error {
	kinds := 0
	for _, given := range []bool{l.OneOf != nil, l.Seconds != nil, l.Range != nil, l.Rule != ""} {
		if given {
			kinds++
		}
	}
	switch {
	case kinds != 1 || l.Reason == "":
		return errors.New("exactly one of one_of, seconds, range and rule is needed, and a reason")
	case l.Rule != "" && checks[l.Rule] == nil:
		return fmt.Errorf("no check %q", l.Rule)
	case l.Range != nil && (len(l.Range) != 2 || l.Range[0] > l.Range[1]):
		return errors.New("a range is two numbers")
	}
	return checkWhen(l.When)
}

// checkWhen finds conditions on functions that do not exist.
func checkWhen(when map[string]OneOf) error {
	for key := range when {
		if name, ok := strings.CutPrefix(key, "rule."); ok && rules[name] == nil {
			return fmt.Errorf("no rule %q", name)
		}
	}
	return nil
}
