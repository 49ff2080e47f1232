package cli

import (
	"cmp"
	"context"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"todoku/mailcheck"
	"todoku/store"
	"todoku/ui/report"
)

type probeRequest struct {
	security string
	protocol string // empty: that for which the port is registered
	json     bool
}

func (a *app) probeCommand() *cobra.Command {
	var req probeRequest
	c := a.command("probe", "probe HOST[:PORT]", a.exactly(1), func(ctx context.Context, args []string) error {
		return a.probe(ctx, req, args[0])
	})
	f := c.Flags()
	f.StringVar(&req.security, "security", "", a.say("flag.security"))
	f.StringVar(&req.protocol, "protocol", "", a.say("flag.protocol"))
	f.BoolVar(&req.json, "json", false, a.say("flag.json"))
	_ = c.RegisterFlagCompletionFunc("protocol", cobra.FixedCompletions(protocols(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("security", cobra.FixedCompletions(store.Securities[:], cobra.ShellCompDirectiveNoFileComp))
	return c
}

// probe climbs the ladder of a server as far as it goes without signing in.
// Without a port the usual ones are tried and the best is climbed.
func (a *app) probe(ctx context.Context, req probeRequest, where string) error {
	opts, err := a.network()
	if err != nil {
		return err
	}
	if req.security != "" && !slices.Contains(store.Securities[:], req.security) {
		return a.usage("usage.one_of", "value", req.security, "allowed", strings.Join(store.Securities[:], ", "))
	}
	p, err := a.server(where)
	if err != nil {
		return err
	}
	if req.protocol != "" && !slices.Contains(protocols(), req.protocol) {
		return a.usage("usage.one_of", "value", req.protocol, "allowed", strings.Join(protocols(), ", "))
	}
	opts.Until = "caps"
	if proto := protocolOf(req, p.SMTP.Port); proto != "smtp" {
		opts.Part = mailcheck.PartReceive
		p.Receive = mailboxAt(p.SMTP, proto, req.security)
		p.SMTP.Security = p.Receive.Security
	} else if p.SMTP.Port == 0 {
		a.choosePort(ctx, &p, req, opts)
	} else if p.SMTP.Security = req.security; p.SMTP.Security == "" {
		p.SMTP.Security = usualSecurity(p.SMTP.Port)
	}
	if p.SMTP.Security == "starttls" {
		opts.Until = "tls" // follows the capabilities
	}
	r := mailcheck.Run(ctx, p, opts)
	if err := ctx.Err(); err != nil {
		return err
	}
	if req.json {
		if err := report.JSON(a.results(), r, a.t); err != nil {
			return err
		}
	} else {
		a.printReport(r)
	}
	return asError(statusOf(r.Verdict))
}

// protocols are those that can be spoken to.
func protocols() []string { return append([]string{"smtp"}, store.Protocols[:]...) }

// protocolOf is what is spoken at a port: as asked for, else as registered
// (RFC 8314 section 7.3).
func protocolOf(req probeRequest, port int) string {
	registered := map[int]string{110: "pop3", 995: "pop3", 143: "imap", 993: "imap"}
	return cmp.Or(req.protocol, registered[port], "smtp")
}

// mailboxAt is a mailbox that nobody signs in to.
func mailboxAt(at store.SMTP, protocol, security string) store.Receive {
	r := store.Default().Receive
	r.Protocol, r.Host, r.Port, r.Security = protocol, at.Host, at.Port, security
	implicit := map[string]int{"pop3": 995, "imap": 993}[protocol]
	r.Port = cmp.Or(r.Port, implicit)
	if r.Security == "" {
		if r.Security = "starttls"; r.Port == implicit {
			r.Security = "tls"
		}
	}
	return r
}

// server is a profile that holds nothing but where the server is.
func (a *app) server(where string) (store.Profile, error) {
	p := store.Default()
	p.SMTP.Port, p.SMTP.Auth.Method = 0, "none"
	host, port, err := net.SplitHostPort(where)
	switch {
	case err != nil || strings.Contains(where, "://"): // no port, or no host at all
		host = where
		if in, ok := strings.CutPrefix(where, "["); ok && strings.HasSuffix(in, "]") {
			host = strings.TrimSuffix(in, "]")
		}
	case port == "":
		return p, &store.Problem{Key: "PORT", Code: "required"}
	default:
		if prob := store.Set(&p, "smtp.port", port); prob != nil {
			prob.Key = "PORT"
			return p, prob
		}
	}
	if prob := store.CheckHost(host); prob != nil {
		prob.Key = "HOST"
		return p, prob
	}
	p.SMTP.Host = host
	return p, nil
}

// usualSecurity is what a port is for (RFC 8314 section 7.3).
func usualSecurity(port int) string {
	if port == 465 {
		return "tls"
	}
	return "starttls"
}

// choosePort tries the usual ports, prints what is behind each, and takes the
// best. Where none works the ladder of 587 says why.
func (a *app) choosePort(ctx context.Context, p *store.Profile, req probeRequest, opts mailcheck.Options) {
	ports := mailcheck.Ports(ctx, p.SMTP.Host, opts, nil)
	if !req.json && len(ports) > 0 {
		for _, found := range ports {
			a.outln("  " + strings.TrimRight(a.portLine(found), " "))
		}
		a.outln("")
	}
	p.SMTP.Port, p.SMTP.Security = 587, "starttls"
	if len(ports) > 0 && ports[0].Security != "" {
		p.SMTP.Port, p.SMTP.Security = ports[0].Port, ports[0].Security
	}
	if req.security != "" {
		p.SMTP.Security = req.security
	}
}

// portLine is "587 starttls  recommended  PLAIN LOGIN".
func (a *app) portLine(f mailcheck.Port) string {
	port := strconv.Itoa(f.Port)
	port += strings.Repeat(" ", 5-min(5, len(port))) + f.Security + strings.Repeat(" ", 8-min(8, len(f.Security)))
	return port + "  " + a.say("port."+f.Reason) + "  " + strings.Join(f.Mechanisms, " ")
}
