package mailcheck

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

// awaitingBox waits for the trial mail "wanted" in a scripted mailbox.
func (s *scripted) awaitingBox(t *testing.T, p store.Profile, c *clock) Report {
	t.Helper()
	b, _ := receiveBox(p)
	o := receiving(s)
	c.at = time.Now()
	o.Now, o.Sleep, o.ArriveWithin = c.now, c.sleep, 3*time.Second
	l := boxLadder(t.Context(), p, o, b)
	l.awaited = &awaited{id: "wanted", sent: c.at}
	r := l.run()
	s.open.Wait()
	if s.conns != 0 {
		t.Errorf("%d connections left open", s.conns)
	}
	return r
}

// examined is the answer to the n-th command of go-imap's client.
func examined(n, mails int) string {
	return fmt.Sprintf("* %d EXISTS\n* OK [UIDVALIDITY 7] x\nT%d OK [READ-ONLY] done", mails, n)
}

func fetched(n, seq, uid int, section, text string) string {
	return fmt.Sprintf("* %d FETCH (UID %d BODY[%s] {%d}\n%s)\nT%d OK done", seq, uid, section, len(text)+strings.Count(text, "\n"), text, n)
}

const onlyTodoku = `HEADER.FIELDS ("X-Todoku")`

var arrivals = []struct {
	name   string
	server []string
	want   string // "" and arrived, else the first finding
}{
	{"the search finds it", []string{examined(2, 3), "* SEARCH 12\nT3 OK done", fetched(4, 3, 12, "HEADER", "X-Todoku: wanted\n\n")}, ""},
	{"a search that answers by ESEARCH, with a range without end", []string{examined(2, 3), "* ESEARCH (TAG \"T3\") UID ALL 1:4294967295\nT3 OK done",
		"T4 OK none", "T5 OK none", "T6 OK none", "T7 OK none", fetched(8, 3, 5, "HEADER", "X-Todoku: wanted\n\n")}, ""},
	{"the search knows no such field", []string{examined(2, 3), "T3 NO Querying header is not supported.",
		fetched(4, 2, 11, onlyTodoku, "X-Todoku: wanted\n\n"), fetched(5, 2, 11, "HEADER", "X-Todoku: wanted\n\n")}, ""},
	{"the search finds nothing, but it is there", []string{examined(2, 1), "* SEARCH\nT3 OK done",
		fetched(4, 1, 11, onlyTodoku, "X-Todoku: wanted\n\n"), "T5 NO later"}, ""},
	{"a search that finds another mail", []string{examined(2, 1), "* SEARCH 11\nT3 OK done", fetched(4, 1, 11, "HEADER", "X-Todoku: wanted too\n\n"),
		fetched(5, 1, 11, onlyTodoku, "X-Todoku: wanted too\n\n"), "T6 OK no folders", "a2 OK none",
		examined(7, 1), "* SEARCH\nT8 OK done", "T9 OK nothing", examined(10, 1), "* SEARCH\nT11 OK done", "T12 OK nothing", examined(13, 1), "* SEARCH\nT14 OK done", "T15 OK nothing"},
		"arrive.not-arrived fail arrive"},
	{"the line is cut while waiting", []string{examined(2, 0), "* SEARCH\nT3 OK done", "* LIST () \"/\" INBOX\n" + hangUp}, "net.dropped unknown arrive"},
	{"a goodbye while waiting", []string{examined(2, 0), "* SEARCH\nT3 OK done", "* BYE Server shutting down\n" + hangUp}, "session.unavailable unknown arrive"},
	{"a folder with a line break in its name", []string{examined(2, 0), "* SEARCH\nT3 OK done", "* LIST (\\Junk) \"/\" {10}\nJunk\nT9 X\nT4 OK done"}, "session.protocol-error unknown arrive"},
	{"a header of 10 MB", []string{examined(2, 1), "* SEARCH 1\nT3 OK done", fetched(4, 1, 1, "HEADER", strings.Repeat("x", 10<<20))}, "session.protocol-error unknown arrive"},
	{"the mailbox is shut while waiting", []string{"T2 NO [UNAVAILABLE] x", "a2 OK none", "T3 NO [UNAVAILABLE] x", "T4 NO [UNAVAILABLE] x", "T5 NO [UNAVAILABLE] x", "T6 NO [UNAVAILABLE] x"}, "session.unavailable unknown arrive"},
}

func TestArrivals(t *testing.T) {
	for _, a := range arrivals {
		t.Run(a.name, func(t *testing.T) {
			s := &scripted{replies: append([]string{imapHi, "a1 OK in", examined(1, 0)}, a.server...)}
			r := s.awaitingBox(t, imapProfile("standard"), &clock{})
			got := first(r)
			if strings.HasPrefix(got, "auth.no-tls") {
				got = ""
			}
			if at := arrival(r).Detail.Arrived; got != a.want || (at != nil) != (a.want == "") {
				t.Errorf("found %q, want %q, arrived %+v\n%s", got, a.want, at, said(r))
			}
		})
	}
	noGoroutines(t)
}

// TestRemovedOnlyForCertain: a folder that was made anew may hold another mail
// under the same number.
func TestRemovedOnlyForCertain(t *testing.T) {
	for again, reason := range map[string]string{"* OK [UIDVALIDITY 8] x\nT5 OK done": "moved", "T5 NO [NOPERM] not yours": "refused"} {
		s := &scripted{replies: []string{imapHi, "a1 OK [CAPABILITY IMAP4rev1 UIDPLUS] in", examined(1, 0), examined(2, 1), "* SEARCH 12\nT3 OK done",
			fetched(4, 1, 12, "HEADER", "X-Todoku: wanted\n\n"), again}}
		b, _ := receiveBox(imapProfile("standard"))
		o := receiving(s)
		o.Remove = true
		l := boxLadder(t.Context(), imapProfile("standard"), o, b)
		l.awaited = &awaited{id: "wanted", sent: time.Now()}
		r := l.run()
		f := r.Findings[len(r.Findings)-1]
		if f.Cause != "arrive.not-removed" || f.Args["reason"] != reason || arrival(r).Detail.Arrived.Removed {
			t.Errorf("%+v\n%s", f, said(r))
		}
		if heard := s.heard(); heard[len(heard)-2] != "T5 SELECT INBOX" {
			t.Errorf("%q", heard)
		}
	}
}

// TestIdle: a server that tells of new mail is looked into at once; one that
// ends IDLE by itself, or refuses it, is looked into all the same.
func TestIdle(t *testing.T) {
	found := []string{examined(5, 1), "* SEARCH 12\nT6 OK done", fetched(7, 1, 12, "HEADER", "X-Todoku: wanted\n\n")}
	before := []string{imapHi, "a1 OK [CAPABILITY IMAP4rev1 IDLE] in", examined(1, 0), examined(2, 0), "* SEARCH\nT3 OK done", "T4 OK no folders"}
	for name, idle := range map[string][]string{
		"told":    {"+ idling\n* 1 EXISTS", "a2 OK done"},
		"silent":  {"+ idling", "a2 OK done"},
		"refused": {"a2 NO not today"},
	} {
		s := &scripted{replies: append(append(append([]string{}, before...), idle...), found...)}
		c := &clock{then: func(ctx context.Context, _ int) {
			if name == "told" {
				<-ctx.Done() // the wait never ends by itself
			}
		}}
		r := s.awaitingBox(t, imapProfile("standard"), c)
		if a := arrival(r).Detail.Arrived; a == nil {
			t.Errorf("%s: not arrived: %v\n%s", name, first(r), said(r))
		}
	}
	noGoroutines(t)
}

// TestArrivesByPOP3: each look is a login, at growing intervals.
func TestArrivesByPOP3(t *testing.T) {
	p := imapProfile("standard")
	p.Receive.Protocol, p.Receive.Port = "pop3", 110
	login := []string{"+OK hi", "+OK user", "+OK in", "+OK 1 99"}
	for name, c := range map[string]struct {
		sessions [][]string
		want     string
	}{
		"arrives": {[][]string{append([]string{"+OK hi", "+OK\nUSER\nTOP\nUIDL\n."}, append(login[1:3:3], "+OK 0 0", "+OK bye")...),
			append(login[:4:4], "+OK\n1 abc\n.", "+OK\nX-Todoku: wanted\nSubject: x\n\n.", "+OK bye")}, ""},
		"locked": {[][]string{append([]string{"+OK hi", "+OK\nUSER\nTOP\nUIDL\n."}, append(login[1:3:3], "+OK 0 0", "+OK bye")...),
			{"+OK hi", "+OK user", "-ERR [IN-USE] locked", "+OK bye"}, {"+OK hi", "+OK user", "-ERR [IN-USE] locked", "+OK bye"}}, "pop.mailbox-locked unknown arrive"},
	} {
		all := &sessions{t: t, list: c.sessions}
		b, _ := receiveBox(p)
		o := receiving(&scripted{})
		o.Dial = all.dial
		k := &clock{at: time.Now()}
		o.Now, o.Sleep, o.ArriveWithin, o.Remove = k.now, k.sleep, 3*time.Second, name == "arrives"
		l := boxLadder(t.Context(), p, o, b)
		l.awaited = &awaited{id: "wanted", sent: k.at}
		r := l.run()
		a := arrival(r).Detail.Arrived
		if c.want == "" {
			if a == nil || a.Folder != "" || a.Removed || first(r) != "auth.no-tls warn pop3.auth" || r.Findings[1].Cause != "arrive.not-removed" {
				t.Errorf("%s: %+v %v\n%s", name, a, r.Findings, said(r))
			}
		} else if got := first(r); got != c.want || a != nil {
			t.Errorf("%s: found %q, want %q\n%s", name, got, c.want, said(r))
		}
	}
	noGoroutines(t)
}

// sessions are the scripts of one connection after the other.
type sessions struct {
	t    *testing.T
	list [][]string
}

func (s *sessions) dial(ctx context.Context, a, b string) (net.Conn, error) {
	if len(s.list) == 0 {
		s.t.Error("one connection too many")
		return nil, context.Canceled
	}
	one := &scripted{replies: s.list[0]}
	s.list = s.list[1:]
	return one.dial(ctx, a, b)
}
