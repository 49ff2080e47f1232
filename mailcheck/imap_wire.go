package mailcheck

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Limits of what an IMAP server may say. The largest thing that is ever asked
// for is the header of one mail.
const (
	maxIMAPLine    = 64 << 10
	maxIMAPLiteral = 256 << 10
	maxIMAPReply   = 1 << 20 // to one command
)

// errIMAPForm is wrapped by what says that a server breaks the protocol's form.
var (
	errIMAPForm    = errors.New("imap: not the form of RFC 9051")
	errIMAPLine    = fmt.Errorf("%w: line longer than 64 KB", errIMAPForm)
	errIMAPLiteral = fmt.Errorf("%w: literal longer than 256 KB", errIMAPForm)
	errIMAPReply   = fmt.Errorf("%w: more than 1 MB for one command", errIMAPForm)
	errIMAPAsks    = fmt.Errorf("%w: asks to go on where nothing follows", errIMAPForm)
)

// imapLine is one response (RFC 9051 section 7): a line, with the literals in it.
type imapLine struct {
	tag  string // "*", "+", or that of a command
	text string // what follows the tag, without literals, secrets taken out
	said string // of "+": its text as sent, for the SASL client alone
	raw  []byte // everything as sent
}

// readIMAP gives the next response.
func (w *wire) readIMAP() (imapLine, error) { return next(w, w.log.scrubIMAP, readIMAP) }

// scrubIMAP is scrub for a response: its tag and status stay, or the dialogue
// would not be understood any more.
func (t *transcript) scrubIMAP(line string) string {
	tag, text, ok := strings.Cut(line, " ")
	if !ok || !imapTag(tag) {
		return t.scrub(line)
	}
	return tag + " " + text[:len(imapStatus(text))] + t.scrub(text[len(imapStatus(text)):])
}

// readIMAP reads one response. each is called with every line as it comes.
func readIMAP(in *bufio.Reader, each func(string) string) (imapLine, error) {
	var r imapLine
	for {
		line, err := readLongLine(in)
		if err != nil {
			if line != "" {
				each(clip(line, maxLineRunes)) // what came before the end says who speaks there
			}
			return r, err
		}
		shown := each(line)
		if len(r.raw) == 0 {
			tag, text, spaced := strings.Cut(shown, " ")
			if !imapTag(tag) || (!spaced && tag != "+") {
				return r, &foreignError{shown}
			}
			r.tag, r.text = tag, text
			_, r.said, _ = strings.Cut(line, " ")
		}
		r.raw = append(append(r.raw, line...), "\r\n"...)
		n, ok := imapLiteral(line)
		if !ok || r.tag != "*" || imapStatus(r.text) != "" {
			return r, nil // text for people may end like a literal
		}
		if n > maxIMAPLiteral || len(r.raw)+n > maxIMAPReply {
			return r, errIMAPLiteral
		}
		each("(" + itoa(n) + " octets)")
		at := len(r.raw)
		r.raw = append(r.raw, make([]byte, n)...)
		if _, err := io.ReadFull(in, r.raw[at:]); err != nil {
			return r, err
		}
	}
}

// readLongLine reads up to a line feed, over the reader's buffer too. With an
// error it gives what came, if anything.
func readLongLine(in *bufio.Reader) (string, error) {
	var line []byte
	for {
		b, err := in.ReadSlice('\n')
		line = append(line, b...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) && len(line) < maxIMAPLine:
			continue
		case errors.Is(err, bufio.ErrBufferFull):
			return string(line), errIMAPLine
		case errors.Is(err, io.EOF) && len(line) > 0:
			return string(line), io.ErrUnexpectedEOF
		case err != nil:
			return string(line), err
		}
		return string(bytes.TrimSuffix(line[:len(line)-1], []byte("\r"))), nil
	}
}

// imapTag says whether a response may begin so: one of ours, "*" or "+".
func imapTag(tag string) bool {
	if tag == "*" || tag == "+" {
		return true
	}
	if len(tag) < 2 || len(tag) > 8 || (tag[0] != ourTag && tag[0] != clientTag) {
		return false
	}
	_, err := strconv.ParseUint(tag[1:], 10, 32)
	return err == nil
}

// Letters of the tags: of the commands spoken here, and of those of go-imap's
// client.
const (
	ourTag    = 'a'
	clientTag = 'T'
)

// imapLiteral is the size of the literal that a line announces (RFC 9051
// section 4.3).
func imapLiteral(line string) (int, bool) {
	if !strings.HasSuffix(line, "}") {
		return 0, false
	}
	at := strings.LastIndexByte(line, '{')
	if at < 0 {
		return 0, false
	}
	n, err := strconv.ParseUint(line[at+1:len(line)-1], 10, 63)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return 0, false
	}
	return int(min(n, maxIMAPReply)), true // more than any may be
}

// imapStatus is the status that a response begins with (RFC 9051 section 7.1).
func imapStatus(text string) string {
	word, _, _ := strings.Cut(text, " ")
	switch word = strings.ToUpper(word); word {
	case "OK", "NO", "BAD", "PREAUTH", "BYE":
		return word
	}
	return ""
}
