package clitest

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// mailed writes the newest message that the sandbox took to a file, its
// envelope before it and its lines ended as in the script: mailed got.eml.
// With ! none was taken.
func mailed(ts *testscript.TestScript, neg bool, args []string) {
	if neg != (len(args) == 0) || len(args) > 1 {
		ts.Fatalf("usage: mailed FILE, or ! mailed")
	}
	list := box(ts).Mailbox()
	if neg {
		if len(list) > 0 {
			ts.Fatalf("%d messages were taken", len(list))
		}
		return
	}
	if len(list) == 0 {
		ts.Fatalf("no message was taken")
	}
	m := list[len(list)-1]
	text := "MAIL FROM " + m.From + "\nRCPT TO " + strings.Join(m.To, " ") + "\n" + strings.ReplaceAll(string(m.Data), "\r\n", "\n")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}
