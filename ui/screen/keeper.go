package screen

import (
	"sync"

	"todoku/store"
)

// keeper writes drafts, in the order in which they were taken: Cmds run side
// by side, and an older draft must not be written over a newer one, nor after
// the profile was saved.
type keeper struct {
	write func(store.Draft) error

	mu     sync.Mutex
	taken  int // drafts handed out
	last   int // the newest that was written
	closed bool
	kept   bool
	err    error
}

// take numbers a draft. It is called in Update.
func (k *keeper) take() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.taken++
	return k.taken
}

// keep writes draft number n, unless a newer one was written or no draft is
// wanted any more. It may be called from anywhere.
func (k *keeper) keep(n int, d store.Draft) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.write == nil || k.closed || n <= k.last {
		return
	}
	k.last = n
	k.err = k.write(d)
	k.kept = k.err == nil
}

// close ends the keeping of drafts; open takes it up again.
func (k *keeper) close() { k.setClosed(true) }
func (k *keeper) open()  { k.setClosed(false) }

func (k *keeper) setClosed(closed bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = closed
}

// result says whether a draft is on disk, and what went wrong last.
func (k *keeper) result() (kept bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.kept, k.err
}
