package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"todoku/mailcheck"
	"todoku/mailcheck/cause"
	"todoku/mailcheck/oauth"
	"todoku/steps"
	"todoku/store"
	"todoku/ui/report"
)

// loginRequest is what the flags of login ask for.
type loginRequest struct {
	flow string
	json bool
}

func (a *app) loginCommand() *cobra.Command {
	var req loginRequest
	c := a.command("login", "login NAME", a.exactly(1), func(ctx context.Context, args []string) error {
		return a.login(ctx, args[0], req)
	})
	c.ValidArgsFunction = a.completeName
	f := c.Flags()
	f.StringVar(&req.flow, "flow", "", a.say("flag.flow"))
	f.BoolVar(&req.json, "json", false, a.say("flag.login_json"))
	_ = c.RegisterFlagCompletionFunc("flow", cobra.FixedCompletions(store.Flows[:], cobra.ShellCompDirectiveNoFileComp))
	return c
}

// login signs in again and stores the token; the profile is not touched.
func (a *app) login(ctx context.Context, name string, req loginRequest) error {
	if req.flow != "" && !isFlow(req.flow) {
		return a.usage("usage.one_of", "value", req.flow, "allowed", strings.Join(store.Flows[:], ", "))
	}
	places, l, err := a.oauthProfile(name)
	if err != nil {
		return err
	}
	teller := loginTeller{app: a, json: req.json}
	t, err := a.signIn(ctx, places, l, req.flow, teller.tell)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return teller.failed(err, l.Profile)
	}
	return teller.done(t, l.Profile)
}

func isFlow(s string) bool {
	for _, f := range store.Flows {
		if f == s {
			return true
		}
	}
	return false
}

// signIn runs one sign-in of a saved profile and keeps what it gives. What is
// typed meanwhile is taken for the address that the browser was led to.
func (a *app) signIn(ctx context.Context, places store.Places, l store.Loaded, flow string, tell func(steps.Event)) (store.Token, error) {
	if flow != "" {
		l.Profile.OAuth.Flow = flow // the scopes depend on it
	}
	c, err := clientOf(l)(ctx)
	if err != nil {
		return store.Token{}, err
	}
	if err := store.RoomForToken(ctx, places, l.Profile.Name); err != nil {
		return store.Token{}, err // before a person does it for nothing
	}
	site := oauth.Place(a.Getenv)
	s := steps.SignIn{Client: c, Flow: steps.FlowOf(l.Profile, c, site), Profile: l.Profile, Site: site, Tell: tell,
		Keep: func(ctx context.Context, t store.Token) (store.Token, error) {
			return oauth.Keep(ctx, places, l.Profile.Name, "", c, t)
		}}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if s.Flow == "loopback" {
		pasted := make(chan string)
		s.Pasted = pasted
		go pasteLines(ctx, a.In, pasted)
	}
	return s.Run(ctx)
}

// pasteLines hands on what is typed, line by line. A read that still waits
// when ctx ends is left behind, which only a program about to end may do.
func pasteLines(ctx context.Context, in io.Reader, out chan<- string) {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, maxLine), store.MaxSecret)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		select {
		case out <- line:
		case <-ctx.Done():
			return
		}
	}
}

// loginTeller tells the news of a sign-in: to a person on stderr, or as JSON,
// one event a line, on stdout.
type loginTeller struct {
	*app
	json bool
}

// loginEvent is a line of login --json.
type loginEvent struct {
	Event     string `json:"event"`
	UserCode  string `json:"user_code,omitempty"`
	URI       string `json:"verification_uri,omitempty"`
	Complete  string `json:"verification_uri_complete,omitempty"`
	ExpiresIn int    `json:"expires_in,omitempty"` // seconds
	URL       string `json:"url,omitempty"`
	SSH       string `json:"ssh,omitempty"`
	Note      string `json:"note,omitempty"` // wrong-state, paste-no-code …: it goes on
	Account   string `json:"account,omitempty"`
	Expires   string `json:"expires,omitempty"` // RFC 3339
	Cause     string `json:"cause,omitempty"`
	Error     string `json:"error,omitempty"`
}

// write leaves "&" as it is: addresses are taken out of these lines by hand too.
func (l loginTeller) write(e loginEvent) error {
	enc := json.NewEncoder(l.results())
	enc.SetEscapeHTML(false)
	return enc.Encode(e)
}

func (l loginTeller) tell(e steps.Event) {
	if !l.json {
		l.sayEvent(e)
		return
	}
	switch e.Kind {
	case steps.EventCode:
		_ = l.write(loginEvent{Event: "code", UserCode: e.UserCode, URI: e.URL, Complete: e.Complete,
			ExpiresIn: int(e.Expires.Sub(l.now()).Round(time.Second).Seconds())})
	case steps.EventLink:
		_ = l.write(loginEvent{Event: "link", URL: e.URL, SSH: e.SSH})
	case steps.EventNote:
		_ = l.write(loginEvent{Event: "note", Note: strings.TrimPrefix(e.Note.ID, "oauth.note.")})
	}
}

func (l loginTeller) done(t store.Token, p store.Profile) error {
	if l.json {
		e := loginEvent{Event: "done", Account: t.Account}
		if !t.Expiry.IsZero() {
			e.Expires = t.Expiry.UTC().Format(time.RFC3339)
		}
		return l.write(e)
	}
	l.errln(l.say("cli.signed_in", "name", p.Name, "state", l.tokenState(t, p)))
	return nil
}

// failed says why there is no token. What is no answer of a provider (a client
// id that is missing, a file that cannot be read) is a complaint like others.
func (l loginTeller) failed(err error, p store.Profile) error {
	var said *oauth.Error
	if !errors.As(err, &said) {
		if l.json {
			_ = l.write(loginEvent{Event: "failed", Error: mailcheck.Neutralise(err.Error())})
		}
		return err
	}
	list := mailcheck.TokenFindings(p, store.Token{}, err, true)
	if l.json {
		_ = l.write(loginEvent{Event: "failed", Cause: list[0].Cause, Error: said.Code})
		return status(statusOf(verdictOf(list[0])))
	}
	_ = report.FindingsText(l.Err, list[:1], l.t, l.look(l.Err))
	return status(statusOf(verdictOf(list[0])))
}

// verdictOf a finding that stopped a work.
func verdictOf(f cause.Finding) mailcheck.Verdict {
	if f.Severity == cause.SeverityUnknown {
		return mailcheck.Unknown
	}
	return mailcheck.Fail
}
