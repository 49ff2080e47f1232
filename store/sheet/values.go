package sheet

import (
	"time"

	"todoku/store"
)

// Values are the only values that the application takes for a key, in the
// spelling of the profile; nil when it does not limit them to a list.
func (a App) Values(key string) []string {
	l, ok := a.limit(key)
	if !ok {
		return nil
	}
	list := append([]string(nil), l.OneOf...)
	for _, s := range l.Seconds {
		list = append(list, store.Duration(time.Duration(s)*time.Second).String())
	}
	return list
}
