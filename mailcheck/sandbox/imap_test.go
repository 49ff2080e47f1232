package sandbox

import (
	"errors"
	"io"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// imapAt connects go-imap's client.
func imapAt(t *testing.T, s *Sandbox, security string) *imapclient.Client {
	t.Helper()
	o := &imapclient.Options{TLSConfig: s.clientTLS()}
	address := where(t, s.IMAP, security)
	dialer := map[string]func(string, *imapclient.Options) (*imapclient.Client, error){
		portNone: imapclient.DialInsecure, portStartTLS: imapclient.DialStartTLS, portTLS: imapclient.DialTLS,
	}[security]
	c, err := dialer(address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestIMAPMechanisms(t *testing.T) {
	s := start(t, "")
	a := s.Accounts[0]
	for name, client := range clients(t, a, "imap") {
		for _, security := range []string{portNone, portStartTLS, portTLS} {
			c := imapAt(t, s, security)
			var refused *imap.Error
			err := c.Authenticate(client(s.Accounts[1].Password))
			if !errors.As(err, &refused) && name != "SCRAM-SHA-1" && name != "SCRAM-SHA-256" || err == nil {
				t.Errorf("%s with a wrong password: %v", name, err)
			}
			if refused != nil && refused.Code != imap.ResponseCodeAuthenticationFailed {
				t.Errorf("%s: %v", name, refused)
			}
			c = imapAt(t, s, security)
			if err := c.Authenticate(client(a.Password)); err != nil {
				t.Errorf("%s over %s: %v", name, security, err)
			}
			if d, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil || d.NumMessages != 0 {
				t.Errorf("%s: %v %v", name, d, err)
			}
		}
	}
}

// No sign-in in the clear, and none after it was refused.
func TestIMAPWantsTLS(t *testing.T) {
	s := start(t, "")
	c, err := imapclient.DialInsecure(where(t, s.IMAP, portStartTLS), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if caps := c.Caps(); !caps.Has(imap.CapLoginDisabled) || !caps.Has(imap.CapStartTLS) || caps.Has("AUTH=PLAIN") {
		t.Errorf("%v", caps)
	}
	var refused *imap.Error
	if err := c.Login(s.Accounts[0].Username, s.Accounts[0].Password).Wait(); !errors.As(err, &refused) || refused.Code != imap.ResponseCodePrivacyRequired {
		t.Error(err)
	}
}

// A mail comes by SMTP and is found, read, and removed by IMAP.
func TestIMAPMailbox(t *testing.T) {
	s := start(t, "")
	a := s.Accounts[0]
	deliverTo(t, s, a)
	c := imapAt(t, s, portStartTLS)
	if err := c.Login(a.Username, a.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	folders, err := c.List("", "*", &imap.ListOptions{ReturnSpecialUse: true}).Collect()
	if err != nil || len(folders) != 2 || folders[1].Mailbox != "Junk" || folders[1].Attrs[0] != imap.MailboxAttrJunk {
		t.Errorf("folders %v %v", folders, err)
	}
	if _, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		t.Fatal(err)
	}
	found, err := c.UIDSearch(&imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "X-Todoku", Value: "the-id"}}}, nil).Wait()
	if err != nil || len(found.AllUIDs()) != 1 {
		t.Fatalf("found %v %v", found, err)
	}
	one := imap.UIDSetNum(found.AllUIDs()...)
	part := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader}
	got, err := c.Fetch(one, &imap.FetchOptions{Flags: true, BodySection: []*imap.FetchItemBodySection{part}}).Collect()
	if err != nil || len(got) != 1 || len(got[0].Flags) != 0 {
		t.Fatalf("%v %v", got, err)
	}
	checkDelivery(t, string(got[0].FindBodySection(part)))
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := c.Store(one, deleted, nil).Close(); err == nil {
		t.Error("EXAMINE let flags be stored")
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Store(one, deleted, nil).Close(), c.UIDExpunge(one).Close()); err != nil {
		t.Error(err)
	}
	if left := s.impl.post.inbox(s.impl.accounts.list[0]); len(left) != 0 {
		t.Errorf("%d mails are left for POP3", len(left))
	}
}

// What would fill the memory is refused.
func TestIMAPFolersAreFixed(t *testing.T) {
	s := start(t, "")
	a := s.Accounts[0]
	deliverTo(t, s, a)
	c := imapAt(t, s, portTLS)
	if err := c.Login(a.Username, a.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	add := c.Append("INBOX", 3, nil)
	_, _ = io.WriteString(add, "abc")
	_ = add.Close()
	_, appended := add.Wait()
	_, copied := c.Copy(imap.SeqSetNum(1), "Junk").Wait()
	_, moved := c.Move(imap.SeqSetNum(1), "Junk").Wait()
	for what, err := range map[string]error{
		"CREATE": c.Create("more", nil).Wait(), "RENAME": c.Rename("Junk", "more", nil).Wait(), "DELETE": c.Delete("Junk").Wait(),
		"APPEND": appended, "COPY": copied, "MOVE": moved,
	} {
		var refused *imap.Error
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// A token that go-imap's client brings is good for the mailbox if its scope is.
func TestTokensInMailboxes(t *testing.T) {
	s := startOAuth(t, Options{TokenLength: 3000})
	me := s.Accounts[0].Address
	sender := s.public()
	sender.Scopes = []string{"https://outlook.office.com/SMTP.Send"}
	reader := s.public()
	reader.Scopes = []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/POP.AccessAsUser.All"}
	for token, want := range map[string]bool{s.access(t): true, signedIn(t, s, sender, me).AccessToken: false, signedIn(t, s, reader, me).AccessToken: true} {
		for _, method := range []string{"xoauth2", "foreign"} {
			c := imapAt(t, s, portStartTLS)
			if err := c.Authenticate(tokenClient(t, method, me, token)); (err == nil) != want {
				t.Errorf("IMAP, %s, %t: %v", method, want, err)
			}
			k := converseAt(t, s, s.POP3, portTLS)
			k.line()
			if got := popSASL(k, tokenClient(t, method, me, token), false); (got == "+OK Logged in.") != want {
				t.Errorf("POP3, %s, %t: %s", method, want, got)
			}
		}
	}
}
