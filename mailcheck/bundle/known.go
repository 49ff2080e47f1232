package bundle

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// node is a tree of what was learnt, a letter a step, so that thousands of
// accounts cost no more than one. Letters are folded: capitals, and the wide
// forms of Japanese keyboards, are the same.
type node struct {
	next  map[rune]*node
	alias string // empty: nothing ends here
	whole bool   // as a word only
}

// shortName is the length in letters below which a name is masked as a word
// only: "ota" is part of "total".
const shortName = 4

// alone says that a name is masked as a word only. Languages that write no
// blanks have no words to see: there a short name is looked for everywhere.
func alone(name string) bool { return ascii(name) && len(name) < shortName }

// common are names that many have and that are part of other words ("mail" of
// "mailbox"). They are masked as words too; who is called so stays unknown.
var common = regexp.MustCompile(`^(?:mail|mails|user|users|test|admin|info|root|smtp|imap|pop3|post|postmaster|support|server|alert|alerts|report|reports|notify|monitor|system|service|sales|office|contact|noreply|no-reply|name|domain|host|local|example|account|sender|recipient|from|password|daemon|login|auth|send|relay|request|hello|data)$`)

// fold is the one letter that stands for all forms of r.
func fold(r rune) rune {
	if r >= '\uff01' && r <= '\uff5e' {
		r -= 0xfee0
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least
}

func foldString(s string) string {
	return strings.Map(func(r rune) rune { return unicode.ToLower(fold(r)) }, strings.Join(strings.Fields(norm.NFKC.String(s)), " "))
}

// User learns a user name, an address, or "DOMAIN\user".
func (m *Mask) User(s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	if _, err := netip.ParseAddr(s); err == nil {
		return
	}
	if i := strings.LastIndexByte(s, '@'); i > 0 {
		m.User(s[:i])
		m.Domain(s[i+1:])
		return
	}
	if i := strings.LastIndexAny(s, `\/%`); i >= 0 && i+1 < len(s) {
		m.Name(s[:i])
		s = s[i+1:]
	}
	m.learn(s, m.user(s))
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("._-+", r) }) {
		if word != s && len(word) >= shortName && !dull(word) { // "Welcome, Taro"
			m.remember(word, m.alias(kindName, foldString(word)), ascii(word))
		}
	}
	if plain, _, ok := strings.Cut(s, "+"); ok { // "alice+tag" (RFC 5233)
		m.User(plain)
	}
}

// Name learns a display name, or the name of an organisation, and its words.
func (m *Mask) Name(s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	m.learn(s, m.alias(kindName, foldString(s)))
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,.;:()"'<>`, r) }) {
		if word != s && len(word) >= shortName-1 && !dull(word) {
			m.remember(word, m.alias(kindName, foldString(word)), ascii(word))
		}
	}
}

// dull says that a word of a name names nobody.
func dull(word string) bool {
	word = foldString(word)
	return ordinary[word] || common.MatchString(word) || strings.Trim(word, "0123456789") == ""
}

// ordinary are words of names that name nobody.
var ordinary = map[string]bool{
	"the": true, "reply": true, "delivery": true, "monitoring": true, "and": true, "inc": true, "ltd": true, "llc": true, "gmbh": true, "corp": true, "corporation": true, "company": true, "limited": true,
	"root": true, "issuing": true, "certificate": true, "certification": true, "authority": true, "network": true, "security": true, "group": true, "self": true, "signed": true,
	"mail": true, "system": true, "server": true, "notification": true, "notifications": true, "for": true, "von": true, "van": true, "service": true,
}

// Domain learns a host name. The label that an organisation is called by is
// masked wherever it stands, unless a provider is called so.
func (m *Mask) Domain(s string) {
	h := canonicalHost(strings.TrimSpace(s))
	if _, err := netip.ParseAddr(strings.Trim(h, "[]")); h == "" || err == nil || m.isPublic(h) {
		return
	}
	alias := m.Host(h)
	if alias == h {
		return
	}
	m.learn(s, alias)
	m.learn(h, alias)
	domain := registrable(h)
	if m.public.domains[domain] || !strings.Contains(domain, ".") {
		return
	}
	label, _, _ := strings.Cut(domain, ".")
	if utf8.RuneCountInString(label) > 2 && !role.MatchString(label) {
		alias := strings.TrimSuffix(m.alias(kindDomain, domain), ".example")
		for _, form := range []string{label, strings.ReplaceAll(label, "-", " "), strings.ReplaceAll(label, "-", ""), strings.ReplaceAll(label, "-", "_")} {
			m.learn(form, alias)
		}
	}
}

// Machine learns a name of this machine.
func (m *Mask) Machine(s string) {
	h := canonicalHost(strings.TrimSpace(s))
	if _, err := netip.ParseAddr(strings.Trim(h, "[]")); h == "" || err == nil || h == "localhost" || h == "localhost.localdomain" {
		return
	}
	m.Domain(h)
	if label, _, _ := strings.Cut(h, "."); label != "" && !role.MatchString(label) {
		m.learn(label, m.alias(kindHost, label))
	}
}

// ID learns an identifier that has no shape of its own.
func (m *Mask) ID(s string) {
	if s = strings.TrimSpace(s); s != "" {
		m.learn(s, m.alias(kindID, strings.ToLower(s)))
	}
}

// learn masks value from now on, in the forms in which servers repeat it.
func (m *Mask) learn(value, alias string) {
	whole := alone(value) || common.MatchString(foldString(value))
	for _, form := range []string{value, norm.NFC.String(value), norm.NFD.String(value), norm.NFKC.String(value)} {
		m.remember(form, alias, whole)
	}
	if !ascii(value) {
		m.remember(jsonEscaped(value), alias, false)
	}
	if alone(value) {
		return
	}
	for _, form := range []string{value, strings.ToLower(value), strings.ToUpper(value)} {
		m.remember(hex.EncodeToString([]byte(form)), alias, false)
		for _, part := range within64(form) {
			m.remember(part, alias, false)
		}
	}
}

// remember puts a form of a name into the tree.
func (m *Mask) remember(form, alias string, whole bool) {
	m.known.add(form, alias, whole)
	clear(m.said)
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

func jsonEscaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, `\u%04x`, r)
	}
	return b.String()
}

// within64 is how s looks within base64 of something longer: it begins at one
// of three places, and the letters at its ends hold bits of its neighbours.
func within64(s string) (parts []string) {
	for shift := range 3 {
		text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + s))
		from := (shift*8 + 5) / 6
		to := (shift + len(s)) * 8 / 6
		if to-from >= 5 {
			parts = append(parts, text[from:to])
		}
	}
	return parts
}

func (n *node) add(value, alias string, whole bool) {
	for _, r := range strings.Join(strings.Fields(value), " ") {
		r = fold(r)
		if n.next == nil {
			n.next = map[rune]*node{}
		}
		if n.next[r] == nil {
			n.next[r] = &node{}
		}
		n = n.next[r]
	}
	if n.alias == "" || n.whole && !whole {
		n.alias, n.whole = alias, whole
	}
}

// learnt masks what was learnt, the longest first.
func (m *Mask) learnt(s string) []piece {
	c := cutter{s: s}
	var before rune
	for at := 0; at < len(s); {
		if end, alias := m.known.match(s, at, before); end > at {
			c.put(at, end, alias)
			before, _ = utf8.DecodeLastRuneInString(s[:end])
			at = end
			continue
		}
		r, n := utf8.DecodeRuneInString(s[at:])
		before = r
		at += n
	}
	return c.end()
}

// match is the longest value that begins at at; end is at where there is none.
// A blank stands for any number of them, as lines are folded.
func (n *node) match(s string, at int, before rune) (end int, alias string) {
	end = at
	for i := at; i < len(s) && n != nil; {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			r = ' '
			for next, more := utf8.DecodeRuneInString(s[i+size:]); more > 0 && unicode.IsSpace(next); next, more = utf8.DecodeRuneInString(s[i+size:]) {
				size += more
			}
		}
		i += size
		if n = n.next[fold(r)]; n == nil || n.alias == "" {
			continue
		}
		after, _ := utf8.DecodeRuneInString(s[i:])
		if !n.whole || !inWord(before) && !inWord(after) {
			end, alias = i, n.alias
		}
	}
	return end, alias
}

func inWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
