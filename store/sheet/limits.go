package sheet

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"todoku/store"
)

// Limit says which values of a profile key the application can take: those of
// exactly one of OneOf, Seconds, Range and Rule.
type Limit struct {
	Key     string            `toml:"key"`
	When    map[string]OneOf  `toml:"when"` // only then
	OneOf   []string          `toml:"one_of"`
	Seconds []int             `toml:"seconds"` // for durations: these
	Range   []int             `toml:"range"`   // for durations: whole seconds from the first to the second
	Rule    string            `toml:"rule"`    // a function of checks
	Reason  string            `toml:"reason"`  // why every other value is impossible
	Reasons map[string]string `toml:"reasons"` // why this one is

	// Lost marks a key without a field whose loss does no harm: mail still
	// goes out. Such values are allowed, and the sheet says that they are lost.
	Lost bool `toml:"lost"`
}

// Allows reports whether the application can take value for a profile key
// beside what p says for the others. If not, reason is the code of a text
// "app.reason.CODE", and args are its values: app and app_ja (the name), value,
// and where there is a list to choose from, choices and nearest.
func (a App) Allows(p store.Profile, key, value string) (ok bool, reason string, args map[string]string) {
	if f, asked := a.asked(key); asked && value != "" {
		if code, more := f.Ask.check(value); code != "" {
			return false, code, a.args(append([]string{"value", value}, more...)...)
		}
	}
	l, found := a.limit(p, key, func(l Limit) bool { return !l.Lost && !l.takes(p, value) })
	if !found {
		return true, "", nil
	}
	return false, l.reasonFor(value), a.args(append([]string{"value", value}, l.choices(value)...)...)
}

// Advice speaks against values that the form can take all the same.
type Advice struct {
	Key    string           `toml:"key"`
	Values []string         `toml:"values"`
	When   map[string]OneOf `toml:"when"`
	Note   string           `toml:"note"` // text "app.note.CODE"
}

// Advises is the code of a text "app.note.CODE" against a value beside what p
// says for the others; empty: nothing speaks against it.
func (a App) Advises(p store.Profile, key, value string) string {
	for _, v := range a.Advice {
		if v.Key == key && slices.Contains(v.Values, value) && a.holds(v.When, p) {
			return v.Note
		}
	}
	return ""
}

// limit is the first limit of a key that applies to p and for which want holds.
func (a App) limit(p store.Profile, key string, want func(Limit) bool) (Limit, bool) {
	for _, l := range a.Limits {
		if l.Key == key && a.holds(l.When, p) && want(l) {
			return l, true
		}
	}
	return Limit{}, false
}

func (l Limit) reasonFor(value string) string {
	if r, special := l.Reasons[value]; special {
		return r
	}
	return l.Reason
}

func (l Limit) takes(p store.Profile, value string) bool {
	switch {
	case l.Rule != "":
		return checks[l.Rule](p, value)
	case l.Range != nil:
		s, ok := seconds(value)
		return ok && s >= l.Range[0] && s <= l.Range[1]
	case l.Seconds != nil:
		s, ok := seconds(value)
		return ok && slices.Contains(l.Seconds, s)
	}
	return slices.Contains(l.OneOf, value)
}

// choices are the arguments "choices" and, for seconds, "nearest": the next
// longer one that can be chosen, or the longest.
func (l Limit) choices(value string) []string {
	list := l.Seconds
	if l.Range != nil {
		for s := l.Range[0]; s <= l.Range[1]; s++ {
			list = append(list, s)
		}
	}
	if list == nil {
		return []string{"choices", strings.Join(l.OneOf, ", ")}
	}
	d, err := duration(value)
	nearest := list[len(list)-1]
	words := make([]string, len(list))
	for i, s := range slices.Backward(list) {
		words[i] = strconv.Itoa(s)
		if err == nil && time.Duration(s)*time.Second >= d {
			nearest = s
		}
	}
	return []string{"choices", strings.Join(words, ", "), "nearest", strconv.Itoa(nearest)}
}

// Values are the only values that the application takes for a key, in the
// spelling of the profile; nil when it does not limit them to a list.
func (a App) Values(p store.Profile, key string) []string {
	l, ok := a.limit(p, key, func(l Limit) bool { return !l.Lost && (l.OneOf != nil || l.Seconds != nil) })
	if !ok {
		return nil
	}
	list := append([]string(nil), l.OneOf...)
	for _, s := range l.Seconds {
		list = append(list, store.Duration(time.Duration(s)*time.Second).String())
	}
	return list
}

// seconds reads a duration as the whole number of seconds that a form takes.
func seconds(value string) (int, bool) {
	d, err := duration(value)
	if err != nil || d < 0 || d%time.Second != 0 {
		return 0, false
	}
	return int(d / time.Second), true
}

// duration reads "10s"; a bare number is seconds, as at the wizard's questions.
func duration(value string) (time.Duration, error) {
	if n, err := strconv.Atoi(value); err == nil {
		value = strconv.Itoa(n) + "s"
	}
	return time.ParseDuration(value)
}
