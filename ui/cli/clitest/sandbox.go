package clitest

import (
	"bufio"
	"context"
	"encoding/json"
	"net"
	"os/exec"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"todoku/mailcheck/sandbox"
)

// patience is how long a script waits for something that comes at once on an
// idle machine.
const patience = 20 * time.Second

// startSandbox starts servers for the rest of the script (sandbox [FAULT]) and
// says where they are in variables: CONFIG PROFILE NAMESERVER CA ADDRESS OTHER
// USER PASSWORD, and HOST, STARTTLS, TLS and NONE, the ports; POP3 and IMAP,
// those with STARTTLS, and POPSMTP, where a POP3 sign-in goes before.
func startSandbox(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 {
		ts.Fatalf("usage: sandbox [FAULT]")
	}
	o := sandbox.Options{}
	if len(args) == 1 {
		o.Fault = args[0]
	}
	s, err := sandbox.Start(context.Background(), o)
	ts.Check(err)
	ts.Defer(func() { ts.Check(s.Close()) })
	describe(ts, s)
}

func describe(ts *testscript.TestScript, s *sandbox.Sandbox) {
	ts.Value(serving{}).(*serving).box = s
	ts.Setenv("CONFIG", s.Config)
	ts.Setenv("PROFILE", s.Profile)
	ts.Setenv("NAMESERVER", s.Nameserver)
	ts.Setenv("CA", s.CAFile)
	if len(s.Accounts) < 2 || len(s.SMTP) < 3 {
		ts.Fatalf("the sandbox has %d accounts and %d ports", len(s.Accounts), len(s.SMTP))
	}
	ts.Setenv("ADDRESS", s.Accounts[0].Address)
	ts.Setenv("OTHER", s.Accounts[1].Address)
	ts.Setenv("USERNAME", s.Accounts[0].Username)
	ts.Setenv("PASSWORD", s.Accounts[0].Password)
	ts.Setenv("POP3", strconv.Itoa(s.POP3[0].Port))
	ts.Setenv("POPSMTP", strconv.Itoa(s.PopBeforeSMTP.Port))
	ts.Setenv("IMAP", strconv.Itoa(s.IMAP[0].Port))
	names := map[string]string{"starttls": "STARTTLS", "tls": "TLS", "none": "NONE"}
	for _, e := range s.SMTP {
		ts.Setenv(names[e.Security], strconv.Itoa(e.Port))
		if _, err := net.ResolveTCPAddr("tcp", net.JoinHostPort(e.Host, strconv.Itoa(e.Port))); err != nil {
			ts.Fatalf("%v", err)
		}
		ts.Setenv("HOST", e.Host)
	}
}

// serving is the key under which a running serve, and a sandbox with OAuth,
// are kept.
type serving struct {
	cmd *exec.Cmd
	box *sandbox.Sandbox
}

// serve starts a program that prints one line of JSON about a sandbox and then
// goes on; the line sets the variables of startSandbox.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: serve PROGRAM [ARG...]")
	}
	cmd := prepare(ts, args)
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	line, err := bufio.NewReader(out).ReadBytes('\n')
	ts.Check(err)
	var s sandbox.Sandbox
	ts.Check(json.Unmarshal(line, &s))
	describe(ts, &s)
	ts.Value(serving{}).(*serving).cmd = cmd
}

// Slot is what Params.Setup has to keep for serve and interrupt:
// env.Values[key] = value.
func Slot() (key, value any) { return serving{}, &serving{} }

// prepare makes a command that runs as exec would run it.
func prepare(ts *testscript.TestScript, args []string) *exec.Cmd {
	path, err := lookPath(ts, args[0])
	ts.Check(err)
	cmd := exec.Command(path, args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, key := range []string{"PATH", "HOME", "WORK", "TMPDIR", "SSL_CERT_FILE", "TERM", "LANG", "LC_ALL", "NO_COLOR", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "SSH_CONNECTION", "USER"} {
		if v := ts.Getenv(key); v != "" {
			cmd.Env = append(cmd.Env, key+"="+v)
		}
	}
	return cmd
}
