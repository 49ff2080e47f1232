package mailcheck

import (
	"slices"
	"strings"

	"todoku/mailcheck/cause"
)

// imapTalk is the dialogue of an IMAP session as this package speaks it itself:
// greeting, capabilities, STARTTLS and sign-in, because they are what is
// diagnosed. The mailbox is read by go-imap's client, on the same wire.
type imapTalk struct {
	w    *wire
	n    int
	tag  string   // of the command at hand
	bye  string   // what the server said before hanging up
	told []string // capabilities
	// signedIn: the server said so in its greeting (PREAUTH).
	signedIn bool
	box      *imapBox // nil until the mailbox is opened
}

// imapReply is what a server said to one command.
type imapReply struct {
	status string   // OK NO BAD; PREAUTH or BYE; "+" asks to go on
	text   string   // the whole line without its tag, secrets taken out
	data   []string // the untagged responses before it
	said   string   // "+": the challenge
}

func (r imapReply) ok() bool { return r.status == "OK" }

// code is the word in brackets (RFC 9051 section 7.1, RFC 5530) and what
// follows it there.
func (r imapReply) code() (name, params string) {
	_, rest, _ := strings.Cut(r.text, " ")
	if !strings.HasPrefix(rest, "[") {
		return "", ""
	}
	inside, _, ok := strings.Cut(rest[1:], "]")
	if !ok {
		return "", ""
	}
	name, params, _ = strings.Cut(inside, " ")
	return strings.ToUpper(name), params
}

// ask sends a command and gives the reply. shown is what the transcript shows
// of it; empty: all.
func (t *imapTalk) ask(command, shown string) (imapReply, error) {
	t.n++
	t.tag = string(ourTag) + itoa(t.n)
	if shown == "" {
		shown = command
	}
	return t.say(t.tag+" "+command, t.tag+" "+shown)
}

// say sends one line, whatever it belongs to.
func (t *imapTalk) say(line, shown string) (imapReply, error) {
	if err := oneLine(line); err != nil {
		return imapReply{}, err
	}
	t.w.log.client(shown)
	if err := t.w.write([]byte(line + "\r\n")); err != nil {
		return imapReply{}, err
	}
	return t.await(nil)
}

// await reads up to the end of the command at hand, or to a request to go on.
// A server that says goodbye is quoted with that, however it then ends.
func (t *imapTalk) await(each func(raw []byte)) (imapReply, error) {
	var r imapReply
	size := 0
	for {
		line, err := t.w.readIMAP()
		if size += len(line.raw); err == nil && size > maxIMAPReply {
			err, t.w.dead = errIMAPReply, errIMAPReply
		}
		if err != nil {
			if t.bye != "" {
				return imapReply{status: "BYE", text: t.bye}, nil
			}
			if n := len(r.data); n > 0 && ended(err) {
				// An untagged refusal before the line was cut is all the answer there is.
				if status := imapStatus(r.data[n-1]); status == "NO" || status == "BAD" {
					return imapReply{status: status, text: r.data[n-1]}, nil
				}
			}
			return r, err
		}
		if each != nil {
			each(line.raw)
		}
		status := imapStatus(line.text)
		switch {
		case line.tag == "+":
			r.status, r.text, r.said = "+", line.text, line.said
			return r, nil
		case line.tag == "*":
			r.data = append(r.data, line.text)
			if status == "BYE" {
				t.bye = line.text
			}
		case line.tag == t.tag && (status == "OK" || status == "NO" || status == "BAD"):
			r.status, r.text = status, line.text
			return r, nil
		default:
			t.w.dead = &foreignError{line.tag + " " + line.text}
			return r, t.w.dead
		}
	}
}

// greeting is the server's first line (RFC 9051 section 7.1).
func (t *imapTalk) greeting() (imapReply, error) {
	line, err := t.w.readIMAP()
	if err != nil {
		return imapReply{}, err
	}
	r := imapReply{status: imapStatus(line.text), text: line.text}
	if line.tag != "*" || !slices.Contains([]string{"OK", "PREAUTH", "BYE"}, r.status) {
		t.w.dead = &foreignError{line.tag + " " + line.text}
		return r, t.w.dead
	}
	t.learn(r)
	return r, nil
}

// learn keeps the capabilities that a reply tells, if any (RFC 9051 section 7.2.2).
func (t *imapTalk) learn(r imapReply) bool {
	if name, params := r.code(); name == "CAPABILITY" {
		t.told = strings.Fields(params)
		return true
	}
	for _, text := range r.data {
		if word, params, _ := strings.Cut(text, " "); strings.EqualFold(word, "CAPABILITY") {
			t.told = strings.Fields(params)
			return true
		}
	}
	return false
}

// maxIMAPCapabilities bounds what is kept of a list: servers tell up to seventy.
const maxIMAPCapabilities = 150

// capabilities are what was told last, in the form of an EHLO reply: "AUTH=PLAIN"
// reads like the AUTH of old.
func (t *imapTalk) capabilities() capabilities {
	var c capabilities
	for _, word := range t.told[:min(len(t.told), maxIMAPCapabilities)] {
		c.lines = append(c.lines, safe(word, 1, maxLineRunes))
	}
	return c
}

// byIMAP is evidence of a reply that refuses.
func (l *ladder) byIMAP(r imapReply) cause.Evidence {
	e := l.evidence()
	e.Text = safe(r.text, 1, maxLineRunes)
	return e
}

// imapRefused records why a command was not answered by OK.
func (l *ladder) imapRefused(r imapReply, err error) bool {
	switch {
	case err == nil && r.ok():
		return false
	case err == nil && r.status == "+":
		l.wire.dead = errIMAPAsks
		l.refused(reply{}, errIMAPAsks)
	case err == nil:
		l.fail(l.byIMAP(r))
	case !l.postHandshake(err):
		l.refused(reply{}, err)
	}
	return true
}
