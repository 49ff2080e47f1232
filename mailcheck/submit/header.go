package submit

import (
	"crypto/rand"
	"mime"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
)

// field is one field of a header, as it was written (RFC 5322 section 2.2).
type field struct {
	name string // in lower case
	text string // with its folded lines and the last CRLF
}

var nameOfField = regexp.MustCompile(`^([!-9;-~]+)[ \t]*:`)

// fieldName is the name of the field that line begins; empty: it begins none.
func fieldName(line string) string {
	if m := nameOfField.FindStringSubmatch(line); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

func (f field) is(names ...string) bool { return slices.Contains(names, f.name) }

// value is unfolded (RFC 5322 section 2.2.3).
func (f field) value() string {
	_, v, _ := strings.Cut(f.text, ":")
	return strings.TrimSpace(strings.ReplaceAll(v, "\r\n", ""))
}

// complete takes out what no recipient may see, and adds what every message
// needs (RFC 5322 section 3.6) and a bare program leaves out.
func (o Options) complete(header []field, to []string) []field {
	has := map[string]bool{}
	var out []field
	for _, f := range header {
		if f.is("bcc", "return-path") {
			continue
		}
		// cron writes "root (Cron Daemon)", which is no address anywhere else.
		if f.is("from") && !strings.Contains(f.value(), "@") {
			f.text = o.from(displayName(f.value()))
		}
		has[f.name] = true
		out = append(out, f)
	}
	now := o.Now()
	if !has["from"] {
		out = append(out, field{"from", o.from("")})
	}
	if !has["date"] {
		out = append(out, field{"date", "Date: " + now.Format(time.RFC1123Z) + "\r\n"})
	}
	if !has["message-id"] {
		domain := o.From[strings.LastIndexByte(o.From, '@')+1:]
		out = append(out, field{"message-id", "Message-ID: <" + strings.ToLower(rand.Text()) + "@" + domain + ">\r\n"})
	}
	if o.ShowBlind {
		if blind := o.unseen(header, to); len(blind) > 0 {
			out = append(out, field{"bcc", "Bcc: " + strings.Join(blind, ",\r\n ") + "\r\n"})
		}
	}
	return out
}

// from is the From field of the profile's sender; name, if any, goes before its own.
func (o Options) from(name string) string {
	if name == "" {
		name = o.Name
	}
	if name == "" {
		return "From: " + o.From + "\r\n"
	}
	// Base64 in the name keeps it within one line whatever it holds (RFC 2047).
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "From: " + strings.ReplaceAll(mime.BEncoding.Encode("utf-8", name), "?= =?", "?=\r\n =?") + "\r\n <" + o.From + ">\r\n"
	}
	return "From: " + (&mail.Address{Name: name, Address: o.From}).String() + "\r\n"
}

// unseen are the recipients that the visible fields do not name.
func (o Options) unseen(header []field, to []string) []string {
	var seen []string
	for _, f := range header {
		if f.is("to", "cc") {
			for _, a := range mailboxes(f.value()) {
				if list, err := o.expand(a, 0); err == nil && len(list) == 1 && list[0] == a {
					seen = append(seen, a)
				}
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(to), func(a string) bool { return slices.Contains(seen, a) })
}

var (
	quoted  = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	comment = regexp.MustCompile(`\(([^()]*)\)`)
	angle   = regexp.MustCompile(`<([^<>]*)>`)
	group   = regexp.MustCompile(`^[^:;"<>@]*:`)
)

// displayName is the name in a From that has no address.
func displayName(v string) string {
	for _, re := range []*regexp.Regexp{quoted, comment} {
		if m := re.FindStringSubmatch(v); m != nil {
			return strings.Trim(m[1], "() ")
		}
	}
	return ""
}

// mailboxes are the addresses of a list (RFC 5322 section 3.4), names without
// a domain among them, which net/mail takes for errors.
func mailboxes(v string) []string {
	if list, err := mail.ParseAddressList(v); err == nil {
		var out []string
		for _, a := range list {
			out = append(out, a.Address)
		}
		return out
	}
	v = comment.ReplaceAllString(quoted.ReplaceAllString(v, " "), " ")
	var out []string
	for _, part := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ';' }) {
		part = group.ReplaceAllString(strings.TrimSpace(part), "")
		if m := angle.FindStringSubmatch(part); m != nil {
			part = m[1]
		}
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
