package cli

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"todoku/steps"
	"todoku/store"
	"todoku/store/secret"
	"todoku/ui/report"
)

// secretCommand holds the commands about secrets.
func (a *app) secretCommand() *cobra.Command {
	var c *cobra.Command
	c = a.command("secret", "secret list|move NAME", cobra.ArbitraryArgs, func(_ context.Context, args []string) error {
		if len(args) > 0 {
			return a.usage("usage.unknown_command", "word", "secret "+args[0], "nearest", "secret "+nearest(c, args[0]))
		}
		return c.Help()
	})
	c.AddCommand(a.secretListCommand(), a.secretMoveCommand())
	return c
}

func (a *app) secretListCommand() *cobra.Command {
	var asJSON bool
	c := a.command("secret-list", "list NAME", a.exactly(1), func(ctx context.Context, args []string) error {
		return a.listSecrets(ctx, args[0], asJSON)
	})
	c.ValidArgsFunction = a.completeNames
	c.Flags().BoolVar(&asJSON, "json", false, a.say("flag.secret_json"))
	return c
}

// secretLine is one secret in JSON: where it is, and whether it can be read.
type secretLine struct {
	Profile string      `json:"profile"`
	Key     string      `json:"key"`
	Place   secretPlace `json:"place"`
	State   string      `json:"state"` // readable | unreadable | unknown
	Code    string      `json:"code,omitempty"`
	Reason  string      `json:"reason,omitempty"`
	Unit    string      `json:"unit,omitempty"` // what a systemd unit needs
}

// secretPlace is a store.SecretRef with the paths as they are found.
type secretPlace struct {
	From     string   `json:"from"`
	Path     string   `json:"path,omitempty"`
	Name     string   `json:"name,omitempty"`
	Argv     []string `json:"argv,omitempty"`
	Service  string   `json:"service,omitempty"`
	Account  string   `json:"account,omitempty"`
	Identity string   `json:"identity,omitempty"`
}

func placeOf(r store.SecretRef, dir string) secretPlace {
	return secretPlace{r.From, r.File(dir), r.Name, r.Argv, r.Service, r.Account, store.Beside(r.Identity, dir)}
}

// listSecrets tries every secret of a profile and shows none. It ends with 2
// where one is not there, with 3 where that cannot be told from here.
func (a *app) listSecrets(ctx context.Context, name string, asJSON bool) error {
	l, err := a.loadAsIs(name)
	if err != nil {
		return err
	}
	dir, worst := filepath.Dir(l.Path), statusPass
	var rows [][]string
	for _, one := range l.Profile.Secrets() {
		line := secretLine{Profile: nameOf(l.Path), Key: one.Key, Place: placeOf(one.Ref, dir), State: "readable", Unit: secret.UnitLine(one.Ref, dir)}
		_, err := secret.Read(ctx, one.Ref, dir)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			line.State = "unreadable"
			ended := statusFail
			if unknowable(err) {
				line.State, ended = "unknown", statusUnknown
			}
			worst = worse(worst, ended)
			line.Code, line.Reason = a.problemWords(err)
		}
		if asJSON {
			if err := json.NewEncoder(a.results()).Encode(line); err != nil {
				return err
			}
			continue
		}
		state := a.say("cli.secret_state_" + line.State)
		if line.Reason != "" {
			state += ": " + line.Reason
		}
		rows = append(rows, []string{one.Key, a.whereIs(one.Ref, dir), state})
	}
	switch {
	case asJSON:
	case len(rows) == 0:
		a.errln(a.say("cli.no_secrets", "path", l.Path))
	default:
		if err := report.Table(a.results(), rows); err != nil {
			return err
		}
	}
	return asError(worst)
}

// unknowable: the secret may well be there, for somebody else or at another time.
func unknowable(err error) bool {
	var p *store.Problem
	return errors.Is(err, secret.ErrUnavailable) || errors.As(err, &p) && p.Code == "not_readable"
}

// problemWords are the code and the words of what is wrong.
func (a *app) problemWords(err error) (code, words string) {
	var p *store.Problem
	if !errors.As(err, &p) {
		return "", ""
	}
	t := steps.ProblemText(p)
	return p.Code, a.t.T(t.ID, t.Args)
}

// loadAsIs reads a profile without filling in what its provider is known for.
func (a *app) loadAsIs(name string) (store.Loaded, error) {
	places, err := a.places()
	if err != nil {
		return store.Loaded{}, err
	}
	path, err := places.Find(name)
	if err != nil {
		return store.Loaded{}, err
	}
	return store.Load(path)
}

// moveRequest is what the flags of secret move ask for.
type moveRequest struct {
	to   store.SecretRef
	key  string
	json bool
}

func (a *app) secretMoveCommand() *cobra.Command {
	var req moveRequest
	c := a.command("secret-move", "move NAME --to PLACE", a.exactly(1), func(ctx context.Context, args []string) error {
		return a.moveSecrets(ctx, args[0], req)
	})
	c.ValidArgsFunction = a.completeNames
	f := c.Flags()
	f.StringVar(&req.to.From, "to", "", a.say("flag.secret_to"))
	f.StringVar(&req.key, "key", "", a.say("flag.secret_key"))
	f.StringVar(&req.to.Path, "path", "", a.say("flag.secret_path"))
	f.StringVar(&req.to.Name, "name", "", a.say("flag.secret_name"))
	f.StringVar(&req.to.Identity, "identity", "", a.say("flag.identity"))
	f.StringArrayVar(&req.to.Recipients, "recipient", nil, a.say("flag.recipient"))
	f.StringVar(&req.to.Service, "service", "", a.say("flag.service"))
	f.StringVar(&req.to.Account, "account", "", a.say("flag.account"))
	f.BoolVar(&req.json, "json", false, a.say("flag.secret_json"))
	_ = c.RegisterFlagCompletionFunc("to", cobra.FixedCompletions(writable(), cobra.ShellCompDirectiveNoFileComp))
	_ = c.RegisterFlagCompletionFunc("key", a.completeSecretKeys)
	return c
}

// writable are the places that a secret can be moved to.
func writable() []string {
	return slices.DeleteFunc(slices.Clone(store.SecretPlaces[:]), func(p string) bool { return p == "env" || p == "command" })
}

// completeSecretKeys offers the keys of the profile that was named.
func (a *app) completeSecretKeys(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var keys []string
	if len(args) > 0 {
		if l, err := a.loadAsIs(args[0]); err == nil {
			for _, one := range l.Profile.Secrets() {
				keys = append(keys, one.Key)
			}
		}
	}
	return keys, cobra.ShellCompDirectiveNoFileComp
}

// moveSecrets moves one secret, or all that are elsewhere, and says what is left
// to do. What was moved before one failed stays moved.
func (a *app) moveSecrets(ctx context.Context, name string, req moveRequest) error {
	if req.to.From == "systemd" {
		req.to.From = "systemd-credential"
	}
	if !slices.Contains(store.SecretPlaces[:], req.to.From) {
		return a.usage("usage.one_of", "value", req.to.From, "allowed", strings.Join(writable(), ", "))
	}
	l, err := a.loadAsIs(name)
	if err != nil {
		return err
	}
	keys, err := a.keysToMove(l, req)
	if err != nil {
		return err
	}
	for _, key := range keys {
		m, err := (secret.System{}).Move(ctx, l.Path, key, req.to)
		if err != nil {
			var p *store.Problem
			if errors.As(err, &p) && p.Key == "" {
				p.Key = key
			}
			return err
		}
		if err := a.moved(m, l.Path, req.json); err != nil {
			return err
		}
	}
	return nil
}

// keysToMove are those asked for; what names one place cannot be said of several.
func (a *app) keysToMove(l store.Loaded, req moveRequest) ([]string, error) {
	if req.key != "" {
		return []string{req.key}, nil
	}
	var keys []string
	for _, one := range l.Profile.Secrets() {
		if one.Ref.From != req.to.From || len(l.Profile.Secrets()) == 1 {
			keys = append(keys, one.Key)
		}
	}
	switch {
	case len(l.Profile.Secrets()) == 0:
		return nil, a.complain("cli.no_secrets", "path", l.Path)
	case len(keys) == 0:
		return nil, &store.Problem{Code: "secret_same_place", File: l.Path}
	case len(keys) > 1 && (req.to.Path != "" || req.to.Name != "" || req.to.Account != ""):
		return nil, a.usage("usage.which_secret", "keys", strings.Join(keys, ", "))
	}
	return keys, nil
}

// movedLine is one moved secret in JSON.
type movedLine struct {
	Profile string      `json:"profile"`
	Key     string      `json:"key"`
	From    secretPlace `json:"from"`
	To      secretPlace `json:"to"`
	Removed string      `json:"removed,omitempty"` // the old file
	Left    bool        `json:"left"`              // the old place still holds it
	Unit    string      `json:"unit,omitempty"`
}

func (a *app) moved(m secret.Moved, path string, asJSON bool) error {
	dir := filepath.Dir(path)
	unit := secret.UnitLine(m.To, dir)
	if asJSON {
		return json.NewEncoder(a.results()).Encode(movedLine{nameOf(path), m.Key, placeOf(m.From, dir), placeOf(m.To, dir), m.Removed, m.Left, unit})
	}
	a.outln(a.say("cli.secret_moved", "key", m.Key, "place", a.whereIs(m.To, dir)))
	if m.Removed != "" {
		a.outln(a.say("cli.removed", "path", m.Removed))
	}
	if m.Left {
		a.outln(a.say("cli.secret_left", "place", a.whereIs(m.From, dir)))
	}
	if unit != "" {
		a.outln(a.say("cli.unit_line", "line", unit))
	}
	return nil
}
