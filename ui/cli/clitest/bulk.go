package clitest

import (
	"context"
	"encoding/csv"
	"os"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"todoku/mailcheck/sandbox"
)

// bulk starts servers for many accounts and writes these as a table to import:
// bulk 200 accounts.csv.
func bulk(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bulk N FILE")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	s, err := sandbox.Start(context.Background(), sandbox.Options{Accounts: n})
	ts.Check(err)
	ts.Defer(func() { ts.Check(s.Close()) })
	describe(ts, s)
	f, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	w := csv.NewWriter(f)
	ts.Check(w.Write([]string{"name", "アカウント名", "address", "host", "port", "security", "method", "user", "password", "smtp.ca_file"}))
	at := s.SMTP[0]
	for i, a := range s.Accounts {
		ts.Check(w.Write([]string{"acc" + strconv.Itoa(i), a.Name, a.Address, at.Host, strconv.Itoa(at.Port), at.Security, "plain", a.Username, a.Password, s.CAFile}))
	}
	w.Flush()
	ts.Check(w.Error())
	ts.Check(f.Close())
}
