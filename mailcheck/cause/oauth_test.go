package cause

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestOAuthAnswers asks for the cause of every answer of a sign-in by OAuth
// from its text and its endpoint alone, as somebody pastes it.
func TestOAuthAnswers(t *testing.T) {
	right, all := 0, 0
	for _, s := range read(t, "testdata/oauth.json") {
		v := look(s.evidence())
		if rules := matching(v); len(rules) > 1 {
			t.Errorf("%s: %d rules of equal rank match %q", s.ID, len(rules), s.Raw)
		}
		if !s.Verified {
			continue
		}
		all++
		got := diagnose(v)
		if len(got) > 0 && slices.Contains(append(s.Also, s.Cause), got[0].Cause) {
			right++
			continue
		}
		t.Errorf("%s (%s): want %s, got %v\n\t%s", s.ID, s.Layer, s.Cause, got, s.Raw)
	}
	t.Logf("%d of %d right", right, all)
	if all < 60 {
		t.Errorf("only %d answers", all)
	}
}

// TestOAuthWithoutStage: Microsoft's number is enough wherever it is pasted from.
func TestOAuthWithoutStage(t *testing.T) {
	for _, s := range read(t, "testdata/oauth.json") {
		if !s.Verified || !strings.Contains(s.Raw, "AADSTS") {
			continue
		}
		if got := Diagnose(Evidence{Text: s.Raw}); len(got) == 0 || !slices.Contains(append(s.Also, s.Cause), got[0].Cause) {
			t.Errorf("%s: want %s, got %v", s.ID, s.Cause, got)
		}
	}
}

// oauth is evidence of an answer that the program has taken apart itself.
func oauth(endpoint, code string, more facts) Evidence {
	f := facts{FactOAuthError: code}
	for name, value := range more {
		f[name] = value
	}
	return Evidence{Stage: "oauth." + endpoint, Facts: f}
}

func said(e Evidence, text string) Evidence {
	e.Text = text
	return e
}

func by(e Evidence, software string) Evidence {
	e.Software = software
	return e
}

func api(status, code, text string) Evidence {
	return Evidence{Stage: "api.send", Text: text, Facts: facts{FactHTTPStatus: status, FactAPIError: code}}
}

// TestOAuthFacts: what else is known changes what an error means.
func TestOAuthFacts(t *testing.T) {
	refused := Evidence{Stage: "smtp.auth", Mechanism: "XOAUTH2", Code: 535, Enhanced: "5.7.8",
		Text: "Username and Password not accepted.\nhttps://support.google.com/mail/?p=BadCredentials x - gsmtp"}
	faulty, old := refused, refused
	faulty.Facts = facts{FactSASLFault: `{"status":"400"}`}
	old.Facts = facts{FactSASLFault: `{"status":"400"}`, FactTokenExpired: "true"}
	for name, c := range map[string]struct {
		e     Evidence
		cause string
		sure  Confidence
	}{
		"the way, not the address":  {Evidence{Stage: "oauth.token", Err: fmt.Errorf(`Post "https://login.microsoftonline.com/common/oauth2/v2.0/token": %w`, context.DeadlineExceeded)}, "net.timeout", Possible},
		"refresh token dead":        {oauth("token", "invalid_grant", nil), "oauth.refresh-dead", Likely},
		"a code, signing in":        {oauth("token", "invalid_grant", facts{FactSigningIn: "true"}), "oauth.code-expired", Likely},
		"Google after seven days":   {by(said(oauth("token", "invalid_grant", facts{FactTokenAge: "7"}), "invalid_grant: Token has been expired or revoked."), Gmail), "oauth.testing-expiry", Likely},
		"Google after thirty days":  {by(said(oauth("token", "invalid_grant", facts{FactTokenAge: "30"}), "invalid_grant: Token has been expired or revoked."), Gmail), "oauth.refresh-dead", Likely},
		"seven days elsewhere":      {oauth("token", "invalid_grant", facts{FactTokenAge: "7"}), "oauth.refresh-dead", Likely},
		"the number beats the word": {oauth("token", "invalid_grant", facts{FactAADSTS: "50076"}), "oauth.mfa-required", Certain},
		"a number nobody knows":     {oauth("token", "invalid_grant", facts{FactAADSTS: "123456"}), "oauth.refresh-dead", Likely},
		"suberror":                  {oauth("token", "invalid_grant", facts{FactSuberror: "basic_action"}), "oauth.mfa-required", Likely},
		"suberror in JSON":          {Evidence{Stage: "oauth.token", Text: `{"error":"invalid_grant","suberror":"consent_required"}`}, "oauth.consent-missing", Likely},
		"clock":                     {said(oauth("token", "invalid_grant", nil), "invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."), "oauth.clock", Likely},
		"assertion too early":       {oauth("token", "invalid_client", facts{FactAADSTS: "700024"}), "oauth.clock", Likely},
		"client deleted":            {said(oauth("authorize", "deleted_client", nil), "The OAuth client was deleted."), "oauth.client-disabled", Certain},
		"client unknown":            {said(oauth("token", "invalid_client", nil), "The OAuth client was not found."), "oauth.client-unknown", Likely},
		"client secret":             {said(oauth("token", "invalid_client", nil), "The provided client secret is invalid."), "oauth.secret-wrong", Likely},
		"device code ran out":       {oauth("device", "expired_token", nil), "oauth.code-expired", Certain},
		"delegation not granted":    {said(oauth("token", "unauthorized_client", nil), "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested."), "oauth.admin-consent", Likely},
		"provider is ill":           {oauth("token", "server_error", nil), "auth.temporary", Likely},

		"a proxy's page":   {Evidence{Stage: "oauth.token", Text: "HTTP 200 <html>", Facts: facts{FactForeign: "true", FactHTTPStatus: "200", FactContentType: "text/html; charset=utf-8"}}, "net.middlebox", Likely},
		"an empty answer":  {Evidence{Stage: "oauth.token", Text: "HTTP 200", Facts: facts{FactForeign: "true", FactHTTPStatus: "200"}}, "oauth.not-oauth-endpoint", Likely},
		"a 500":            {Evidence{Stage: "oauth.token", Text: "HTTP 500", Facts: facts{FactForeign: "true", FactHTTPStatus: "500"}}, "oauth.not-oauth-endpoint", Likely},
		"too many":         {Evidence{Stage: "oauth.token", Text: "HTTP 429", Facts: facts{FactForeign: "true", FactHTTPStatus: "429"}}, "auth.rate-limited", Likely},
		"no answer":        {Evidence{Stage: "oauth.token", Err: os.ErrDeadlineExceeded}, "net.timeout", Possible},
		"refused":          {Evidence{Stage: "oauth.token", Host: "login.example", Err: dialError(errnoRefused[0])}, "net.refused", Likely},
		"no such provider": {Evidence{Stage: "oauth.token", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, "dns.nxdomain", Possible},
		"token file":       {Evidence{Stage: "oauth.token", Err: &fs.PathError{Op: "open", Path: "a.json", Err: fs.ErrPermission}}, "oauth.token-file", Certain},
		"stopped":          {Evidence{Stage: "oauth.token", Err: fmt.Errorf("post: %w", context.Canceled)}, "run.cancelled", Certain},

		"token refused":             {refused, "auth.token-rejected", Likely},
		"token refused, with words": {faulty, "auth.token-rejected", Likely},
		"token was too old":         {old, "oauth.refresh-dead", Likely},

		"Graph: token":        {api("401", "InvalidAuthenticationToken", "Access token has expired."), "auth.token-rejected", Likely},
		"Graph: scope":        {api("403", "ErrorAccessDenied", "Access is denied. Check credentials and try again."), "oauth.scope-invalid", Likely},
		"Graph: policy":       {api("403", "ErrorAccessDenied", "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings."), "auth.mailbox-permission", Certain},
		"Graph: send as":      {api("403", "ErrorSendAsDenied", "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account."), "env.sender-not-owned", Certain},
		"Graph: no mailbox":   {api("404", "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise."), "api.mailbox-missing", Certain},
		"Graph: throttled":    {api("429", "ApplicationThrottled", "Application is over its MailboxConcurrency limit."), "auth.rate-limited", Likely},
		"Gmail: API off":      {api("403", "accessNotConfigured", "Gmail API has not been used in project 1 before or it is disabled."), "api.not-enabled", Certain},
		"Gmail: scope":        {api("403", "insufficientPermissions", "Request had insufficient authentication scopes."), "oauth.scope-invalid", Certain},
		"Gmail: precondition": {api("400", "failedPrecondition", "Precondition check failed."), "api.mailbox-missing", Likely},
		"API too large":       {api("413", "", ""), "data.too-large", Certain},
		"API is ill":          {api("503", "serviceNotAvailable", ""), "session.unavailable", Likely},
		"API odd":             {api("403", "fnord", ""), "oauth.scope-invalid", Likely},
		"API is a web page":   {Evidence{Stage: "api.send", Facts: facts{FactForeign: "true", FactHTTPStatus: "200"}}, "api.not-an-api", Likely},
		"API behind a 502":    {Evidence{Stage: "api.send", Facts: facts{FactForeign: "true", FactHTTPStatus: "502"}}, "session.unavailable", Likely},
		"API silent":          {Evidence{Stage: "api.send", Err: os.ErrDeadlineExceeded}, "net.timeout", Possible},
	} {
		t.Run(name, func(t *testing.T) {
			got := Diagnose(c.e)
			if len(got) == 0 || got[0] != (Candidate{c.cause, c.sure}) {
				t.Errorf("want %s (%s), got %v", c.cause, c.sure, got)
			}
			if rules := matching(look(c.e)); len(rules) > 1 {
				t.Errorf("%d rules of equal rank", len(rules))
			}
		})
	}
}

// TestMailIsNotOAuth: words of OAuth in a mail server's reply stay a mail
// server's reply.
func TestMailIsNotOAuth(t *testing.T) {
	for _, e := range []Evidence{
		{Stage: "smtp.auth", Code: 535, Text: "authentication failed: invalid_request"},
		{Code: 550, Text: "access_denied for this host"},
		{Stage: "smtp.rcpt", Text: "454 slow_down"},
	} {
		for _, c := range Diagnose(e) {
			if strings.HasPrefix(c.Cause, "oauth.") {
				t.Errorf("%q: %s", e.Text, c.Cause)
			}
		}
	}
}

// TestOAuthArgs: what the texts need of the sign-in.
func TestOAuthArgs(t *testing.T) {
	e := oauth("token", "invalid_client", facts{FactAADSTS: "7000222", FactClient: "abc", FactTenant: "contoso", FactSkew: "-400", FactProfile: "alerts"})
	f := Find(e)[0]
	for name, want := range map[string]string{"aadsts": "7000222", "client": "abc", "tenant": "contoso", "skew": "6m40s", "clock": "fast", "profile": "alerts", "oauth_error": "invalid_client"} {
		if f.Args[name] != want {
			t.Errorf("%s: %q, want %q", name, f.Args[name], want)
		}
	}
	f = Find(Evidence{Stage: "smtp.auth", Mechanism: "XOAUTH2", Code: 535, Text: "no", Facts: facts{FactSASLFault: `{"status":"401"}`}})[0]
	if want := []string{`334 {"status":"401"}`, "535 no"}; !slices.Equal(f.Evidence, want) {
		t.Errorf("evidence %q, want %q", f.Evidence, want)
	}
}

// TestOAuthWhoAndField: nobody is sent to a mail server's administrator, or to
// the mail server's keys, for what is not about a mail server.
func TestOAuthWhoAndField(t *testing.T) {
	for _, c := range []struct {
		e     Evidence
		who   Who
		field string
	}{
		{oauth("token", "server_error", nil), Provider, ""},
		{api("503", "", ""), Provider, ""},
		{Evidence{Stage: "oauth.token", Err: dialError(errnoRefused[0])}, You, ""},
		{Evidence{Stage: "api.connect", Err: dialError(errnoRefused[0])}, You, "api.base_url"},
		{Evidence{Stage: "smtp.connect", Err: dialError(errnoRefused[0])}, You, "smtp.port"},
		{Evidence{Stage: "smtp.auth", Code: 454}, MailAdmin, ""},
	} {
		if f := Find(c.e)[0]; f.Who != c.who || f.Field != c.field {
			t.Errorf("%s at %s: %s, %q; want %s, %q", f.Cause, f.Stage, f.Who, f.Field, c.who, c.field)
		}
	}
}
