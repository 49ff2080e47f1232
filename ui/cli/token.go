package cli

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"todoku/mailcheck/oauth"
	"todoku/steps"
	"todoku/store"
)

func (a *app) tokenCommand() *cobra.Command {
	c := a.command("token", "token NAME", a.exactly(1), func(ctx context.Context, args []string) error {
		return a.token(ctx, args[0])
	})
	c.ValidArgsFunction = a.completeName
	return c
}

// token prints a valid access token and nothing else. Where only a person can
// help, one line on stderr says so and with which command; the status is 3.
func (a *app) token(ctx context.Context, name string) error {
	places, l, err := a.oauthProfile(name)
	if err != nil {
		return err
	}
	t, err := oauth.Fresh(ctx, places, l.Profile, clientOf(l))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		t, _, _ = store.LoadToken(places, l.Profile.Name) // its age tells causes apart
		return a.complain("cli.no_token", "reason", a.reason(err, t, l.Profile), "command", a.loginLine(name))
	}
	a.outln(t.Access.Reveal())
	return nil
}

// oauthProfile loads a profile that signs in with a token.
func (a *app) oauthProfile(name string) (store.Places, store.Loaded, error) {
	places, l, err := a.saved(name)
	if err == nil && !steps.NeedsToken(l.Profile) {
		err = a.complain("cli.not_oauth", "name", l.Profile.Name, "method", l.Profile.SMTP.Auth.Method)
	}
	return places, l, err
}

// clientOf is the registration of a saved profile, with its secret read from
// where it is kept.
func clientOf(l store.Loaded) func(context.Context) (oauth.Client, error) {
	return func(ctx context.Context) (oauth.Client, error) {
		return oauth.ClientOf(ctx, l.Profile, filepath.Dir(l.Path), nil)
	}
}

func (a *app) loginLine(name string) string { return "todoku login " + name + a.configFlag() }
