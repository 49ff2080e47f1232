package mailcheck

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// imapBag looks for the trial mail over IMAP, on the one connection. Folders
// are opened to read only.
type imapBag struct {
	l       *ladder
	box     *imapBox
	folders []folder // INBOX first
	listed  bool     // the folders of junk are known
	at      string   // the folder that is open
	count   uint32   // messages in INBOX when it was searched last
	noIdle  bool
}

// folder is one that the mail may be in.
type folder struct {
	name string
	junk bool
}

func (b *imapBag) over() bool { return b.l.wire.dead != nil || b.box.bye != "" }

// pause grows: a mail is there soon, or takes a while.
func (b *imapBag) pause(n int) time.Duration {
	steps := []time.Duration{time.Second, time.Second, 2 * time.Second, 3 * time.Second}
	if n < len(steps) {
		return steps[n]
	}
	return 5 * time.Second
}

// look searches INBOX, then the folders of junk. INBOX comes last from the
// second look on, because it is the one to wait in.
func (b *imapBag) look() (*sighting, error) {
	first := !b.listed
	if first {
		if s, err := b.search(b.folders[0]); s != nil || err != nil {
			return s, err
		}
		if err := b.listJunk(); err != nil {
			return nil, err
		}
	}
	for _, f := range b.folders[1:] {
		s, err := b.search(f)
		if s != nil || (err != nil && b.over()) {
			return s, err // one folder that may not be read is no reason to stop
		}
	}
	if first {
		return nil, nil
	}
	return b.search(b.folders[0])
}

// search looks into one folder.
func (b *imapBag) search(f folder) (*sighting, error) {
	data, err := b.box.open(f.name, true)
	if err != nil {
		return nil, err
	}
	b.at = f.name
	if f.name == inbox {
		b.count = data.NumMessages
	}
	s := &sighting{folder: f.name, junk: f.junk, epoch: data.UIDValidity}
	uids, err := b.box.searchTrial(b.l.awaited.id)
	if err != nil && !refusedByIMAP(err) {
		return nil, err
	}
	for _, uid := range uids {
		if s.header, err = b.box.header(uid); err == nil && headerHas(string(s.header), trialField, b.l.awaited.id) {
			s.uid = uint32(uid)
			return s, nil
		}
		if b.over() {
			return nil, err
		}
	}
	// Some servers search no field that they do not index, or say NO to it
	// (Stalwart, Yahoo): the newest mails are looked at one by one.
	uid, err := b.box.newest(data.NumMessages, b.l.awaited.id)
	if err != nil && b.over() {
		return nil, err
	}
	if uid == 0 {
		return nil, nil
	}
	s.uid = uint32(uid)
	s.header, _ = b.box.header(uid)
	return s, nil
}

func refusedByIMAP(err error) bool {
	var said *imap.Error
	return errors.As(err, &said)
}

func (b *imapBag) explain(err error) { b.l.imapBoxFailed(err) }

// junkNames are what folders of junk are called where the server does not mark
// them (RFC 6154 section 2).
var junkNames = []string{"junk", "spam", "junk e-mail", "junk email", "junk mail", "bulk", "bulk mail", "迷惑メール", "スパム", "スパムメール"}

// maxJunk is how many folders are looked into beside INBOX.
const maxJunk = 3

// listJunk finds the folders of junk: those marked as such, else by name.
func (b *imapBag) listJunk() error {
	b.listed = true
	var marked, named []folder
	list, err := b.box.list()
	if err != nil && b.over() {
		return err
	}
	for _, d := range list {
		if d.Mailbox == inbox || len(d.Mailbox) > 255 || strings.ContainsFunc(d.Mailbox, func(r rune) bool { return r < 0x20 || r == 0x7f }) ||
			slices.Contains(d.Attrs, imap.MailboxAttrNoSelect) || slices.Contains(d.Attrs, imap.MailboxAttrNonExistent) {
			continue
		}
		name := d.Mailbox
		if d.Delim != 0 {
			name = name[strings.LastIndex(name, string(d.Delim))+1:]
		}
		switch f := (folder{d.Mailbox, true}); {
		case slices.ContainsFunc(d.Attrs, func(a imap.MailboxAttr) bool { return strings.EqualFold(string(a), string(imap.MailboxAttrJunk)) }):
			marked = append(marked, f)
		case slices.Contains(junkNames, strings.ToLower(name)):
			named = append(named, f)
		}
	}
	if len(marked) == 0 {
		marked = named
	}
	b.folders = append(b.folders, marked[:min(len(marked), maxJunk)]...)
	return nil
}

// remove takes the mail away, and no other: without UIDPLUS (RFC 4315 section
// 2.1) the only way is one that removes whatever anybody has marked.
func (b *imapBag) remove(s *sighting) (reason, said string) {
	if !b.can("UIDPLUS") && !b.can("IMAP4rev2") {
		return "no-uidplus", ""
	}
	data, err := b.box.open(s.folder, false)
	b.at = ""
	if err == nil && data.UIDValidity != s.epoch {
		return "moved", ""
	}
	if err == nil {
		err = b.box.expunge(imap.UID(s.uid))
	}
	if err != nil {
		return "refused", safe(b.box.last.text, 1, maxLineRunes)
	}
	return "", ""
}

// can asks for the capabilities after the sign-in, where they were not told
// with it (RFC 9051 section 7.2.2: they may differ).
func (b *imapBag) can(name string) bool {
	if len(b.box.told) == 0 && !b.over() {
		if r, err := b.box.ask("CAPABILITY", ""); err == nil && r.ok() {
			b.box.learn(r)
		}
		if len(b.box.told) == 0 {
			b.box.told = b.l.caps.lines
		}
	}
	return slices.ContainsFunc(b.box.told, func(s string) bool { return strings.EqualFold(s, name) })
}
