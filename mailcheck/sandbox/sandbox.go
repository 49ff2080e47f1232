package sandbox

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"todoku/store"
)

// Names that the sandbox's certificate and DNS answerer know. Host resolves
// only through Nameserver; everything else reaches the servers as 127.0.0.1.
const (
	Domain = "sandbox.test"      // its mailboxes are local; its MX is Host
	Host   = "mail.sandbox.test" // A 127.0.0.1
	Alias  = "smtp.sandbox.test" // CNAME Host

	Bare   = "bare.test"   // a domain that has nothing at all
	Hosted = "hosted.test" // a domain that has nothing but an MX: Host
	Abroad = "日本.test"     // a domain in another script, with SRV records alone
)

// Options choose what a sandbox is like.
type Options struct {
	Fault    string // name of a fault of Faults; empty: none
	Dir      string // where CA and profiles are written; empty: a temporary folder, removed by Close
	Accounts int    // how many accounts, each with a profile of its own; 0: two; at most 10,000

	OAuth       bool          // an OAuth server and mail APIs, too; SMTP then offers XOAUTH2 and OAUTHBEARER
	TokenLife   time.Duration // of access tokens; 0: one hour
	TokenLength int           // octets that an access token has at least; 0: as it comes; at most 8,000

	PopLag    time.Duration // from a POP3 login until it counts for POP before SMTP; at most a minute
	PopWindow time.Duration // how long it then counts; 0: ten minutes
	Results   Results       // what the delivery says of the sender
	Delay     time.Duration // from accepting a mail to its being in the mailbox
}

// Account may sign in and may send as Address.
type Account struct {
	Address  string `json:"address"`
	Name     string `json:"name,omitempty"` // display name of the sender
	Username string `json:"username"`
	Password string `json:"password"`
}

// Endpoint is one listening port.
type Endpoint struct {
	Host     string `json:"host"`
	Port     int    `json:"port"`
	Security string `json:"security"` // none | starttls | tls
}

// Sandbox is a running set of servers. As JSON it is what other programs need
// to talk to it.
type Sandbox struct {
	CAFile   string     `json:"ca_file"`
	Config   string     `json:"config"`  // folder for --config, holding the profile Profile
	Profile  string     `json:"profile"` // name of the ready profile
	Accounts []Account  `json:"accounts"`
	SMTP     []Endpoint `json:"smtp"`
	POP3     []Endpoint `json:"pop3"` // starttls is STLS
	IMAP     []Endpoint `json:"imap"`
	// PopBeforeSMTP is SMTP without AUTH: it relays to outside for a client
	// whose address has lately signed in at POP3. STARTTLS may be used there.
	PopBeforeSMTP Endpoint `json:"pop_before_smtp"`
	// Variants are profiles beside Profile, of the same account: receiving by
	// IMAP, receiving by POP3, POP before SMTP.
	Variants   []string       `json:"variants"`
	Web        []Endpoint     `json:"web"`        // what the domain publishes about its servers: HTTPS ("tls"), HTTP ("none")
	Nameserver string         `json:"nameserver"` // host:port of the DNS answerer, UDP and TCP
	Fault      string         `json:"fault,omitempty"`
	OAuth      *OAuth         `json:"oauth,omitempty"` // nil without Options.OAuth
	Roots      *x509.CertPool `json:"-"`
	impl       *servers
}

// ErrUnknownFault is wrapped by Start's error when Options.Fault names none.
var ErrUnknownFault = errors.New("unknown fault")

// Start brings the servers up on free ports of 127.0.0.1 and writes the
// configuration folder. ctx bounds the start only; Close ends what it began.
func Start(ctx context.Context, opts Options) (*Sandbox, error) {
	f, err := faultByName(opts.Fault, opts.OAuth)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{Fault: opts.Fault, impl: &servers{fault: f, done: make(chan struct{}), ports: map[string]map[string]int{}}}
	if err := s.start(ctx, opts); err != nil {
		return nil, errors.Join(fmt.Errorf("start the sandbox: %w", err), s.Close())
	}
	return s, nil
}

func (s *Sandbox) start(ctx context.Context, opts Options) error {
	m := s.impl
	var err error
	if m.pki, err = newPKI(); err != nil {
		return err
	}
	s.Roots = m.pki.pool()
	if m.accounts, err = newAccounts(opts.Accounts); err != nil {
		return err
	}
	for _, a := range m.accounts.list {
		s.Accounts = append(s.Accounts, a.Account)
	}
	if opts.OAuth {
		if s.OAuth, err = m.startOAuth(ctx, opts); err != nil {
			return err
		}
	}
	if err = m.startIssuer(ctx); err != nil {
		return err
	}
	m.post.configure(opts, m.at(protoArrive))
	if err = m.startMail(ctx, s, opts); err != nil {
		return err
	}
	if s.Web, err = m.startWeb(ctx); err != nil {
		return err
	}
	if s.Nameserver, err = m.startDNS(ctx); err != nil {
		return err
	}
	return s.writeConfig(opts.Dir)
}

// Close ends all servers, connections and goroutines, and removes the folder
// that Start made. Closing twice does no harm.
func (s *Sandbox) Close() error {
	m := s.impl
	m.once.Do(func() {
		m.err = m.stop()
		if m.temporary != "" {
			m.err = errors.Join(m.err, os.RemoveAll(m.temporary))
		}
	})
	return m.err
}

// Mailbox is every message accepted so far, oldest first. Only the newest are
// kept: at most 1,000 of them and 32 MB.
func (s *Sandbox) Mailbox() []Message { return s.impl.mailbox.all() }

// Ready is the profile as written to Config. With a fault, running it shows
// that fault: it has the port, security, method and recipient that it needs.
func (s *Sandbox) Ready() store.Profile {
	f := s.impl.fault
	switch {
	case f.bySignIn():
		return s.signInProfile()
	case f.variant() != "":
		return s.variant(f.variant())
	}
	return s.profile(0)
}

// Password is the secret of Ready, in the form that a run asks for. With a
// fault that is about the password it is a wrong one.
func (s *Sandbox) Password(context.Context) (store.Secret, error) {
	return store.NewSecret(s.secret(0)), nil
}

// Dial is a dialer for runs against this sandbox. It is the plain one, but for
// net.timeout: only Linux can be made to drop what comes to loopback, so there
// Dial itself waits for ctx and fails as every operating system would.
func (s *Sandbox) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if s.impl.isSilent(address) {
		return nil, neverAnswers(ctx, network, address)
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}
