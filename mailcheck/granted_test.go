package mailcheck

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/store"
)

// TestGrantedIsWarnedOf: what a token says against itself is a finding of its
// own, at the sign-in, and stops nothing.
func TestGrantedIsWarnedOf(t *testing.T) {
	for _, c := range []struct {
		name  string
		token store.Token
		want  []string
		quote string

		secretEnds string
	}{
		{"as asked for", store.Token{Scopes: []string{"mail", "offline_access"}, Refresh: store.NewSecret("r")}, nil, "", ""},
		{"a box left empty", store.Token{Scopes: []string{"openid"}, Refresh: store.NewSecret("r")}, []string{"oauth.scope-invalid certain"}, "openid", ""},
		{"no refresh token", store.Token{}, []string{"oauth.refresh-dead certain"}, "", ""},
		{"an application needs none", store.Token{Flow: "app-only"}, nil, "", ""},
		{name: "the client's secret ends", token: store.Token{Refresh: store.NewSecret("r")}, want: []string{"oauth.ends-soon certain"}, secretEnds: time.Now().AddDate(0, 0, 20).Format(time.DateOnly)},
		{name: "not yet", token: store.Token{Refresh: store.NewSecret("r")}, secretEnds: time.Now().AddDate(0, 0, 40).Format(time.DateOnly)},
		{"another account", store.Token{Account: "eve@example.org", Refresh: store.NewSecret("r")}, []string{"oauth.wrong-account likely"}, "", ""},
		{"the mailbox itself", store.Token{Account: "Alice@Example.org", Refresh: store.NewSecret("r")}, nil, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &scripted{replies: []string{"220 mx", "250-mx\n250 AUTH XOAUTH2", "235 ok", "250 ok", "250 ok"}}
			o := with(s)
			o.Token = func(context.Context) (store.Token, error) {
				c.token.Access = store.NewSecret(testToken)
				return c.token, nil
			}
			p := profile("xoauth2")
			p.OAuth.Scopes, p.OAuth.ClientSecretExpires = []string{"mail", "offline_access"}, c.secretEnds
			r := s.run(t, p, o)
			var got []string
			quoted := ""
			for _, f := range r.Findings {
				if f.Cause == "auth.no-tls" {
					continue
				}
				got = append(got, f.Cause+" "+string(f.Confidence))
				quoted += strings.Join(f.Evidence, "\n")
				if f.Severity != "warn" || f.Stage != StageAuth {
					t.Errorf("%s is %s at %s", f.Cause, f.Severity, f.Stage)
				}
			}
			if !slices.Equal(got, c.want) || !strings.Contains(quoted, c.quote) {
				t.Errorf("found %q quoting %q, want %q quoting %q", got, quoted, c.want, c.quote)
			}
			if r.Verdict == Fail || r.Verdict == Unknown {
				t.Errorf("verdict %s: a warning stopped the run", r.Verdict)
			}
		})
	}
}
