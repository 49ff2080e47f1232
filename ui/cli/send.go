package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"todoku/mailcheck"
	"todoku/mailcheck/submit"
	"todoku/store"
	"todoku/ui/report"
)

// sendRequest is what the flags of sendmail that programs use ask for.
type sendRequest struct {
	inHeader, dots, verbose, json bool
	from, obsolete, name, aliases string
	mode, queue                   string
	options                       []string
}

func (a *app) sendCommand() *cobra.Command {
	var req sendRequest
	c := a.command("send", "send NAME [ADDRESS...]", nil, func(ctx context.Context, args []string) error {
		return a.sysexit(ctx, a.send(ctx, req, args))
	})
	c.Args = func(c *cobra.Command, args []string) error {
		return a.sysexit(c.Context(), a.between(1, -1)(c, args))
	}
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		u := a.flagComplaint(err)
		u.command = path(c)
		return a.sysexit(c.Context(), u)
	})
	c.ValidArgsFunction = a.completeName
	f := c.Flags()
	f.BoolVarP(&req.inHeader, "read-recipients", "t", false, a.say("flag.send_t"))
	f.BoolVarP(&req.dots, "ignore-dots", "i", false, a.say("flag.send_i"))
	f.StringVarP(&req.from, "from", "f", "", a.say("flag.send_f"))
	f.StringVarP(&req.name, "name", "F", "", a.say("flag.send_name"))
	f.StringVar(&req.aliases, "aliases", "/etc/aliases", a.say("flag.send_aliases"))
	f.BoolVarP(&req.verbose, "verbose", "v", false, a.say("flag.send_v"))
	f.BoolVar(&req.json, "json", false, a.say("flag.json"))
	taken(f, &req)
	return c
}

// taken are flags of sendmail that ask for nothing that todoku does, or for
// what it does anyway.
func taken(f *pflag.FlagSet, req *sendRequest) {
	f.StringVarP(&req.obsolete, "r", "r", "", "")
	f.StringArrayVarP(&req.options, "o", "o", nil, "")
	f.StringVarP(&req.mode, "b", "b", "m", "")
	f.StringVarP(&req.queue, "q", "q", "", "")
	for _, name := range []string{"B", "N", "R", "V", "L", "X", "p"} {
		f.StringP(name, name, "", "")
	}
	for _, name := range []string{"G", "U", "n", "m"} {
		f.BoolP(name, name, false, "")
	}
	for _, name := range []string{"r", "o", "b", "q", "B", "N", "R", "V", "L", "X", "p", "G", "U", "n", "m"} {
		_ = f.MarkHidden(name)
	}
}

// send submits one message from standard input. It says nothing when the
// server took it, as programs expect that call sendmail.
func (a *app) send(ctx context.Context, req sendRequest, args []string) error {
	if req.mode != "m" || req.queue != "" {
		return a.usage("usage.send_no_queue")
	}
	for _, o := range req.options {
		req.dots = req.dots || o == "i"
	}
	opts, err := a.network()
	if err != nil {
		return err
	}
	places, l, err := a.saved(args[0])
	if err != nil {
		return err
	}
	from := req.from + req.obsolete
	if strings.Trim(from, "<>") != "" && !strings.Contains(from, "@") {
		from = "" // a name of this machine, as cron and PHP give it: the profile knows better
	}
	m, err := a.message(ctx, req, l.Profile, args[1:])
	if err != nil {
		return err
	}
	opts.Send, opts.Part = true, mailcheck.PartSend
	opts.Message = &mailcheck.Message{From: strings.Trim(from, "<>"), To: m.To, Text: m.Text}
	j := job(places, l, opts)
	return a.sent(req, mailcheck.Run(ctx, j.Profile, j.Options))
}

// message reads what is to be sent.
func (a *app) message(ctx context.Context, req sendRequest, p store.Profile, to []string) (submit.Message, error) {
	if isTerminal(a.In) {
		a.errln(a.say("send.reading"))
	}
	o := submit.Options{
		From: p.Sender.Address, Name: req.name, To: to, InHeader: req.inHeader, Dots: req.dots,
		ShowBlind: p.ServerType == "api", Now: a.now,
	}
	if o.Name == "" {
		o.Name = p.Sender.Name
	}
	known := sync.OnceValue(func() map[string][]string { return a.aliases(req.aliases) })
	o.Aliases = func(name string) ([]string, bool) {
		list, ok := known()[strings.ToLower(name)]
		return list, ok
	}
	m, err := within(ctx, func() (submit.Message, error) { return submit.Read(a.In, o) })
	if ctx.Err() != nil {
		return submit.Message{}, ctx.Err()
	}
	return m, err
}

// aliases is the file of aliases; none where there is no such file.
func (a *app) aliases(path string) map[string][]string {
	f, err := os.Open(path)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			a.explain(err)
		}
		return nil
	}
	defer f.Close()
	all, err := submit.ParseAliases(f)
	if err != nil {
		a.explain(err)
	}
	return all
}

// sent tells of a message that was not taken, and gives the exit status.
func (a *app) sent(req sendRequest, r mailcheck.Report) error {
	took := proved(r, mailcheck.StageData) || proved(r, mailcheck.StageAPISend)
	if req.json {
		_ = report.JSON(a.results(), r, a.t)
	}
	switch {
	case req.verbose && !req.json:
		_ = report.Text(a.results(), r, a.t, a.look(a.Out))
	case !took && len(r.Findings) > 0:
		said := report.FindingText(r.Findings[0], a.t)
		a.errln("todoku: " + said.Title)
		for _, w := range said.Words {
			a.errln("  " + a.say("report.server_said") + " " + w)
		}
		a.errln("  " + a.say("send.not_sent", "command", "todoku check "+r.Profile+a.configFlag()))
	}
	if took {
		return nil
	}
	return status(sysexitOf(r))
}
