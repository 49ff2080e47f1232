package bundle

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"todoku/mailcheck"
)

// Encodings in which a server or an address of the web repeats a name. What is
// read within one is masked there, and shown decoded.
var (
	percents = regexp.MustCompile(`[^\s<>"]*%[0-9A-Fa-f]{2}[^\s<>"]*`)
	words    = regexp.MustCompile(`=\?[^\s?]+\?[bBqQ]\?[^\s?]*\?=(?:\s+=\?[^\s?]+\?[bBqQ]\?[^\s?]*\?=)*`) // RFC 2047
	quoted   = regexp.MustCompile(`[^\s<>"]*=[0-9A-Fa-f]{2}[^\s<>"]*`)                                    // RFC 2045 section 6.7
	base64s  = regexp.MustCompile(`[A-Za-z0-9+/_\-]{6,}={0,2}`)
)

// longBase64 is the length from which a text in base64 is shown decoded even
// with nothing in it to mask: it is a challenge, and reads better so.
const longBase64 = 24

func (m *Mask) encodings(depth int) []pass {
	changed := func(decoded string) (string, bool) {
		decoded = mailcheck.Neutralise(decoded)
		masked := m.text(decoded, depth)
		return masked, masked != decoded
	}
	return []pass{
		each(words, func(s, _ string) (string, bool) {
			d, err := new(mime.WordDecoder).DecodeHeader(s)
			if err != nil || d == s { // a character set that is not known
				return m.alias(kindOpaque, s), true
			}
			return m.text(mailcheck.Neutralise(d), depth), true
		}),
		each(percents, func(s, _ string) (string, bool) {
			d := unescape(s)
			if d == s {
				return "", false
			}
			return changed(d)
		}),
		each(quoted, func(s, _ string) (string, bool) {
			// A soft break at the end would swallow what follows.
			d, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(strings.TrimRight(s, "="))))
			if err != nil || string(d) == s {
				return "", false
			}
			if !m.hides(s, string(d), depth) {
				return "", false
			}
			return changed(string(d))
		}),
		each(base64s, func(s, _ string) (string, bool) { return m.base64(s, depth) }),
	}
}

// hides says that decoding shows what is not seen otherwise. "SIZE=10" looks
// encoded, too.
func (m *Mask) hides(s, decoded string, depth int) bool {
	count := func(s string) (n int) {
		for _, p := range m.learnt(s) {
			if p.done {
				n++
			}
		}
		return n
	}
	return count(decoded) > count(s) || strings.Contains(decoded, "@") && !strings.Contains(s, "@")
}

// unescape takes percent-encoding off (RFC 3986 section 2.1), bad escapes and all.
func unescape(s string) string {
	if d, err := url.PathUnescape(s); err == nil {
		return d
	}
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		d, _ := url.PathUnescape(e)
		return d
	})
}

var escape = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// base64 shows what is text within base64, masked. NUL or ^A between its parts
// makes it the answer of a sign-in (RFC 4616, RFC 7628): such are not shown.
func (m *Mask) base64(s string, depth int) (string, bool) {
	d, ok := decode64(s)
	if !ok {
		return "", false
	}
	if strings.ContainsAny(d, "\x00\x01") && textual(strings.NewReplacer("\x00", "", "\x01", "").Replace(d)) {
		return m.alias(kindOpaque, s), true
	}
	if !textual(d) {
		return "", false
	}
	d = mailcheck.Neutralise(strings.NewReplacer("\r\n", " ", "\n", " ").Replace(d))
	masked := m.text(d, depth)
	if masked == d && len(s) < longBase64 {
		return "", false
	}
	return "[base64: " + masked + "]", true
}

func decode64(s string) (string, bool) {
	s = strings.TrimRight(s, "=")
	for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if d, err := e.DecodeString(s); err == nil {
			return string(d), true
		}
	}
	return "", false
}

// textual says that s is text, which chance hardly makes.
func textual(s string) bool {
	return len(s) > 3 && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f || r >= 0x80 && r < 0xa0
	})
}
