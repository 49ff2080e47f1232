// Package clitest gives test scripts of the whole program the commands they
// need beside exec: a sandbox, a program that serves until it is interrupted,
// a person at a terminal, and a look into JSON.
package clitest

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

type command = func(ts *testscript.TestScript, neg bool, args []string)

// Commands are those commands, by the name scripts call them.
func Commands() map[string]command {
	return map[string]command{
		"sandbox":   startSandbox,
		"bulk":      bulk,
		"mailed":    mailed,
		"oauthbox":  startOAuth,
		"revoke":    revoke,
		"requests":  requests,
		"signin":    signin,
		"serve":     serve,
		"interrupt": interrupt,
		"status":    status,
		"fill":      fill,
		"person":    person,
		"json":      look,
	}
}

// status runs a program and asserts its exact exit status:
// status 2 todoku check alerts.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM [ARG...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}

// fill puts the values of variables into files: fill answers.toml.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: fill FILE...")
	}
	for _, file := range args {
		text := os.Expand(ts.ReadFile(file), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(file), []byte(text), 0o600))
	}
}

// look asserts a value in the first line of a file that holds it:
// json stdout stages.0.id smtp.resolve. Without a value it asserts that there
// is one.
func look(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: json FILE PATH [VALUE]")
	}
	var v any
	if err := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0]))).Decode(&v); err != nil {
		ts.Fatalf("not JSON: %v", err)
	}
	got, ok := at(v, strings.Split(args[1], "."))
	if !ok {
		if !neg {
			ts.Fatalf("there is no %s", args[1])
		}
		return
	}
	same := len(args) == 2 || fmt.Sprint(got) == args[2]
	if same == neg {
		ts.Fatalf("%s is %v", args[1], got)
	}
}

// at goes down a path of keys and indexes. "length" counts a list.
func at(v any, path []string) (any, bool) {
	for _, key := range path {
		switch now := v.(type) {
		case map[string]any:
			next, ok := now[key]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			if key == "length" {
				return len(now), true
			}
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(now) {
				return nil, false
			}
			v = now[i]
		default:
			return nil, false
		}
	}
	return v, true
}
