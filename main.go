// Todoku sets up mail on a server and proves that it arrives.
//
// Everything is in the floors below: ui (the command line and the wizard),
// steps (the wizard without a screen), mailcheck (the proof) and store (the
// profile). This file hands over and gives back the exit status.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"todoku/ui/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	// The first signal ends the work in order; a second one ends the program.
	context.AfterFunc(ctx, stop)
	os.Exit(cli.Main(ctx, cli.IO{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Getenv: os.Getenv, Args: os.Args[1:],
	}))
}
