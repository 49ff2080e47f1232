package sandbox

import "time"

// maxShelf bounds each kind of thing that the OAuth server keeps.
const maxShelf = 5000

// shelf keeps the newest things, each until its time is over. Its user locks.
type shelf[T any] struct {
	items map[string]kept[T]
	order []string // of arrival; may name what was taken since
}

type kept[T any] struct {
	thing T
	until time.Time
}

// put keeps a thing under a key that was never used before.
func (s *shelf[T]) put(key string, thing T, life time.Duration) {
	if s.items == nil {
		s.items = map[string]kept[T]{}
	}
	if len(s.order) == maxShelf {
		delete(s.items, s.order[0])
		s.order = s.order[1:]
	}
	s.items[key] = kept[T]{thing, time.Now().Add(life)}
	s.order = append(s.order, key)
}

// get finds what is still good.
func (s *shelf[T]) get(key string) (T, bool) {
	k, ok := s.items[key]
	if !ok || time.Now().After(k.until) {
		var none T
		return none, false
	}
	return k.thing, true
}

// take is get, once.
func (s *shelf[T]) take(key string) (T, bool) {
	thing, ok := s.get(key)
	delete(s.items, key)
	return thing, ok
}
