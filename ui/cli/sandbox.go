package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"todoku/mailcheck/sandbox"
	"todoku/ui/report"
)

func (a *app) sandboxCommand() *cobra.Command {
	var fault string
	var asJSON bool
	c := a.command("sandbox", "sandbox", a.exactly(0), func(ctx context.Context, _ []string) error {
		return a.sandbox(ctx, fault, asJSON)
	})
	f := c.Flags()
	f.StringVar(&fault, "fault", "", a.say("flag.fault"))
	f.BoolVar(&asJSON, "json", false, a.say("flag.sandbox_json"))
	_ = c.RegisterFlagCompletionFunc("fault", completeFaults)
	return c
}

// sandbox serves until it is interrupted. That is its normal end: status 0.
func (a *app) sandbox(ctx context.Context, fault string, asJSON bool) error {
	s, err := a.startSandbox(ctx, sandbox.Options{Fault: fault, OAuth: true})
	if err != nil {
		return err
	}
	if asJSON {
		err = json.NewEncoder(a.results()).Encode(s)
	} else {
		err = a.printSandbox(s)
	}
	if err == nil {
		<-ctx.Done()
	}
	return errors.Join(err, s.Close())
}

// startSandbox starts the servers; a fault that there is none of is a usage error.
func (a *app) startSandbox(ctx context.Context, o sandbox.Options) (*sandbox.Sandbox, error) {
	s, err := sandbox.Start(ctx, o)
	if errors.Is(err, sandbox.ErrUnknownFault) {
		return nil, a.usage("usage.unknown_fault", "fault", o.Fault)
	}
	return s, err
}

func (a *app) printSandbox(s *sandbox.Sandbox) error {
	rows := [][]string{
		{a.say("sandbox.ca"), s.CAFile},
		{a.say("sandbox.nameserver"), s.Nameserver},
	}
	for _, e := range s.SMTP {
		rows = append(rows, []string{"SMTP " + e.Security, net.JoinHostPort(e.Host, strconv.Itoa(e.Port))})
	}
	for _, e := range s.POP3 {
		rows = append(rows, []string{"POP3 " + e.Security, net.JoinHostPort(e.Host, strconv.Itoa(e.Port))})
	}
	for _, e := range s.IMAP {
		rows = append(rows, []string{"IMAP " + e.Security, net.JoinHostPort(e.Host, strconv.Itoa(e.Port))})
	}
	rows = append(rows, []string{a.say("sandbox.pop_before_smtp"), net.JoinHostPort(s.PopBeforeSMTP.Host, strconv.Itoa(s.PopBeforeSMTP.Port))})
	for _, acc := range s.Accounts {
		rows = append(rows, []string{a.say("sandbox.account"), acc.Address + "  " + acc.Username + "  " + acc.Password})
	}
	if o := s.OAuth; o != nil {
		rows = append(rows, []string{"OAuth", o.Issuer + "  " + o.PublicClientID},
			[]string{"Microsoft Graph", o.GraphURL}, []string{"Gmail API", o.GmailURL})
	}
	rows = append(rows, []string{a.say("sandbox.variants"), strings.Join(s.Variants, " ")})
	rows = append(rows, []string{a.say("sandbox.try"), strings.Join([]string{"todoku", "check", "--config", s.Config, s.Profile}, " ")})
	if err := report.Table(a.results(), rows); err != nil {
		return err
	}
	a.errln(a.say("sandbox.serving"))
	return nil
}

func completeFaults(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, f := range slices.Concat(sandbox.Faults(), sandbox.OAuthFaults(), sandbox.DiscoveryFaults()) {
		names = append(names, f.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
