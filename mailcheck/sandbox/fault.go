package sandbox

import (
	"fmt"
	"time"
)

// Fault is a way in which the sandbox can misbehave. Name is the id of the
// cause it must be diagnosed as, with "/variant" where one cause has several;
// the names under "hostile/" are servers that attack the client.
//
// To see one: Start with its name, then run Ready up to Until with the
// sandbox's Nameserver, Roots, Password and Dial.
type Fault struct {
	Name  string
	Cause string
	Stage string // where it shows: "smtp.auth"
	Until string // how far a run must go to meet it: "rcpt", or "data" with a mail really sent
	Dial  bool   // outside Linux shows only through the sandbox's own Dial

	// OAuthFaults only. Their stages are "oauth.authorize", "oauth.device",
	// "oauth.token" and "api.send" besides "smtp.auth".
	Flow string // the sign-in that meets it: one of store.Flows, or "refresh": any renewal after one that went well
	Page bool   // it shows in the person's browser only; the program that waits hears nothing
}

// fault is a Fault and how it is brought about. All of it is data; the zero
// value changes nothing.
type fault struct {
	Fault
	use   want
	proto string // whose fault it is, one of the proto constants; all that follows is about its servers

	// How go-smtp's server is set up and what its sessions answer.
	refuse map[string]string // step → reply instead of the usual one
	offer  []string          // mechanisms; nil: all, empty: no AUTH at all
	disown string            // reply to a sender that is not the account's own, in the place of the usual one
	size   int64             // SIZE limit in octets; 0: the usual one
	noTLS  bool              // STARTTLS is neither offered nor done
	plain  bool              // AUTH is offered without TLS on every port

	cert   certificate // what the server shows
	tls    tlsMode     // how it shakes hands
	script script      // served instead of go-smtp on every port
	raw    bool        // the script starts without a handshake on the TLS port, too
	dns    dnsMode
	found  published // what the domain says of its servers
	closed bool      // the profile points to a port where nothing listens
	silent bool      // nothing answers: see Sandbox.Dial

	// POP3, POP before SMTP, and the way into the mailbox.
	greet      string // POP3: greeting instead of the usual one; {stamp} is the timestamp
	noAPOP     bool   // APOP is refused in spite of the timestamp
	lag        string // of the window
	denied     string // refusal of a recipient outside, in the place of the usual one
	neverOpens bool
	openRelay  bool
	lost       bool   // accepted mail is never delivered
	late       string // after this time only
	junk       bool
	results    Results

	// The OAuth server, the mail APIs, XOAUTH2 and OAUTHBEARER.
	answers    map[string]answer // step → answer instead of the usual one
	challenge  string            // JSON with which SMTP refuses a token
	deviceLife time.Duration     // of the device flow's codes; 0: the usual one
	noRefresh  bool              // sign-ins give no refresh token
	unticked   bool              // the person leaves the mail permission out
}

// bySignIn says that only a profile that signs in by OAuth meets the fault.
func (f *fault) bySignIn() bool { return f.Flow != "" }

// want is what the profile must be like to meet the fault; empty fields leave
// the usual value.
type want struct {
	port          string // security of the port to go to, where it is not the profile's
	security      string
	host          string
	method        string
	sender        string
	recipient     string
	timeout       string // for faults that are noticed by waiting
	wrongPassword bool
	byAddress     bool // signs in with the address, not the name

	variant string // arrival: the protocol that looks for the mail
	wait    string // POP before SMTP: between login and sending

	// Of a profile that signs in by OAuth.
	provider string // google | microsoft; empty: by the issuer
	mailbox  string // user name for SMTP, where it is not the account's
	api      string // one of store.APIs: mail goes by HTTP
}

// Faults lists every fault, in the order of the ladder.
func Faults() []Fault {
	var out []Fault
	for _, f := range allFaults() {
		out = append(out, f.Fault)
	}
	return out
}

// allFaults fills in what follows from the name.
func allFaults() []fault {
	var out []fault
	for _, group := range [][]fault{networkFaults(), sessionFaults(), tlsFaults(), authFaults(), envelopeFaults(), messageFaults(), hostileFaults()} {
		out = append(out, filledIn(protoSMTP, group)...)
	}
	return append(out, mailboxFaults()...)
}

// mailboxFaults are those of the other half of mail.
func mailboxFaults() []fault {
	out := filledIn(protoPOP3, popFaults())
	out = append(out, filledIn(protoIMAP, imapFaults())...)
	out = append(out, filledIn(protoWindow, windowFaults())...)
	return append(out, filledIn(protoArrive, arriveFaults())...)
}

func filledIn(proto string, group []fault) []fault {
	for i := range group {
		f := &group[i]
		f.proto = proto
		if f.Cause == "" {
			f.Cause = causeOf(f.Name)
		}
		if f.Until == "" {
			f.Until = "rcpt"
		}
	}
	return group
}

// faultByName finds a fault; the empty name is none.
func faultByName(name string, oauth bool) (fault, error) {
	if name == "" {
		return fault{proto: protoSMTP}, nil
	}
	list := append(allFaults(), discoveryFaults()...)
	if oauth {
		list = append(list, oauthFaults()...)
	}
	for _, f := range list {
		if f.Name == name {
			return f, nil
		}
	}
	return fault{}, fmt.Errorf("%w %q", ErrUnknownFault, name)
}
