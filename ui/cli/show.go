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
	"todoku/store/secret"
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
	for _, s := range l.Profile.Secrets() {
		a.outln("# " + s.Key + ": " + a.whereIs(s.Ref, filepath.Dir(l.Path)))
	}
	if steps.NeedsToken(l.Profile) {
		a.outln("# token: " + a.storedState(places, l.Profile, nameOf(l.Path)))
	}
	return nil
}

// revealer reads the secrets of a profile in the folder dir, by key. One for
// which no place is named is empty.
func revealer(ctx context.Context, p store.Profile, dir string) func(key string) (store.Secret, error) {
	return func(key string) (store.Secret, error) {
		ref := p.Secret(key)
		if ref.IsZero() {
			return store.Secret{}, nil
		}
		return secret.Read(ctx, ref, dir)
	}
}

// whereIs says where a secret is, and for a file whether it is there.
func (a *app) whereIs(r store.SecretRef, dir string) string {
	path := r.File(dir)
	switch r.From {
	case "file":
		info, err := os.Stat(path)
		if err != nil {
			return a.say("cli.secret_file_missing", "path", path)
		}
		return a.say("cli.secret_file", "path", path, "mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	case "keyring":
		return a.say("cli.secret_keyring", "service", r.Service, "account", r.Account)
	case "systemd-credential":
		return a.say("cli.secret_credential", "name", r.Name, "path", path)
	case "age":
		return a.say("cli.secret_age", "path", path, "identity", store.Beside(r.Identity, dir))
	case "command":
		return a.say("cli.secret_command", "command", strings.Join(r.Argv, " "))
	case "env":
		return a.say("cli.secret_env", "name", r.Name)
	}
	return r.From
}
