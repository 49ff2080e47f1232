// Package sheet knows the applications that todoku sets mail up for: what each
// one's own form asks, under which label, and which settings it can and cannot
// take. An application is one data file (APP.toml); its place in the list is
// its place in store.Applications. From a profile it makes a Sheet: the form,
// field by field in the form's order, with what to type into each.
//
// The words of a form are data here, verbatim as the application shows them,
// each with an English gloss. Why something cannot be typed in is a code, whose
// text "app.reason.CODE" (with a way out, "app.way.CODE") the faces hold.
package sheet

import (
	"slices"
	"strings"

	"todoku/store"
)

// App is one application and its form.
type App struct {
	ID       string            `toml:"id"`      // value of the profile's key application
	Name     Label             `toml:"name"`    // the product's name
	Screen   []Label           `toml:"screen"`  // what to click on the way to the form
	Sections []Section         `toml:"section"` // the form, from top to bottom
	Limits   []Limit           `toml:"limit"`   // values that the form can take, by key
	Advice   []Advice          `toml:"advice"`  // values that it takes, and that are better not chosen
	Glosses  map[string]string `toml:"glosses"` // a word of the form → its English gloss
}

// Label is a wording of the form and what it means in English.
type Label struct {
	JA string `toml:"ja"`
	EN string `toml:"en"`
}

// Section is a group of fields under one heading; the first may have none.
// Where When does not hold, none of its fields applies: Otherwise is the reason
// given for each of them. With no reason all of it is left out.
type Section struct {
	Title     Label            `toml:"title"`
	When      map[string]OneOf `toml:"when"`
	Otherwise string           `toml:"otherwise"`
	Fields    []Field          `toml:"field"`
}

// Field is one field of the form. Where its value comes from is said by
// exactly one of Fixed, Rule, Act and Key.
type Field struct {
	Label string `toml:"label"` // verbatim
	Gloss string `toml:"gloss"`

	Fixed string `toml:"fixed"` // always this
	Key   string `toml:"key"`   // a key of the profile
	Rule  string `toml:"rule"`  // a function of rules.go
	Act   string `toml:"act"`   // nothing to type: code of what to do, "press"

	PopKey  string `toml:"pop_key"`  // in place of Key where POP before SMTP signs in
	ElseKey string `toml:"else_key"` // in place of Key where that is empty
	About   string `toml:"about"`    // with Rule: the profile key that is to blame

	// Words turn a value of the profile into the form's word, Acts into a code
	// of something to do ("tick", "leave"; text "app.act.CODE"). "*" stands for
	// every other value. A value in neither cannot be expressed.
	Words map[string]string `toml:"words"`
	Acts  map[string]string `toml:"acts"`

	Unit     string `toml:"unit"`     // "seconds": a duration typed in as a whole number
	Default  string `toml:"default"`  // what the empty form shows
	Required bool   `toml:"required"` // must not stay empty while it is shown
	Secret   bool   `toml:"secret"`   // Key names a secret

	// When says that the form shows the field only if each key has one of the
	// values; Otherwise is the reason given where it does not. With no reason
	// the row is left out.
	When      map[string]OneOf `toml:"when"`
	Otherwise string           `toml:"otherwise"`

	Missing    string `toml:"missing"`    // why a required value is missing, where that is not plain; else not_set
	Impossible string `toml:"impossible"` // why a value without a word is impossible, where no Limit says it
	Note       string `toml:"note"`       // something to know or do, text "app.note.CODE"
	Notes      []Note `toml:"notes"`      // the same, where it depends on the profile: the first that holds

	Ask *Ask `toml:"ask"` // only this form has it: the wizard asks for it, and Key keeps it
}

// Note is something to know or do that depends on the profile.
type Note struct {
	Code string           `toml:"code"`
	When map[string]OneOf `toml:"when"`
}

// OneOf is a value, or several of which one must hold.
type OneOf []string

// UnmarshalTOML takes "value" as well as ["value", "other"].
func (o *OneOf) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		*o = OneOf{v}
		return nil
	case []any:
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				return errCondition
			}
			*o = append(*o, s)
		}
		return nil
	}
	return errCondition
}

// Apps are all applications, in the order of store.Applications.
func Apps() []App { return slices.Clone(load()) }

// ByID finds an application by the value of the profile's key; empty means "any".
func ByID(id string) (App, bool) {
	if id == "" {
		id = store.Applications[0]
	}
	for _, a := range load() {
		if a.ID == id {
			return a, true
		}
	}
	return App{}, false
}

// HasForm reports that there is a form with labels to be matched, all of whose
// fields are listed. Else the labels are ours, and only what is set is listed.
func (a App) HasForm() bool { return len(a.Screen) > 0 }

// holds reports whether every condition is met.
func (a App) holds(when map[string]OneOf, p store.Profile) bool {
	for key, want := range when {
		if !slices.Contains(want, a.Value(p, key)) {
			return false
		}
	}
	return true
}

// args are what every text about this application may use.
func (a App) args(more ...string) map[string]string {
	m := map[string]string{"app": a.Name.EN, "app_ja": a.Name.JA}
	for i := 0; i+1 < len(more); i += 2 {
		m[more[i]] = strings.TrimSpace(more[i+1])
	}
	return m
}
