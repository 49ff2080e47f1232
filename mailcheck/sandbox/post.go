package sandbox

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// The folders of every account.
const (
	inbox = "INBOX"
	junk  = "Junk"
)

// post holds what was delivered, of all accounts together no more than the
// limits of mailbox.go. Its mailboxes are those of IMAP; POP3 shows what of it
// still lies in the inbox.
type post struct {
	results Results
	delay   time.Duration // until a mail is there

	mu    sync.Mutex
	drops map[*account]*drop
	order []*delivered // oldest first
	size  int
}

// drop is the mailboxes of one account.
type drop struct {
	user  *imapmemserver.User
	mails []*delivered
}

// delivered is a delivered message. It is never changed.
type delivered struct {
	drop   *drop
	folder string
	uid    imap.UID
	data   []byte
}

// id is the unique id of POP3 (RFC 1939 section 7).
func (l *delivered) id() string { return fmt.Sprintf("todoku%08x", uint32(l.uid)) }

func (p *post) configure(o Options, f *fault) {
	p.results, p.drops = o.Results, map[*account]*drop{}
	p.delay = o.Delay
	if f.results != (Results{}) {
		p.results = f.results
	}
	if d, err := time.ParseDuration(f.late); err == nil {
		p.delay = d
	}
}

// user is the account's mailboxes for IMAP.
func (p *post) user(a *account) *imapmemserver.User {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.drop(a).user
}

// drop makes the mailboxes when they are first needed: of many accounts few
// are. The caller holds the lock.
func (p *post) drop(a *account) *drop {
	d := p.drops[a]
	if d == nil {
		d = &drop{user: imapmemserver.NewUser(a.Username, "")} // no one signs in there: imap.go does
		for _, folder := range []string{inbox, junk} {
			_ = d.user.Create(folder, nil) // fails for a name that is taken only
			_ = d.user.Subscribe(folder)
		}
		p.drops[a] = d
	}
	return d
}

// deliver puts a message into a folder of a, and drops the oldest ones of all
// accounts until the limits hold.
func (p *post) deliver(a *account, data []byte, toJunk bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.drop(a)
	l := &delivered{drop: d, folder: inbox, data: data}
	if toJunk {
		l.folder = junk
	}
	got, err := d.user.Append(l.folder, literal{bytes.NewReader(data)}, &imap.AppendOptions{})
	if err != nil {
		return // for a folder that is not there only
	}
	l.uid = got.UID
	d.mails = append(d.mails, l)
	p.order = append(p.order, l)
	p.size += len(data)
	for len(p.order) > 1 && (len(p.order) > maxMessages || p.size > maxKept) {
		p.remove(p.order[0])
	}
}

// remove takes a mail out of its folder. The caller holds the lock.
func (p *post) remove(l *delivered) {
	is := func(o *delivered) bool { return o == l }
	if !slices.ContainsFunc(p.order, is) {
		return
	}
	p.order = slices.DeleteFunc(p.order, is)
	l.drop.mails = slices.DeleteFunc(l.drop.mails, is)
	p.size -= len(l.data)
	s := imapmemserver.NewUserSession(l.drop.user)
	if _, err := s.Select(l.folder, &imap.SelectOptions{}); err != nil {
		return
	}
	defer s.Close()
	one := imap.UIDSetNum(l.uid)
	_ = s.Store(nil, one, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil)
	_ = s.Expunge(nil, &one)
}

// inbox is what POP3 shows of a: the mails that are still there.
func (p *post) inbox(a *account) []*delivered {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.drop(a)
	s := imapmemserver.NewUserSession(d.user)
	if _, err := s.Select(inbox, &imap.SelectOptions{}); err != nil {
		return nil
	}
	defer s.Close()
	found, err := s.Search(imapserver.NumKindUID, &imap.SearchCriteria{}, &imap.SearchOptions{})
	if err != nil {
		return nil
	}
	there, _ := found.All.(imap.UIDSet)
	var out []*delivered
	for _, l := range d.mails {
		if l.folder == inbox && there.Contains(l.uid) {
			out = append(out, l)
		}
	}
	return out
}

// discard takes mails away, as POP3's QUIT after DELE does.
func (p *post) discard(list []*delivered) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range list {
		p.remove(l)
	}
}

// literal is a message for Append.
type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// lines is a message as POP3 sends it: CRLF at every line's end, and a dot more
// before one that begins with a dot (RFC 1939 section 3).
func (l *delivered) lines() []string {
	text := strings.ReplaceAll(string(l.data), "\r\n", "\n")
	list := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, s := range list {
		if strings.HasPrefix(s, ".") {
			list[i] = "." + s
		}
	}
	return list
}
