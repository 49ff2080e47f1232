package cli

import (
	"context"
	"slices"
	"strings"

	"todoku/mailcheck/sandbox"
	"todoku/steps"
	"todoku/store"
)

// signInFaults are those of the OAuth server that a sign-in over SMTP meets.
func signInFaults() []sandbox.Fault {
	return slices.DeleteFunc(sandbox.OAuthFaults(), func(f sandbox.Fault) bool {
		return f.Page || !isFlow(f.Flow) || strings.HasPrefix(f.Stage, "api.")
	})
}

func isSignInFault(name string) bool {
	return slices.ContainsFunc(sandbox.OAuthFaults(), func(f sandbox.Fault) bool { return f.Name == name })
}

// demoSignIn is a draft whose sign-in is by OAuth: in the flow that the fault
// needs, else with a code, or a browser where the provider allows no codes.
func demoSignIn(s *sandbox.Sandbox, req demoRequest) *steps.Draft {
	api := req.api
	flow := "device"
	if api == "google" {
		flow = "loopback"
	}
	for _, f := range signInFaults() {
		if f.Name == s.Fault {
			flow = f.Flow
		}
	}
	p := s.ReadyOAuth(flow)
	if api != "" {
		p = s.ReadyAPI(api, flow)
		p.Trial = store.Trial{Recipient: s.Accounts[1].Address, Send: true} // before that an API judges nothing
		p.OAuth.Scopes, p.OAuth.Provider = nil, steps.ProviderOf(store.Profile{ServerType: "api", Provider: api})
	}
	p.Name, p.SMTP.CAFile = demoName, "" // the CA comes by Env
	if req.app != "" {
		p.Application, p.Sender.Name = req.app, ""
		if req.app == "ireporter" {
			p.Form = store.Form{"manager_root": "https://" + sandbox.Host + "/ConMasManager"}
		}
		if api == "" {
			p.ServerType = "microsoft365" // a form's OAuth knows the big two alone
		}
	}
	d := steps.EditDraft(store.Loaded{Profile: p})
	d.Existing, d.Path, d.Named = nil, "", true
	for _, key := range []string{"application", "server_type", "smtp.host", "smtp.port", "smtp.security", "smtp.timeout", "trial.send"} {
		d.Answered[key] = true
	}
	if flow == "app-only" {
		d.Secrets["oauth.client_secret"] = store.NewSecret(s.OAuth.ClientSecret)
		d.Answered["oauth.client_secret"] = true
	}
	return d
}

// demoPerson is who allows the sign-in where nobody looks on.
func (a *app) demoPerson(ctx context.Context, s *sandbox.Sandbox, p steps.Progress) {
	if p.Event == nil || s.OAuth == nil {
		return
	}
	who := s.Accounts[0].Address
	switch e := *p.Event; e.Kind {
	case steps.EventCode:
		a.outln(a.say("cli.demo_code", "url", e.URL, "code", e.UserCode))
		_ = s.Approve(ctx, e.UserCode, who) // a failure shows as a sign-in that nobody allows
	case steps.EventLink:
		go func() { _, _ = s.Browse(ctx, e.URL, who) }() // its end is the redirect that the flow waits for
	}
}
