package sandbox

import (
	"slices"
	"sync"
)

// What the mailbox keeps at most.
const (
	maxMessages = 1000
	maxKept     = 32 << 20 // octets of all messages together
)

// Message is a mail that the sandbox accepted.
type Message struct {
	ID   string // queue id, as told in the reply
	From string
	To   []string
	Data []byte
}

// mailbox holds the newest messages.
type mailbox struct {
	mu   sync.Mutex
	list []Message
	size int
}

// add appends m and drops the oldest until the limits hold.
func (b *mailbox) add(m Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, m)
	b.size += len(m.Data)
	drop := 0
	for drop < len(b.list)-1 && (len(b.list)-drop > maxMessages || b.size > maxKept) {
		b.size -= len(b.list[drop].Data)
		drop++
	}
	b.list = slices.Delete(b.list, 0, drop)
}

// all is a copy; the messages themselves are never changed.
func (b *mailbox) all() []Message {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.list)
}
