// Package store keeps what todoku knows on disk: the profile (its TOML schema
// and rules), where secrets are read from, drafts and application sheets.
// It knows nothing of the network or of terminals, and says what is wrong in
// codes (Problem), never in prose for the screen.
package store

import "time"

// Schema is the version of the profile format this program writes.
const Schema = 1

// Profile is one mail set-up as it stands in NAME.toml. The toml tags are the
// keys of the file and, joined by dots, the ids of the wizard's questions.
type Profile struct {
	Schema      int    `toml:"schema"`
	Name        string `toml:"name"`
	ServerType  string `toml:"server_type"` // one of ServerTypes
	Provider    string `toml:"provider"`    // id from the provider data
	Application string `toml:"application"` // one of Applications

	Sender        Sender        `toml:"sender"`
	SMTP          SMTP          `toml:"smtp"`
	PopBeforeSMTP PopBeforeSMTP `toml:"pop_before_smtp"`
	Receive       Receive       `toml:"receive"`
	OAuth         OAuth         `toml:"oauth"`
	API           API           `toml:"api"`
	Trial         Trial         `toml:"trial"`
	Notify        Notify        `toml:"notify"`
	Form          Form          `toml:"form"`
	Proof         Proof         `toml:"proof"`
}

// Sender is who the mail is from: the envelope sender and the From field.
type Sender struct {
	Address string `toml:"address"` // RFC 5321 mailbox
	Name    string `toml:"name"`    // display name, any UTF-8 without line breaks
}

// SMTP is the submission server and how to reach it.
type SMTP struct {
	Host              string   `toml:"host"`
	Port              int      `toml:"port"`
	Security          string   `toml:"security"` // one of Securities
	VerifyCertificate bool     `toml:"verify_certificate"`
	AllowPlaintext    bool     `toml:"allow_plaintext"` // consent: a password may go over security "none"
	CAFile            string   `toml:"ca_file"`         // PEM; relative to the profile
	Timeout           Duration `toml:"timeout"`         // per network wait
	HELO              string   `toml:"helo"`            // empty: derived from this machine
	Auth              Auth     `toml:"auth"`
}

// Auth is how to sign in to the SMTP server (RFC 4954).
type Auth struct {
	Method   string    `toml:"method"` // one of Methods
	Username string    `toml:"username"`
	Password SecretRef `toml:"password"`
}

// PopBeforeSMTP is the POP3 login that authorises sending.
type PopBeforeSMTP struct {
	Host     string    `toml:"host"`
	Port     int       `toml:"port"`
	Security string    `toml:"security"`
	APOP     bool      `toml:"apop"`
	Username string    `toml:"username"`
	Password SecretRef `toml:"password"`
	Wait     Duration  `toml:"wait"` // 0 to 10 s
	Timeout  Duration  `toml:"timeout"`
}

// Receive is the mailbox in which arrival is proved.
type Receive struct {
	Protocol      string    `toml:"protocol"` // pop3 | imap
	Host          string    `toml:"host"`
	Port          int       `toml:"port"`
	Security      string    `toml:"security"`
	Auth          string    `toml:"auth"` // one of ReceiveAuths
	Username      string    `toml:"username"`
	Password      SecretRef `toml:"password"`
	LeaveOnServer bool      `toml:"leave_on_server"`
	KeepDays      int       `toml:"keep_days"`
	Timeout       Duration  `toml:"timeout"`
}

// OAuth is the client registration and flow; the token itself is kept apart.
type OAuth struct {
	Provider            string    `toml:"provider"`
	Issuer              string    `toml:"issuer"`
	AuthorizeURL        string    `toml:"authorize_url"`
	TokenURL            string    `toml:"token_url"`
	DeviceURL           string    `toml:"device_url"`
	ClientID            string    `toml:"client_id"`
	ClientSecret        SecretRef `toml:"client_secret"`
	ClientSecretExpires string    `toml:"client_secret_expires"` // YYYY-MM-DD, as the portal showed it
	ClientCertificate   string    `toml:"client_certificate"`
	ClientKey           string    `toml:"client_key"`
	ServiceAccountFile  string    `toml:"service_account_file"`
	Subject             string    `toml:"subject"`
	Tenant              string    `toml:"tenant"`
	Flow                string    `toml:"flow"` // device | loopback | app-only
	Scopes              []string  `toml:"scopes"`
	Account             string    `toml:"account"`
	RedirectURI         string    `toml:"redirect_uri"`
}

// API overrides the base URL of an HTTP mail API.
type API struct {
	BaseURL string `toml:"base_url"`
}

// Trial is the trial mail: to whom, and whether it is really sent.
type Trial struct {
	Recipient string `toml:"recipient"`
	Send      bool   `toml:"send"` // false: stop after RCPT TO
}

// Notify and Form hold what only an application's own form has, by its key.
type (
	Notify map[string]any
	Form   map[string]any
)

// Proof is what todoku itself writes after a run; nothing reads it to decide.
type Proof struct {
	Time    time.Time         `toml:"time"`
	Version string            `toml:"version"`
	Until   string            `toml:"until"`
	Verdict string            `toml:"verdict"`
	Stages  map[string]string `toml:"stages"` // stage id → verdict
}
