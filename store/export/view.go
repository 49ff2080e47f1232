package export

import (
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"todoku/store"
)

// value is a text of the profile with its key. It has to pass through the
// escape of a syntax: printed as it is it gives no text at all.
type value struct{ key, text string }

// String makes a template that forgot the escape fail the tests.
func (v value) String() string { panic("not escaped: " + v.key) }

// Is tells whether there is one.
func (v value) Is() bool { return v.text != "" }

// view is what templates see.
type view struct {
	Name      value
	Host      value // for the wire: A-labels
	HELO      value
	User      value
	From      value // address, for the wire
	FromName  value
	Mailbox   value // both, RFC 5322 section 3.4
	CA        value // absolute path
	Port      int
	Security  string
	Method    string
	Verify    bool
	Seconds   int // time-out
	Timed     bool
	Local     bool // the server is this machine
	Auth      bool
	OAuth     bool
	Secret    *hidden
	In        *inbox // nil: none
	Default   bool   // the file has no default account yet
	ClientID  value
	Client    *hidden // the client's secret, if HasClient
	HasClient bool
	Refresh   *hidden // the refresh token
	TokenURL  value

	dir string // see moved
}

// PortText is the port as a value, to be joined.
func (v *view) PortText() value { return value{"smtp.port", strconv.Itoa(v.Port)} }

// SMTPScheme is that of an SMTP URL.
func (v *view) SMTPScheme() string {
	if v.Security == "tls" {
		return "smtps"
	}
	return "smtp"
}

// UserAt is the user name before the host of a URL.
func (v *view) UserAt() value {
	if !v.Auth {
		return value{v.User.key, ""}
	}
	return value{v.User.key, escapeURL(v.User) + "@"}
}

// InCurl is the user name inside the quotes of a curl setting.
func (v *view) InCurl() value {
	return value{v.User.key, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v.User.text)}
}

// inbox is the mailbox.
type inbox struct {
	Protocol, Security, Auth string
	Host, User               value
	Port, Seconds, KeepDays  int
	Keep, OAuth              bool
	Secret                   *hidden
}

func newView(t Tool, p store.Profile, o Options) *view {
	s := p.SMTP
	v := &view{
		Name: value{"name", p.Name}, Host: value{"smtp.host", store.HostASCII(s.Host)}, HELO: value{"smtp.helo", store.HostASCII(s.HELO)},
		User: value{"smtp.auth.username", s.Auth.Username}, From: value{"sender.address", wire(p.Sender.Address)},
		FromName: value{"sender.name", p.Sender.Name}, Mailbox: value{"sender.name", mailbox(p.Sender)},
		CA:   value{"smtp.ca_file", absolute(s.CAFile, o.Dir)},
		Port: s.Port, Security: s.Security, Method: s.Auth.Method, Verify: s.VerifyCertificate,
		Seconds: seconds(s.Timeout), Timed: s.Timeout != store.DefaultTimeout, Local: local(s.Host),
		Auth: s.Auth.Method != "none", OAuth: bearer(s.Auth.Method), Default: true,
		ClientID: value{"oauth.client_id", p.OAuth.ClientID}, TokenURL: value{"oauth.token_url", o.TokenURL},
	}
	if v.User.text == "" && v.Auth {
		v.User.text = p.Sender.Address
	}
	v.Secret = hide(t, "smtp.auth.password", s.Auth.Password, v.OAuth, o)
	v.HasClient = !p.OAuth.ClientSecret.IsZero()
	v.Client = &hidden{key: "oauth.client_secret", Way: "inline", o: o}
	v.Refresh = &hidden{key: RefreshToken, Way: "inline", o: o}
	if t.Receive != "" && p.Receive.Protocol != "" && t.checkMailbox(p) == nil {
		v.In = newInbox(t, p, v, o)
	}
	return v
}

// newInbox takes the sending credentials where the mailbox has none of its own.
func newInbox(t Tool, p store.Profile, v *view, o Options) *inbox {
	r := p.Receive
	in := &inbox{
		Protocol: r.Protocol, Security: r.Security, Auth: receiveAuth(r), Host: value{"receive.host", store.HostASCII(r.Host)},
		User: value{"receive.username", r.Username}, Port: r.Port, Seconds: seconds(r.Timeout),
		Keep: r.LeaveOnServer, KeepDays: r.KeepDays, OAuth: bearer(receiveAuth(r)),
	}
	key, ref := "receive.password", r.Password
	if ref.IsZero() {
		key, ref = "smtp.auth.password", p.SMTP.Auth.Password
	}
	if r.Username == "" {
		in.User = v.User
		if !in.User.Is() {
			in.User = v.From
		}
	}
	in.Secret = hide(t, key, ref, in.OAuth, o)
	return in
}

// ASCIIMailbox leaves out a name that is not ASCII, for tools that would encode
// name and address together (RFC 2047 section 5 forbids that).
func (v *view) ASCIIMailbox() value {
	if strings.IndexFunc(v.FromName.text, func(r rune) bool { return r >= 0x80 }) >= 0 {
		return v.From
	}
	return v.Mailbox
}

// Beside is the path of a companion file.
func (v *view) Beside(usual string) value {
	if v.dir != "" {
		usual = filepath.Join(v.dir, filepath.Base(usual))
	}
	return value{"path", usual}
}

// Bracketed is the host as URLs have it: IPv6 addresses in brackets.
func (v *view) Bracketed() value { return bracketed(v.Host) }

// Bracketed is the same of the mailbox's.
func (i *inbox) Bracketed() value { return bracketed(i.Host) }

func bracketed(h value) value {
	if ip, err := netip.ParseAddr(h.text); err == nil && ip.Is6() {
		h.text = "[" + h.text + "]"
	}
	return h
}

func seconds(d store.Duration) int {
	return int((d.D() + time.Second - 1) / time.Second)
}

// wire is an address with its domain as A-labels.
func wire(address string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return address
	}
	return address[:i+1] + store.HostASCII(address[i+1:])
}

// mailbox is name-addr; a name that is more than words is a quoted-string
// (RFC 5322 section 3.2.4). What is not ASCII stays for the tool to encode.
func mailbox(s store.Sender) string {
	if s.Name == "" {
		return wire(s.Address)
	}
	name := s.Name
	if strings.ContainsAny(name, `()<>[]:;@\,."`) || strings.TrimSpace(name) != name {
		name = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
	}
	return name + " <" + wire(s.Address) + ">"
}

// absolute starts relative paths at the profile's folder.
func absolute(path, dir string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
