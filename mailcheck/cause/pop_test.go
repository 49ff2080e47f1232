package cause

import (
	"context"
	"slices"
	"testing"
)

// TestSilentSignIn: Dovecot lets a second POP3 session wait for the first one,
// for longer than most programs wait for an answer.
func TestSilentSignIn(t *testing.T) {
	for stage, locked := range map[string]bool{"pop3.auth": true, "receive.auth": true, "imap.auth": false, "smtp.auth": false} {
		e := Evidence{Stage: stage, Err: context.DeadlineExceeded, Mechanism: "USER"}
		if stage == "receive.auth" {
			e.Facts = map[string]string{FactProto: "pop3"}
		}
		var ids []string
		for _, c := range Diagnose(e) {
			ids = append(ids, c.Cause)
		}
		if len(ids) == 0 || ids[0] != "auth.temporary" || slices.Contains(ids, "pop.mailbox-locked") != locked {
			t.Errorf("%s: %v", stage, ids)
		}
		if rules := matching(look(e)); len(rules) > 1 {
			t.Errorf("%s: %d rules of equal rank", stage, len(rules))
		}
	}
}
