package bundle

import (
	"strconv"
	"strings"
)

// Mask replaces what tells whose mail this is by pseudonyms. The same value
// always gets the same one, so that a reader still sees what is equal. It works
// in two ways at once: everything that looks like a mail address, a host name,
// an IP address, an identifier or a path is masked whatever it is, and what was
// learnt (user names, display names, this machine's name) is masked wherever it
// stands, also within longer words and encoded.
//
// It never sees a secret: those are hidden where the bytes are sent. What looks
// like a token is masked all the same, in case a server repeats one in a form
// that was not known there.
type Mask struct {
	names  map[string]string // kind and value → pseudonym
	counts map[string]int    // pseudonyms by kind
	known  *node
	public public
	said   map[string]string // texts masked since something was learnt: servers say the same over and over
}

// Kinds of pseudonyms: "user1", "[name1]".
const (
	kindUser    = "user"
	kindName    = "name"
	kindDomain  = "domain"
	kindHost    = "host"
	kindAddress = "address"
	kindID      = "id"
	kindOpaque  = "opaque"
	kindPath    = "path"
	kindFolder  = "folder"
	kindProfile = "profile"
)

// NewMask knows the public hosts and nothing else yet.
func NewMask() *Mask {
	return &Mask{names: map[string]string{}, counts: map[string]int{}, known: &node{}, public: publicHosts(), said: map[string]string{}}
}

// Counts says how many values of each kind were masked, for a summary: "user",
// "domain", "host", "address" and so on.
func (m *Mask) Counts() map[string]int { return m.counts }

// alias is the pseudonym of value, which is in its canonical form.
func (m *Mask) alias(kind, value string) string {
	key := kind + "\x00" + value
	if name, ok := m.names[key]; ok {
		return name
	}
	m.counts[kind]++
	name := kind + strconv.Itoa(m.counts[kind])
	switch kind {
	case kindUser, kindHost, kindProfile:
	case kindDomain:
		name += ".example" // RFC 2606 section 2: nobody's
	default:
		name = "[" + name + "]"
	}
	m.names[key] = name
	return name
}

// piece is a part of a text: masked already, or still to be searched.
type piece struct {
	text string
	done bool
}

// pass replaces what it finds in a text that is not masked yet.
type pass func(s string) []piece

// Text masks any text of a server, of the system or of a profile.
func (m *Mask) Text(s string) string {
	if masked, ok := m.said[s]; ok {
		return masked
	}
	masked := m.text(s, 0)
	m.said[s] = masked
	return masked
}

// deepest is how often an encoding is looked for within another one.
const deepest = 3

func (m *Mask) text(s string, depth int) string {
	list := []piece{{text: s}}
	for _, p := range m.passes(depth) {
		var next []piece
		for _, one := range list {
			if one.done || one.text == "" {
				next = append(next, one)
				continue
			}
			next = append(next, p(one.text)...)
		}
		list = next
	}
	var b strings.Builder
	for _, one := range list {
		b.WriteString(one.text)
	}
	return b.String()
}

// passes are in this order because the larger shapes hold the smaller ones: an
// address holds a host name, and what is left may hold a name that was learnt.
func (m *Mask) passes(depth int) []pass {
	list := []pass{each(codes, keep)}
	if depth < deepest {
		list = append(list, m.encodings(depth+1)...)
	}
	return append(list,
		each(quotedNames, m.quotedName), each(urls, m.url), each(mailboxes, m.mailbox),
		each(guids, m.guid), each(macs, m.mac), each(reverses, m.hostInText), each(ipv6s, m.ipv6), each(ipv4s, m.ipv4), each(paths, m.path),
		each(hosts, m.hostInText), each(protocol, keep), m.learnt, each(tokens, m.token))
}

// cut splits s at the places [from, to) whose replacements are given in order.
type cutter struct {
	s    string
	at   int
	list []piece
}

func (c *cutter) put(from, to int, with string) {
	if from > c.at {
		c.list = append(c.list, piece{text: c.s[c.at:from]})
	}
	c.list = append(c.list, piece{with, true})
	c.at = to
}

func (c *cutter) end() []piece {
	if c.at < len(c.s) {
		c.list = append(c.list, piece{text: c.s[c.at:]})
	}
	return c.list
}
