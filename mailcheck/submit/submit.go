// Package submit reads a message as sendmail does: from a program that knows
// nothing of addresses, dates or line ends, up to what a server takes.
package submit

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"todoku/store"
)

// MaxMessage bounds a message, in octets; servers take less.
const MaxMessage = 64 << 20

// Options are how the program was called, and what it is called for.
type Options struct {
	From      string // the sender's address: who writes where the message does not say it, and whose domain names the message
	Name      string // the sender's name
	To        []string
	InHeader  bool                                     // recipients are in To, Cc and Bcc too (-t)
	Dots      bool                                     // a line with a dot alone is no end (-i)
	Aliases   func(name string) (to []string, ok bool) // of names without a domain; nil: none are known
	ShowBlind bool                                     // for a mail API, which reads the recipients from the message
	Now       func() time.Time
}

// Message is what is to be sent.
type Message struct {
	To   []string // each once, in the order in which they were named
	Text []byte   // RFC 5322, lines ended by CRLF
}

// Read reads one message. Its errors are *store.Problem, or the reader's.
func Read(r io.Reader, o Options) (Message, error) {
	header, body, err := split(r, o.Dots)
	if err != nil {
		return Message{}, err
	}
	to, err := o.recipients(header)
	if err != nil {
		return Message{}, err
	}
	header = o.complete(header, to)
	var b bytes.Buffer
	for _, f := range header {
		b.WriteString(f.text)
	}
	b.WriteString("\r\n")
	b.Write(body)
	return Message{To: to, Text: b.Bytes()}, nil
}

// split parts the message, its lines ended by CRLF. What does not begin with a
// field has no header.
func split(r io.Reader, dots bool) (header []field, body []byte, err error) {
	in := bufio.NewReader(&io.LimitedReader{R: r, N: MaxMessage + 1})
	var b bytes.Buffer
	inHeader, first, size := true, true, 0
	for {
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, nil, err
		}
		if size += len(line); size > MaxMessage {
			return nil, nil, problem("message_too_large")
		}
		ended := err != nil
		if ended && line == "" {
			break
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "." && !dots {
			break
		}
		if inHeader {
			line = strings.ReplaceAll(line, "\r", " ") // no field hides in another
		}
		switch {
		case first && strings.HasPrefix(line, "From "): // the mark of an mbox file
		case inHeader && line == "":
			inHeader = false
		case inHeader && (line[0] == ' ' || line[0] == '\t') && len(header) > 0:
			header[len(header)-1].text += line + "\r\n"
		case inHeader && fieldName(line) != "":
			header = append(header, field{name: fieldName(line), text: line + "\r\n"})
		default:
			inHeader = false
			// RFC 5321 section 2.3.8: a CR alone must not be sent.
			b.WriteString(strings.ReplaceAll(line, "\r", "\r\n") + "\r\n")
		}
		first = false
		if ended {
			break
		}
	}
	return header, b.Bytes(), nil
}

// recipients are those of the command line, and of the header where asked for.
func (o Options) recipients(header []field) ([]string, error) {
	named := slices.Clone(o.To)
	if o.InHeader {
		for _, f := range header {
			if f.is("to", "cc", "bcc") {
				named = append(named, mailboxes(f.value())...)
			}
		}
	}
	var to []string
	for _, name := range named {
		list, err := o.expand(name, 0)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			if !slices.Contains(to, a) {
				to = append(to, a)
			}
		}
	}
	if len(to) == 0 {
		return nil, problem("message_no_recipient")
	}
	return to, nil
}

// maxDepth bounds aliases of aliases.
const maxDepth = 10

// expand is the address itself, or what the alias stands for.
func (o Options) expand(name string, depth int) ([]string, error) {
	if strings.Contains(name, "@") {
		if store.CheckAddress(name) != nil {
			return nil, problem("message_bad_recipient", "name", name)
		}
		return []string{name}, nil
	}
	if o.Aliases != nil && depth < maxDepth {
		if list, ok := o.Aliases(name); ok {
			var to []string
			for _, next := range list {
				more, err := o.expand(next, depth+1)
				if err != nil {
					return nil, err
				}
				to = append(to, more...)
			}
			return to, nil
		}
	}
	return nil, problem("message_local_name", "name", name)
}

func problem(code string, kv ...string) *store.Problem {
	p := &store.Problem{Code: code, Args: map[string]string{}}
	for i := 0; i+1 < len(kv); i += 2 {
		p.Args[kv[i]] = kv[i+1]
	}
	return p
}
