package mailcheck

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"encoding/base64"
	"fmt"
	"mime"
	"net/mail"
	"strings"
	"time"

	"todoku/store"
)

// trialText is read by whoever gets the mail, in whatever language: both.
//
//go:embed trial.txt
var trialText []byte

// trialField is the field by which a trial mail is recognised.
const trialField = "X-Todoku"

const trialSubject = "[todoku] 試験メール / trial mail"

// trial is a trial mail.
type trial struct {
	id   string // also in the X-Todoku field, by which arrival is recognised
	text []byte // RFC 5322, CRLF, lines of at most 78 octets, 7-bit
}

// newTrial writes the mail: a complete one, with the fields whose lack filters
// hold against a mail, and marked as made by a program (RFC 3834 section 5).
func newTrial(from store.Sender, to string, now time.Time) (trial, error) {
	for _, v := range []string{from.Address, from.Name, to} {
		if strings.ContainsAny(v, "\r\n\x00") {
			return trial{}, errLineBreak
		}
	}
	t := trial{id: strings.ToLower(rand.Text())}
	_, domain, ok := strings.Cut(from.Address, "@")
	if i := strings.LastIndexByte(from.Address, '@'); ok {
		domain = from.Address[i+1:]
	}
	var b bytes.Buffer
	field := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	field("Date", now.Format(time.RFC1123Z))
	field("From", mailbox(from.Name, from.Address))
	field("To", mailbox("", to))
	field("Subject", fold(mime.BEncoding.Encode("utf-8", trialSubject)))
	field("Message-ID", "<todoku."+t.id+"@"+domain+">")
	field("Auto-Submitted", "auto-generated")
	field(trialField, t.id)
	field("MIME-Version", "1.0")
	field("Content-Type", "text/plain; charset=utf-8")
	field("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	body := base64.StdEncoding.EncodeToString(bytes.ReplaceAll(trialText, []byte("\n"), []byte("\r\n")))
	for len(body) > 0 {
		n := min(76, len(body)) // RFC 2045 section 6.8
		b.WriteString(body[:n] + "\r\n")
		body = body[n:]
	}
	t.text = b.Bytes()
	return t, nil
}

// mailbox is a name-addr (RFC 5322 section 3.4), the name encoded as RFC 2047
// demands where it is not plain.
func mailbox(name, address string) string {
	if name == "" {
		return "<" + address + ">"
	}
	if !ascii(name) {
		return fold(mime.BEncoding.Encode("utf-8", name)) + "\r\n <" + address + ">"
	}
	return (&mail.Address{Name: name, Address: address}).String()
}

// fold puts each encoded word on a line of its own (RFC 2047 section 2).
func fold(words string) string { return strings.ReplaceAll(words, "?= =?", "?=\r\n =?") }
