package cli

import (
	"context"
	"net"
	"strconv"

	"github.com/spf13/cobra"

	"todoku/mailcheck"
	"todoku/mailcheck/discover"
	"todoku/steps"
	"todoku/store"
	"todoku/ui/report"
)

func (a *app) listCommand() *cobra.Command {
	return a.command("list", "list", a.exactly(0), func(ctx context.Context, _ []string) error { return a.list(ctx) })
}

// list prints a line per profile. Those that cannot be read stay in the list;
// what is wrong with them goes to stderr.
func (a *app) list(_ context.Context) error {
	places, err := a.places()
	if err != nil {
		return err
	}
	entries, err := places.List()
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		a.errln(a.say("cli.no_profiles", "dir", places.Profiles))
		return nil
	}
	worst := statusPass
	var rows [][]string
	for _, e := range entries {
		if e.Err != nil {
			worst = statusUnknown
			a.explain(e.Err)
			rows = append(rows, []string{e.Name, "-", "-", a.say("cli.unreadable"), e.Path})
			continue
		}
		p := discover.Complete(e.Profile)
		where := p.Provider
		if host, port, security := mailcheck.Server(p); host != "" {
			where = net.JoinHostPort(host, strconv.Itoa(port)) + " " + security
		}
		rows = append(rows, []string{e.Name, p.Sender.Address, where, a.proofWord(p.Proof.Verdict) + a.signedIn(places, p, e.Name), e.Path})
	}
	if err := report.Table(a.results(), rows); err != nil {
		return err
	}
	return asError(worst)
}

// signedIn is the state of a profile's token, where it uses one.
func (a *app) signedIn(places store.Places, p store.Profile, name string) string {
	if !steps.NeedsToken(p) {
		return ""
	}
	return ", " + a.storedState(places, p, name)
}

// proofWord is the verdict that the wizard wrote when it saved.
func (a *app) proofWord(v string) string {
	switch mailcheck.Verdict(v) {
	case mailcheck.Pass, mailcheck.Warn:
		return a.say("cli.proved")
	}
	return a.say("cli.unproved")
}
