package cli

import (
	"context"
	"errors"
	"strings"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/store"
)

// The exit statuses of sysexits.h, by which programs that call sendmail decide
// whether to try again.
const (
	exUsage       = 64 // the command line
	exDataErr     = 65 // the message
	exNoUser      = 67 // a recipient
	exNoHost      = 68 // no such server
	exUnavailable = 69 // the server refuses
	exIOErr       = 74 // the message could not be read
	exTempFail    = 75 // nothing is judged: try again
	exProtocol    = 76 // the server does not speak as it should
	exNoPerm      = 77 // it does not let this sender in
	exConfig      = 78 // the profile
)

// sysexit turns an error into its status, after saying it.
func (a *app) sysexit(ctx context.Context, err error) error {
	var s status
	if err == nil || errors.As(err, &s) {
		return err
	}
	if ctx.Err() != nil {
		a.errln(a.say("cli.interrupted"))
		return status(exTempFail)
	}
	var u *usageError
	if errors.As(err, &u) {
		a.errln("todoku: " + u.text)
		a.errln(a.say("usage.hint", "command", "todoku send --help"))
		return status(exUsage)
	}
	a.explain(err)
	var p *store.Problem
	switch {
	case errors.As(err, &p) && p.Code == "message_no_recipient":
		return status(exUsage)
	case errors.As(err, &p) && p.Code == "message_local_name":
		return status(exNoUser)
	case errors.As(err, &p) && strings.HasPrefix(p.Code, "message_"):
		return status(exDataErr)
	case errors.As(err, &p):
		return status(exConfig)
	}
	return status(exIOErr)
}

// sysexitOf is the status of a message that was not taken.
func sysexitOf(r mailcheck.Report) int {
	if r.Verdict == mailcheck.Unknown || len(r.Findings) == 0 {
		return exTempFail
	}
	f := r.Findings[0]
	if f.Severity != cause.SeverityFail {
		return exTempFail
	}
	switch f.Cause {
	case "dns.nxdomain", "dns.no-address":
		return exNoHost
	case "env.recipient-unknown", "dns.no-mail-route":
		return exNoUser
	case "session.protocol-error", "net.wrong-service":
		return exProtocol
	case "net.timeout", "net.refused", "net.unreachable", "net.dropped", "net.egress-blocked":
		return exTempFail // the way there, which comes back
	case "env.sender-not-owned", "env.sender-unverified", "env.relay-denied":
		return exNoPerm
	}
	switch kind, _, _ := strings.Cut(f.Cause, "."); kind {
	case "auth", "oauth":
		return exNoPerm
	case "data":
		return exDataErr
	case "secret", "input":
		return exConfig
	}
	return exUnavailable
}
