package sandbox

import "fmt"

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
	use want

	// How go-smtp's server is set up and what its sessions answer.
	refuse map[string]string // step → reply instead of the usual one
	offer  []string          // mechanisms; nil: all, empty: no AUTH at all
	size   int64             // SIZE limit in octets; 0: the usual one
	noTLS  bool              // STARTTLS is neither offered nor done
	plain  bool              // AUTH is offered without TLS on every port

	cert   certificate // what the server shows
	tls    tlsMode     // how it shakes hands
	script script      // served instead of go-smtp on every port
	raw    bool        // the script starts without a handshake on the TLS port, too
	dns    dnsMode
	closed bool // the profile points to a port where nothing listens
	silent bool // nothing answers: see Sandbox.Dial
}

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
		for _, f := range group {
			if f.Cause == "" {
				f.Cause = causeOf(f.Name)
			}
			if f.Until == "" {
				f.Until = "rcpt"
			}
			out = append(out, f)
		}
	}
	return out
}

// faultByName finds a fault; the empty name is none.
func faultByName(name string) (fault, error) {
	if name == "" {
		return fault{}, nil
	}
	for _, f := range allFaults() {
		if f.Name == name {
			return f, nil
		}
	}
	return fault{}, fmt.Errorf("%w %q", ErrUnknownFault, name)
}
