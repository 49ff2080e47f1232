package cli

import (
	"context"
	"fmt"
	"strings"

	"todoku/mailcheck/sandbox"
	"todoku/store"
	"todoku/store/secret"
)

// demoMailboxes takes the passwords of a profile's mailboxes out of the
// sandbox's folder, by their keys, and gives them a place beside the demo's
// profile.
func demoMailboxes(ctx context.Context, s *sandbox.Sandbox, p *store.Profile) (map[string]store.Secret, error) {
	out := map[string]store.Secret{}
	for key, ref := range map[string]*store.SecretRef{"pop_before_smtp.password": &p.PopBeforeSMTP.Password, "receive.password": &p.Receive.Password} {
		if ref.IsZero() {
			continue
		}
		pass, err := secret.Read(ctx, *ref, s.Config)
		if err != nil {
			return nil, fmt.Errorf("take the password of the demo's mailbox: %w", err)
		}
		table, _, _ := strings.Cut(key, ".")
		*ref, out[key] = store.SecretRef{From: "file", Path: demoName + "." + table + ".secret"}, pass
	}
	return out, nil
}
