package clitest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"todoku/mailcheck/sandbox"
)

// startOAuth is startSandbox with an OAuth server: oauthbox [FAULT]. It says
// more in ISSUER, CLIENT, WEBCLIENT, CLIENTSECRET, OAUTH (the profile), and
// GRAPH and GMAIL, the addresses of the mail APIs.
func startOAuth(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 {
		ts.Fatalf("usage: oauthbox [FAULT]")
	}
	o := sandbox.Options{OAuth: true}
	if len(args) == 1 {
		o.Fault = args[0]
	}
	s, err := sandbox.Start(context.Background(), o)
	ts.Check(err)
	ts.Defer(func() { ts.Check(s.Close()) })
	describe(ts, s)
	for name, v := range map[string]string{
		"ISSUER": s.OAuth.Issuer, "CLIENT": s.OAuth.PublicClientID, "WEBCLIENT": s.OAuth.ClientID,
		"CLIENTSECRET": s.OAuth.ClientSecret, "OAUTH": s.OAuth.Profile,
		"GRAPH": s.OAuth.GraphURL, "GMAIL": s.OAuth.GmailURL,
	} {
		ts.Setenv(name, v)
	}
}

func box(ts *testscript.TestScript) *sandbox.Sandbox {
	s := ts.Value(serving{}).(*serving).box
	if s == nil {
		ts.Fatalf("no sandbox was started")
	}
	return s
}

// revoke ends every sign-in of an account: revoke ACCOUNT.
func revoke(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: revoke ACCOUNT")
	}
	box(ts).Revoke(args[0])
}

// requests asserts how many token requests there were: requests GRANT N.
func requests(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: requests GRANT N")
	}
	if got := strconv.Itoa(box(ts).Requests(args[0])); got != args[1] {
		ts.Fatalf("%s requests of %s, want %s", got, args[0], args[1])
	}
}

// signin runs a program that signs in and prints its events as JSON, and plays
// the person with the browser: signin STATUS HOW ACCOUNT PROGRAM [ARG...]. HOW
// is "browser", or "paste" for one that cannot reach the program, or "mispaste"
// where the link itself is pasted first; an ACCOUNT of "-" presses Cancel. What the program printed is the script's stdout.
func signin(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: signin STATUS HOW ACCOUNT PROGRAM [ARG...]")
	}
	s, who := box(ts), strings.TrimPrefix(args[2], "-")
	cmd := prepare(ts, args[3:])
	in, err := cmd.StdinPipe()
	ts.Check(err)
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	ts.Check(cmd.Start())
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		_, _ = fmt.Fprintln(ts.Stdout(), lines.Text())
		ts.Check(act(s, lines.Bytes(), args[1], who, in))
	}
	err = cmd.Wait()
	_, _ = io.WriteString(ts.Stderr(), stderr.String())
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		ts.Fatalf("%v", err)
	}
	if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("exit status %s, want %s\n%s", got, args[0], stderr.String())
	}
}

// act does what one event asks of a person.
func act(s *sandbox.Sandbox, line []byte, how, who string, in io.Writer) error {
	var e struct {
		Event    string `json:"event"`
		UserCode string `json:"user_code"`
		URL      string `json:"url"`
	}
	if json.Unmarshal(line, &e) != nil {
		return nil
	}
	ctx := context.Background()
	switch {
	case e.Event == "code":
		return s.Approve(ctx, e.UserCode, who)
	case e.Event == "link" && how != "browser":
		to, err := redirected(s, e.URL)
		if how == "mispaste" {
			to = e.URL + "\n" + to
		}
		if err == nil {
			_, err = fmt.Fprintln(in, to)
		}
		return err
	case e.Event == "link":
		_, err := s.Browse(ctx, e.URL, who)
		return err
	}
	return nil
}

// redirected is where a browser ends that is allowed at once and cannot reach
// the program.
func redirected(s *sandbox.Sandbox, link string) (string, error) {
	_, query, _ := strings.Cut(link, "?")
	c := http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := c.Get(s.OAuth.AutoAuthorizeURL + "?" + query)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	return r.Header.Get("Location"), nil
}
