package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"todoku/mailcheck"
	"todoku/steps"
	"todoku/store"
)

func (a *app) showCommand() *cobra.Command {
	c := a.command("show", "show NAME", a.exactly(1), func(_ context.Context, args []string) error { return a.showProfile(args[0]) })
	c.ValidArgsFunction = a.completeName
	return c
}

// showProfile prints the file as it is, comments and all, and below it, as
// comments too, where each secret is. A profile holds no secret, and one that
// does is refused by Load.
func (a *app) showProfile(name string) error {
	places, err := a.places()
	if err != nil {
		return err
	}
	path, err := places.Find(name)
	if err != nil {
		return err
	}
	l, err := store.Load(path)
	if err != nil {
		return err
	}
	a.outln("# " + l.Path)
	for _, line := range strings.Split(strings.TrimRight(string(l.Data), "\n"), "\n") {
		a.outln(mailcheck.Neutralise(strings.TrimRight(line, "\r")))
	}
	for _, s := range secretsOf(l.Profile) {
		if !s.ref.IsZero() {
			a.outln("# " + s.key + ": " + a.whereIs(s.ref, filepath.Dir(l.Path)))
		}
	}
	if steps.NeedsToken(l.Profile) {
		a.outln("# token: " + a.storedState(places, l.Profile, nameOf(l.Path)))
	}
	return nil
}

type keptSecret struct {
	key string
	ref store.SecretRef
}

func secretsOf(p store.Profile) []keptSecret {
	return []keptSecret{
		{"smtp.auth.password", p.SMTP.Auth.Password},
		{"pop_before_smtp.password", p.PopBeforeSMTP.Password},
		{"receive.password", p.Receive.Password},
		{"oauth.client_secret", p.OAuth.ClientSecret},
	}
}

// whereIs says where a secret is, and for a file whether it is there.
func (a *app) whereIs(r store.SecretRef, dir string) string {
	switch r.From {
	case "file":
		path := r.Path
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		info, err := os.Stat(path)
		if err != nil {
			return a.say("cli.secret_file_missing", "path", path)
		}
		return a.say("cli.secret_file", "path", path, "mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	case "command":
		return a.say("cli.secret_command", "command", strings.Join(r.Argv, " "))
	case "env":
		return a.say("cli.secret_env", "name", r.Name)
	}
	return r.From
}
