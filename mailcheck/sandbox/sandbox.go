package sandbox

import "crypto/x509"

// Options choose what a sandbox is like.
type Options struct {
	Fault string // name of a fault of Faults; empty: none
	Dir   string // where CA, config and state are written; empty: a temporary folder, removed by Close
}

// Account may sign in and may send as Address.
type Account struct {
	Address  string `json:"address"`
	Username string `json:"username"`
	Password string `json:"password"`
}

// Endpoint is one listening port.
type Endpoint struct {
	Host     string `json:"host"`
	Port     int    `json:"port"`
	Security string `json:"security"` // none | starttls | tls
}

// Sandbox is a running set of servers.
type Sandbox struct {
	CAFile     string
	Config     string // folder for --config, holding the profile Profile
	Profile    string // name of the ready profile
	Accounts   []Account
	SMTP       []Endpoint
	Nameserver string // host:port of the DNS answerer
	Roots      *x509.CertPool
	impl       *servers
}

// Fault is a way in which the sandbox can misbehave. Name is the id of the
// cause it must be diagnosed as, with "/variant" where one cause has several.
type Fault struct {
	Name  string
	Cause string
}

// Message is a mail that the sandbox accepted.
type Message struct {
	From string
	To   []string
	Data []byte
}
