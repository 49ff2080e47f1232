//go:build !unix

package clitest

import (
	"os/exec"

	"github.com/rogpeppe/go-internal/testscript"
)

// person and interrupt need a pty and signals; scripts ask for [unix] first.
func person(ts *testscript.TestScript, _ bool, _ []string) { ts.Fatalf("there is no pty here") }

func interrupt(ts *testscript.TestScript, _ bool, _ []string) { ts.Fatalf("there is no SIGINT here") }

func lookPath(_ *testscript.TestScript, name string) (string, error) { return exec.LookPath(name) }
