package steps

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/mailcheck/discover"
	"todoku/store"
)

// server asks where the server is, and proves resolve, connect, TLS and
// capabilities while the answers are typed.
type server struct{}

func (server) ID() string { return "server" }

func (server) InPath(d *Draft) bool { return !byAPI(d.Profile) }

// portSecurity is what a port usually speaks: RFC 8314 section 3.3 (465),
// RFC 6409 (587); 25 and 2525 upgrade by STARTTLS (RFC 3207).
var portSecurity = map[int]string{587: "starttls", 465: "tls", 25: "starttls", 2525: "starttls"}

// portOrder is how the ports are offered before anything was tried.
var portOrder = []int{587, 465, 25, 2525}

func (server) Questions(d *Draft, _ *Env) []Question {
	host := ask(d, "smtp.host", KindText)
	hostChoices(d, &host, discover.Submission)
	port := ask(d, "smtp.port", KindChoice)
	port.Free = true
	port.Choices = portChoices(d)
	if port.Value == "0" || port.Value == "" {
		port.Value = firstOpen(port.Choices)
	}
	security := ask(d, "smtp.security", KindChoice)
	security.Choices = choices(d, "smtp.security", "starttls", "tls", "none")
	if security.Value == "" {
		n, _ := strconv.Atoi(port.Value)
		security.Value = formSecurity(d, n, "starttls")
	}
	timeout := timeoutQuestion(d)
	verify := ask(d, "smtp.verify_certificate", KindConfirm)
	qs := []Question{host, port, security, timeout, verify}
	if wantsCA(d) {
		ca := ask(d, "smtp.ca_file", KindText)
		ca.Optional = true
		qs = append(qs, ca)
	}
	return qs
}

// timeoutQuestion is free, or a choice where the application's form has one.
func timeoutQuestion(d *Draft) Question {
	q := ask(d, "smtp.timeout", KindDuration)
	if vals := limitedTo(d, "smtp.timeout"); len(vals) > 0 {
		q.Kind = KindChoice
		for _, v := range vals {
			q.Choices = append(q.Choices, Choice{Value: v, Label: secondsText(v)})
		}
	}
	return q
}

// secondsText is a duration as forms show it: "70 s", not "1m10s".
func secondsText(v string) Text {
	var d store.Duration
	if d.UnmarshalText([]byte(v)) != nil {
		return plain(v)
	}
	return Text{ID: "seconds", Args: map[string]string{"n": strconv.Itoa(int(d.D().Seconds()))}}
}

// wantsCA asks for a CA file only where one is set or would help.
func wantsCA(d *Draft) bool {
	if d.Profile.SMTP.CAFile != "" || d.Raw["smtp.ca_file"] != "" {
		return true
	}
	return blamed(d, "smtp.ca_file")
}

// blamed reports that the last proof of this very server has a finding about
// field.
func blamed(d *Draft, field string) bool {
	host, _, _ := mailcheck.Server(d.Profile)
	return d.Report != nil && d.Report.Host == host &&
		slices.ContainsFunc(d.Report.Findings, func(f cause.Finding) bool { return f.Field == field })
}

func portChoices(d *Draft) []Choice {
	var list []Choice
	add := func(port int, security, reason string) {
		v := strconv.Itoa(port)
		plainly := formSecurity(d, port, security) != security
		security = formSecurity(d, port, security)
		c := Choice{Value: v, Label: Text{ID: "port.label." + security, Args: map[string]string{"port": v}}}
		if reason != "" {
			c.Note = Text{ID: "port." + reason}
			c.Recommended = reason == "recommended"
			c.Doubtful = !c.Recommended && reason != "works"
		}
		if plainly && (reason == "recommended" || reason == "works") {
			c.Recommended, c.Doubtful, c.Note = false, true, Text{ID: "port.only_plain"}
		}
		if p := limitedPort(d, port, security); p != nil {
			c.Disabled, c.Recommended, c.Note = true, false, ProblemText(p)
		}
		list = append(list, c)
	}
	if d.PortsOf == d.Profile.SMTP.Host && len(d.Ports) > 0 {
		for _, p := range d.Ports {
			sec := p.Security
			if sec == "" {
				sec = portSecurity[p.Port]
			}
			add(p.Port, sec, p.Reason)
		}
		return list
	}
	for _, p := range portOrder {
		add(p, portSecurity[p], "")
	}
	return list
}

func (server) Summary(d *Draft) Text {
	return Text{ID: "summary.server." + d.Profile.SMTP.Security, Args: map[string]string{
		"host": d.Profile.SMTP.Host, "port": strconv.Itoa(d.Profile.SMTP.Port)}}
}

// Apply keeps port and security together: whichever the user did not choose
// himself follows the other.
func (server) Apply(d *Draft, _ *Env, key, value string) {
	switch key {
	case "smtp.host":
		if d.PortsOf != value {
			d.Ports, d.PortsOf = nil, ""
		}
		if c, ok := d.foundHost(discover.Submission, value); ok {
			d.proposeServer(c)
		}
	case "smtp.port":
		port, err := strconv.Atoi(value)
		if err != nil || d.Answered["smtp.security"] {
			return
		}
		d.Profile.SMTP.Security = securityOf(d, port)
	case "smtp.security":
		if d.Answered["smtp.port"] {
			return
		}
		for _, p := range portOrder {
			if securityOf(d, p) == value {
				d.Profile.SMTP.Port = p
				return
			}
		}
	}
}

// securityOf is what was found at a port, or what it usually speaks; STARTTLS
// at ports of no fixed meaning, where a server without it is told at once, and
// nothing on the way to the machine's own MTA, where nobody can listen.
func securityOf(d *Draft, port int) string {
	for _, p := range d.Ports {
		if p.Port == port && p.Security != "" {
			return formSecurity(d, port, p.Security)
		}
	}
	if loopbackRelay(d) {
		return "none"
	}
	return formSecurity(d, port, cmp.Or(portSecurity[port], "starttls"))
}

// Check refuses a server that the application's form cannot express.
func (server) Check(d *Draft) []*store.Problem {
	if p := noUsablePort(d); p != nil {
		return []*store.Problem{p}
	}
	return nil
}

// Proof climbs as far as it can without a login: to the capabilities, or to
// TLS where that comes after them.
func (server) Proof(d *Draft, _ *Env) Proof {
	if address := findFor(d); address != "" {
		return Proof{Key: "find\x00" + address, Find: true, OnPause: true}
	}
	if d.Profile.SMTP.Host == "" || d.Raw["smtp.host"] != "" || d.Raw["smtp.port"] != "" || d.Raw["smtp.timeout"] != "" {
		return Proof{}
	}
	p := Proof{Key: serverKey(d), Until: "caps", OnPause: true, Ports: d.PortsOf != d.Profile.SMTP.Host && !loopbackRelay(d)}
	if d.Profile.SMTP.Security == "starttls" {
		p.Until = "tls"
	}
	return p
}

// loopbackRelay is the machine's own MTA: it has one port, so none is sought.
func loopbackRelay(d *Draft) bool { return d.Profile.ServerType == "local" }

// serverKey names the answers that the server's proof depends on.
func serverKey(d *Draft) string {
	if byAPI(d.Profile) {
		return apiKey(d.Profile)
	}
	s := d.Profile.SMTP
	return strings.Join([]string{s.Host, strconv.Itoa(s.Port), s.Security, s.CAFile, s.HELO,
		s.Timeout.D().String(), strconv.FormatBool(s.VerifyCertificate)}, "\x00")
}

// adoptPorts takes over what the port trial found, where the user left it
// open: the best port that the application can take, and what it speaks. A
// port that somebody named for the sender's address, and that works, stands.
func adoptPorts(d *Draft, host string, ports []mailcheck.Port) {
	if len(ports) > 0 { // else the name did not resolve: tried again next time
		d.Ports, d.PortsOf = ports, host
	}
	if c, ok := d.foundHost(discover.Submission, host); ok && c.Source != discover.FromGuess && limitedPort(d, c.Port, c.Security) == nil && (c.Verdict == mailcheck.Pass || c.Verdict == mailcheck.Warn) {
		return
	}
	if !d.Answered["smtp.port"] {
		for _, p := range ports {
			usable := p.Verdict == mailcheck.Pass || p.Verdict == mailcheck.Warn
			if usable && limitedPort(d, p.Port, formSecurity(d, p.Port, p.Security)) == nil {
				d.Profile.SMTP.Port = p.Port
				break
			}
		}
		if d.Profile.SMTP.Port == 0 {
			d.Profile.SMTP.Port = formPort(d)
		}
	}
	if !d.Answered["smtp.security"] {
		d.Profile.SMTP.Security = securityOf(d, d.Profile.SMTP.Port)
	}
}
