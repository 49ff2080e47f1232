package sheet

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Allows reports whether the application can take value for a profile key. If
// not, reason is the code of a text "app.reason.CODE", and args are its values:
// app and app_ja (the name), value, and where there is a list to choose from,
// choices and nearest.
func (a App) Allows(key, value string) (ok bool, reason string, args map[string]string) {
	l, limited := a.limit(key)
	if !limited || l.Lost || l.takes(value) {
		return true, "", nil
	}
	reason = l.Reason
	if r, special := l.Reasons[value]; special {
		reason = r
	}
	return false, reason, a.args(append([]string{"value", value}, l.choices(value)...)...)
}

func (a App) limit(key string) (Limit, bool) {
	i := slices.IndexFunc(a.Limits, func(l Limit) bool { return l.Key == key })
	if i < 0 {
		return Limit{}, false
	}
	return a.Limits[i], true
}

func (l Limit) takes(value string) bool {
	if l.Seconds == nil {
		return slices.Contains(l.OneOf, value)
	}
	s, ok := seconds(value)
	return ok && slices.Contains(l.Seconds, s)
}

// choices are the arguments "choices" and, for seconds, "nearest": the next
// longer one that can be chosen, or the longest.
func (l Limit) choices(value string) []string {
	if l.Seconds == nil {
		return []string{"choices", strings.Join(l.OneOf, ", ")}
	}
	d, err := duration(value)
	nearest := l.Seconds[len(l.Seconds)-1]
	list := make([]string, len(l.Seconds))
	for i, s := range slices.Backward(l.Seconds) {
		list[i] = strconv.Itoa(s)
		if err == nil && time.Duration(s)*time.Second >= d {
			nearest = s
		}
	}
	return []string{"choices", strings.Join(list, ", "), "nearest", strconv.Itoa(nearest)}
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
