package steps

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"todoku/mailcheck"
	"todoku/store"
)

// Draft is the profile in the making. Secrets are held in memory only.
type Draft struct {
	Profile  store.Profile
	Answered map[string]bool         // keys the user answered himself; others follow defaults and probes
	Secrets  map[string]store.Secret // typed values by key
	Raw      map[string]string       // answers that did not parse, kept as typed, by key
	Existing []byte                  // the file that is being edited; nil for a new profile
	Path     string                  // where Existing came from
	Group    string                  // who else may read what root saves
	Named    bool                    // the name was given from outside: not asked
	At       string                  // id of the step to begin at; empty: the first
	Ports    []mailcheck.Port        // what was found behind the ports of PortsOf, best first
	PortsOf  string
	Found    *mailcheck.Found // the servers of the address FoundOf; nil: not looked for
	FoundOf  string
	Consents map[string]bool      // hosts outside the address's domain that may be shown a password
	Report   *mailcheck.Report    // of the latest proof of sending
	Boxes    map[string]boxReport // of the latest proof of a mailbox's server, by table

	popped bool           // a POP3 login of this session may have opened the way for sending
	login  *signedIn      // of this session; nil: none yet
	renews int            // how often a new sign-in was asked for
	typed  map[string]int // how often a secret was typed: tells proofs apart without showing it
}

// Env is what the machine needs of the world; everything can be replaced.
type Env struct {
	Places  store.Places
	Probe   mailcheck.Options // dialer, nameserver, roots, clock; the machine fills in the rest
	Now     func() time.Time
	Getenv  func(string) string // where the program runs; nil: nothing is known
	HTTP    *http.Client        // for sign-ins; nil: one with limits of its own
	Domain  bool                // what DNS says of the sender's domain is looked up with the trial mail
	Root    bool                // running as root: who else may read is asked
	Version string              // written into [proof]
}

// NewDraft begins a profile. An empty name is asked for at the end.
func NewDraft(name string) *Draft {
	p := store.Default()
	// Proposals, so that the path and its length do not change by themselves.
	p.Name, p.ServerType, p.SMTP.Auth.Method = name, "smtp", "plain"
	return &Draft{
		Profile: p, Named: name != "",
		Answered: map[string]bool{}, Secrets: map[string]store.Secret{}, Raw: map[string]string{},
		typed: map[string]int{}, Boxes: map[string]boxReport{}, Consents: map[string]bool{},
	}
}

// EditDraft begins with a saved profile: what it says counts as answered.
func EditDraft(l store.Loaded) *Draft {
	d := NewDraft(l.Profile.Name)
	d.Profile, d.Path, d.Existing = l.Profile, l.Path, l.Data
	def := store.Default()
	for _, k := range store.Keys() {
		v, _ := store.Get(&d.Profile, k)
		if w, _ := store.Get(&def, k); v != w {
			d.Answered[k] = true
		}
	}
	for k := range d.Profile.Form {
		d.Answered["form."+k] = true
	}
	for k := range d.Profile.Notify {
		d.Answered["notify."+k] = true
	}
	d.Answered["smtp.auth.method"] = true
	if d.Profile.OAuth.Provider == ofKind(d.Profile) {
		delete(d.Answered, "oauth.provider") // it followed from the kind of server, and still does
	}
	if byAPI(d.Profile) && !UsesOAuth(d.Profile) {
		d.Profile.SMTP.Auth.Method = "plain" // proposed anew for another kind of server
		delete(d.Answered, "smtp.auth.method")
	}
	return d
}

// ResumeDraft takes up a draft that survived a lost connection. The file that
// was being edited is read again; secrets have to be typed again.
func ResumeDraft(s store.Draft) (*Draft, error) {
	d := NewDraft("")
	if s.Path != "" {
		l, err := store.Load(s.Path)
		if err != nil {
			return nil, err
		}
		d.Path, d.Existing = l.Path, l.Data
	}
	d.Profile, d.Group, d.At = s.Profile, s.Group, s.Step
	d.Named = s.Path != "" || s.Profile.Name != "" && !slices.Contains(s.Answered, "name")
	for _, k := range s.Answered {
		d.Answered[k] = true
	}
	return d, nil
}

// clone is a copy that a running proof can read while the user types on.
func (d *Draft) clone() *Draft {
	c := *d
	c.Profile.Form, c.Profile.Notify = maps.Clone(d.Profile.Form), maps.Clone(d.Profile.Notify)
	c.Answered, c.Secrets = maps.Clone(d.Answered), maps.Clone(d.Secrets)
	c.Raw, c.typed, c.Boxes = maps.Clone(d.Raw), maps.Clone(d.typed), maps.Clone(d.Boxes)
	c.Consents = maps.Clone(d.Consents)
	c.Ports = slices.Clone(d.Ports)
	return &c
}

// get is the value of a key as text.
func (d *Draft) get(key string) string {
	v, _ := store.Get(&d.Profile, key)
	return v
}

// follow sets a key that the user has not answered himself.
func (d *Draft) follow(key, value string) {
	if !d.Answered[key] && d.Raw[key] == "" {
		// The value comes from tables and probes of ours, so it parses.
		_ = store.Set(&d.Profile, key, value)
	}
}
