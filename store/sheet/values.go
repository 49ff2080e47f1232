package sheet

import "strconv"

// Values are the only values that the application takes for a key, in the
// spelling of the profile; nil when it does not limit them to a list.
func (a App) Values(key string) []string {
	l, ok := a.limit(key)
	if !ok {
		return nil
	}
	list := append([]string(nil), l.OneOf...)
	for _, s := range l.Seconds {
		list = append(list, strconv.Itoa(s)+"s")
	}
	return list
}
