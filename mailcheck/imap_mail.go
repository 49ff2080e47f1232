package mailcheck

import (
	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Bounds of looking for a mail.
const (
	maxFound  = 5        // mails that the server says are it
	maxNewest = 20       // newest mails that are looked at one by one
	maxHeader = 64 << 10 // octets of a header that are asked for
)

// searchTrial gives the mails whose X-Todoku field holds id.
func (b *imapBox) searchTrial(id string) ([]imap.UID, error) {
	cmd := b.client.UIDSearch(&imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: trialField, Value: id}}}, nil)
	var data *imap.SearchData
	err := b.do(func() (err error) { data, err = cmd.Wait(); return err })
	if err != nil {
		return nil, err
	}
	var list []imap.UID
	set, _ := data.All.(imap.UIDSet)
	for _, r := range set { // a range may be as long as it likes
		for uid := r.Start; uid <= r.Stop && len(list) < maxFound && uid != 0; uid++ {
			list = append(list, uid)
		}
	}
	return list, nil
}

// header gives the header of a mail, without marking it as seen.
func (b *imapBox) header(uid imap.UID) ([]byte, error) {
	section := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, Peek: true, Partial: &imap.SectionPartial{Size: maxHeader}}
	list, err := b.fetch(imap.UIDSetNum(uid), section)
	for _, m := range list {
		if m.UID == uid {
			return sectionOf(m), err
		}
	}
	return nil, err
}

// newest looks for the trial mail id among the last of count mails; 0: it is
// not there.
func (b *imapBox) newest(count uint32, id string) (imap.UID, error) {
	if count == 0 {
		return 0, nil
	}
	section := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, HeaderFields: []string{trialField}, Peek: true}
	var last imap.SeqSet
	last.AddRange(count-min(count, maxNewest)+1, count)
	list, err := b.fetch(last, section)
	for _, m := range list {
		if headerHas(string(sectionOf(m)), trialField, id) {
			return m.UID, err
		}
	}
	return 0, err
}

// sectionOf is the one section that was asked for. Servers differ in how they
// name it: with the <0> of a partial fetch or without, fields quoted or not.
func sectionOf(m *imapclient.FetchMessageBuffer) []byte {
	if len(m.BodySection) != 1 {
		return nil
	}
	return m.BodySection[0].Bytes
}

func (b *imapBox) fetch(set imap.NumSet, section *imap.FetchItemBodySection) ([]*imapclient.FetchMessageBuffer, error) {
	cmd := b.client.Fetch(set, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
	var list []*imapclient.FetchMessageBuffer
	err := b.do(func() (err error) { list, err = cmd.Collect(); return err })
	return list, err
}

// list gives all folders. Marks of special use come with it where the server
// has them (RFC 6154 section 2), asked for or not.
func (b *imapBox) list() ([]*imap.ListData, error) {
	var options *imap.ListOptions
	if told := b.capabilities(); told.has("LIST-EXTENDED") && told.has("SPECIAL-USE") {
		options = &imap.ListOptions{ReturnSpecialUse: true}
	}
	cmd := b.client.List("", "*", options)
	var list []*imap.ListData
	err := b.do(func() (err error) { list, err = cmd.Collect(); return err })
	return list, err
}

// expunge removes one mail of the folder that is open.
func (b *imapBox) expunge(uid imap.UID) error {
	set := imap.UIDSetNum(uid)
	store := b.client.Store(set, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil)
	err := b.do(store.Close)
	if err != nil {
		return err
	}
	return b.do(b.client.UIDExpunge(set).Close)
}
