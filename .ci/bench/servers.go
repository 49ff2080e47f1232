//go:build ignore

// Servers runs the built-in servers with as many accounts as asked for, each
// with a profile in the config folder, prints the same line of JSON as
// `todoku sandbox --json`, and serves until it is interrupted.
//
//	servers ACCOUNTS
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"os/signal"
	"strconv"
	"syscall"

	"todoku/mailcheck/sandbox"
)

func main() {
	if err := serve(); err != nil {
		log.Fatal(err)
	}
}

func serve() error {
	if len(os.Args) != 2 {
		log.Fatal("usage: servers ACCOUNTS")
	}
	accounts, err := strconv.Atoi(os.Args[1])
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := sandbox.Start(ctx, sandbox.Options{Accounts: accounts})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := json.NewEncoder(os.Stdout).Encode(s); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
