package cli

import (
	"context"

	"github.com/spf13/cobra"

	"todoku/store/secret"
)

// keyringCommand is no command for people: the program runs itself so, to be
// able to end a keyring that does not answer.
func (a *app) keyringCommand() *cobra.Command {
	c := a.command("keyring-child", secret.KeyringCommand, a.exactly(0), func(context.Context, []string) error {
		if secret.ServeKeyring(a.In, a.Out) != nil {
			return a.usage("usage.not_for_people")
		}
		return nil
	})
	c.Hidden = true
	return c
}
