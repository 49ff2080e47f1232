package steps

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
	"todoku/store"
)

// mailServer asks for the server of a mailbox, and proves it up to what it
// offers while the answers are typed. It stands in the path twice: for the
// POP3 login before sending, and for receiving.
type mailServer struct{ table string }

// The tables of the profile that name a mailbox.
const (
	popTable     = "pop_before_smtp"
	receiveTable = "receive"
)

func (s mailServer) ID() string { return s.table }

func (s mailServer) InPath(d *Draft) bool { return s.table == receiveTable || popFirst(d.Profile) }

// popFirst reports that a POP3 login authorises sending.
func popFirst(p store.Profile) bool { return p.SMTP.Auth.Method == "pop-before-smtp" }

// mailPorts are the registered ports of a protocol, best first: implicit TLS
// (RFC 8314 section 3), then the upgrade (RFC 2595, RFC 9051).
var mailPorts = map[string][]struct {
	port     int
	security string
}{
	"pop3": {{995, "tls"}, {110, "starttls"}},
	"imap": {{993, "tls"}, {143, "starttls"}},
}

// protocol is what the mailbox speaks; empty: there is none.
func (s mailServer) protocol(d *Draft) string {
	if s.table == popTable {
		return "pop3"
	}
	return d.Profile.Receive.Protocol
}

func (s mailServer) Questions(d *Draft, _ *Env) []Question {
	var qs []Question
	if s.table == receiveTable {
		q := ask(d, "receive.protocol", KindChoice)
		q.Optional = true
		q.Choices = choices(d, "receive.protocol", "", "imap", "pop3")
		q.Choices[0].Label = Text{ID: "choice.receive.protocol.none"}
		for i, id := range []string{"none", "imap", "pop3"} {
			if q.Choices[i].Note.IsZero() {
				q.Choices[i].Note = Text{ID: "choice.receive.protocol." + id + ".note"}
			}
		}
		qs = append(qs, q)
	}
	protocol := s.protocol(d)
	if protocol == "" {
		return qs
	}
	host := ask(d, s.table+".host", KindText)
	if host.Value == "" && !host.Answered {
		host.Value = s.likelyHost(d, protocol)
	}
	hostChoices(d, &host, discover.Service(protocol))
	port := ask(d, s.table+".port", KindChoice)
	port.Free = true
	for _, p := range mailPorts[protocol] {
		port.Choices = append(port.Choices, s.portChoice(d, p.port, p.security))
	}
	if port.Value == "0" || port.Value == "" {
		port.Value = firstOpen(port.Choices)
	}
	security := ask(d, s.table+".security", KindChoice)
	security.Choices = choices(d, s.table+".security", "tls", "starttls", "none")
	for i := range security.Choices {
		security.Choices[i].Label = choiceLabel("smtp.security", security.Choices[i].Value)
	}
	if security.Value == "" {
		security.Value = s.securityOf(d, port.Value)
	}
	qs = append(qs, host, port, security, s.timeoutQuestion(d))
	if s.table == receiveTable {
		qs = append(qs, receiveAuth(d, protocol))
	}
	return qs
}

func (s mailServer) portChoice(d *Draft, port int, security string) Choice {
	v := strconv.Itoa(port)
	problem := limited(d, s.table+".port", v)
	if p := limited(d, s.table+".security", security); p != nil {
		if security == "starttls" && limited(d, s.table+".security", "none") == nil {
			security = "none"
		} else {
			problem = p
		}
	}
	c := Choice{Value: v, Label: Text{ID: "port.label." + security, Args: map[string]string{"port": v}}}
	if problem != nil {
		c.Disabled, c.Note = true, ProblemText(problem)
	}
	return c
}

// firstOpen is the first choice that can be chosen.
func firstOpen(list []Choice) string {
	i := slices.IndexFunc(list, func(c Choice) bool { return !c.Disabled })
	return list[max(i, 0)].Value
}

func (s mailServer) timeoutQuestion(d *Draft) Question {
	q := ask(d, s.table+".timeout", KindDuration)
	if vals := limitedTo(d, s.table+".timeout"); len(vals) > 0 {
		q.Kind = KindChoice
		for _, v := range vals {
			q.Choices = append(q.Choices, Choice{Value: v, Label: secondsText(v)})
		}
	}
	return q
}

// likelyHost is a proposal: the receiving server is often the sending one, or
// is named beside it.
func (s mailServer) likelyHost(d *Draft, protocol string) string {
	if s.table == receiveTable && protocol == "pop3" && popFirst(d.Profile) {
		return d.Profile.PopBeforeSMTP.Host
	}
	if list := d.foundFor(discover.Service(protocol)); len(list) > 0 {
		return list[0].Host
	}
	p := d.Profile
	p.Receive = store.Receive{Protocol: protocol}
	if known := discover.Complete(p).Receive.Host; known != "" {
		return known
	}
	host := strings.ToLower(d.Profile.SMTP.Host)
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	beside := map[string]string{"pop3": "pop", "imap": "imap"}[protocol]
	if first, rest, ok := strings.Cut(host, "."); ok && (first == "smtp" || first == "smtps" || first == "submission") {
		return beside + "." + rest
	}
	return host
}

// receiveAuth offers how to sign in to the mailbox, with what the server offers.
func receiveAuth(d *Draft, protocol string) Question {
	q := ask(d, "receive.auth", KindChoice)
	values := slices.DeleteFunc(slices.Clone(store.ReceiveAuths[:]), func(v string) bool {
		return v == "apop" && protocol != "pop3" || v == "oauthbearer" && v != d.Profile.Receive.Auth && !UsesOAuth(d.Profile)
	})
	offered, known := mailOffers(d, receiveTable)
	q.Choices = choices(d, "receive.auth", values...)
	best := "standard"
	if UsesOAuth(d.Profile) {
		best = d.Profile.SMTP.Auth.Method
	}
	for i := range q.Choices {
		c := &q.Choices[i]
		if c.Label = choiceLabel("smtp.auth.method", c.Value); c.Value == "standard" || c.Value == "apop" {
			c.Label = choiceLabel("receive.auth", c.Value)
		}
		switch {
		case c.Disabled:
		case c.Value == best:
			c.Recommended, c.Note = true, Text{ID: "method.recommended"}
		case known && c.Value != "standard" && !slices.Contains(offered, c.Value):
			c.Doubtful, c.Note = true, Text{ID: "method.not_offered"}
		case known:
			c.Note = Text{ID: "method.offered"}
		}
	}
	if !q.Answered {
		q.Value = best
	}
	return q
}

// mailOffers are the mechanisms that the mailbox's server offers, in the
// profile's spelling, and whether they are known.
func mailOffers(d *Draft, table string) ([]string, bool) {
	r, ok := d.Boxes[table]
	if !ok || r.of != mailServerKey(d, table) {
		return nil, false
	}
	var list []string
	for _, s := range r.report.Stages {
		for _, m := range s.Detail.Mechanisms {
			list = append(list, strings.ToLower(m))
		}
	}
	return list, len(list) > 0
}

func (s mailServer) Summary(d *Draft) Text {
	if s.protocol(d) == "" {
		return Text{ID: "choice.receive.protocol.none"}
	}
	return Text{ID: "summary.server." + d.get(s.table+".security"), Args: map[string]string{
		"host": d.get(s.table + ".host"), "port": d.get(s.table + ".port")}}
}

// Apply keeps port and security together, as the sending server's step does;
// another protocol has other ports.
func (s mailServer) Apply(d *Draft, _ *Env, key, value string) {
	switch key {
	case "receive.protocol":
		if s.table == receiveTable {
			for _, k := range []string{"receive.host", "receive.port", "receive.security", "receive.auth"} {
				if !d.Answered[k] || k != "receive.host" {
					delete(d.Answered, k)
					_ = store.Set(&d.Profile, k, "")
				}
			}
		}
	case s.table + ".host":
		if c, ok := d.foundHost(discover.Service(s.protocol(d)), value); ok {
			d.follow(s.table+".security", c.Security)
			d.follow(s.table+".port", strconv.Itoa(c.Port))
		}
	case s.table + ".port":
		d.follow(s.table+".security", s.securityOf(d, value))
	case s.table + ".security":
		for _, p := range mailPorts[s.protocol(d)] {
			if p.security == value || value == "none" && p.security == "starttls" {
				d.follow(s.table+".port", strconv.Itoa(p.port))
				return
			}
		}
	}
}

// securityOf is what a port is registered for.
func (s mailServer) securityOf(d *Draft, port string) string {
	security := "starttls"
	for _, p := range mailPorts[s.protocol(d)] {
		if strconv.Itoa(p.port) == port {
			security = p.security
		}
	}
	if limited(d, s.table+".security", security) != nil {
		return "none" // a form that knows no STARTTLS for POP3
	}
	return security
}

// Proof climbs as far as it can without a login.
func (s mailServer) Proof(d *Draft, _ *Env) Proof {
	if s.protocol(d) == "" || d.get(s.table+".host") == "" || d.Raw[s.table+".host"] != "" || d.Raw[s.table+".port"] != "" || d.Raw[s.table+".timeout"] != "" {
		return Proof{}
	}
	p := Proof{Key: mailServerKey(d, s.table), Until: "caps", OnPause: true, Part: mailcheck.PartReceive, Table: s.table}
	if d.get(s.table+".security") == "starttls" {
		p.Until = "tls"
	}
	return p
}

// mailServerKey names the answers that a mailbox's server is proved by.
func mailServerKey(d *Draft, table string) string {
	keys := []string{table, d.Profile.SMTP.CAFile, strconv.FormatBool(d.Profile.SMTP.VerifyCertificate)}
	for _, k := range []string{".protocol", ".host", ".port", ".security", ".timeout"} {
		keys = append(keys, d.get(table+k))
	}
	return strings.Join(keys, "\x00")
}

// boxReport is what was last found out about a mailbox's server.
type boxReport struct {
	of     string // mailServerKey
	report mailcheck.Report
}

// shortestWait is the wait after a POP3 login that was measured to work, where
// the one of the profile was too short; empty: nothing was measured.
func shortestWait(d *Draft) string {
	if d.Report == nil {
		return ""
	}
	for _, s := range d.Report.Stages {
		if w := s.Detail.Window; w != nil && w.ShortestMS > 0 {
			return strconv.FormatInt((w.ShortestMS+999)/1000, 10) + "s"
		}
	}
	return ""
}
