package oauth

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"todoku/store"
	"todoku/store/secret"
)

func profile(set ...string) store.Profile {
	p := store.Default()
	p.Name, p.OAuth.ClientID = "a", "client-1"
	for i := 0; i+1 < len(set); i += 2 {
		if problem := store.Set(&p, set[i], set[i+1]); problem != nil {
			panic(problem)
		}
	}
	return p
}

func TestClientOfKnownProviders(t *testing.T) {
	const ms, com = "https://login.microsoftonline.com/", "/oauth2/v2.0/"
	for _, x := range []struct {
		p                store.Profile
		provider, token  string
		device           bool
		scopes, redirect string
	}{
		{profile("server_type", "google"), google, "https://oauth2.googleapis.com/token", false, googleMail, "http://127.0.0.1"},
		{profile("server_type", "smtp", "oauth.provider", "google"), google, "https://oauth2.googleapis.com/token", false, googleMail, "http://127.0.0.1"},
		{profile("server_type", "api", "provider", "google"), google, "https://oauth2.googleapis.com/token", false, googleSend, "http://127.0.0.1"},
		{profile("server_type", "microsoft365"), microsoft, ms + "organizations" + com + "token", true, "https://outlook.office.com/SMTP.Send offline_access", "http://localhost"},
		{profile("server_type", "microsoft365", "oauth.tenant", "t-1", "receive.auth", "xoauth2", "receive.protocol", "imap"), microsoft, ms + "t-1" + com + "token", true,
			"https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All offline_access", "http://localhost"},
		{profile("server_type", "microsoft365", "receive.auth", "xoauth2", "receive.protocol", "pop3"), microsoft, ms + "organizations" + com + "token", true,
			"https://outlook.office.com/SMTP.Send https://outlook.office.com/POP.AccessAsUser.All offline_access", "http://localhost"},
		{profile("server_type", "microsoft365", "oauth.tenant", "t-1", "oauth.flow", "app-only"), microsoft, ms + "t-1" + com + "token", true, "https://outlook.office365.com/.default", "http://localhost"},
		{profile("server_type", "api", "provider", "microsoft365", "oauth.tenant", "t-1", "oauth.flow", "app-only"), microsoft, ms + "t-1" + com + "token", true, "https://graph.microsoft.com/.default", "http://localhost"},
		{profile("server_type", "api", "provider", "microsoft365", "sender.address", "info@example.org", "oauth.account", "hanako@example.org"), microsoft, ms + "organizations" + com + "token", true,
			"https://graph.microsoft.com/Mail.Send.Shared https://graph.microsoft.com/User.Read offline_access openid", "http://localhost"},
		{profile("server_type", "api", "provider", "microsoft365"), microsoft, ms + "organizations" + com + "token", true,
			"https://graph.microsoft.com/Mail.Send https://graph.microsoft.com/User.Read offline_access openid", "http://localhost"},
		{profile("server_type", "microsoft365", "oauth.token_url", "https://login.microsoftonline.us/t-1/oauth2/v2.0/token"), microsoft,
			"https://login.microsoftonline.us/t-1/oauth2/v2.0/token", false, "https://outlook.office365.us/SMTP.Send offline_access", "http://localhost"},
		{profile("server_type", "google", "oauth.scopes", "one two", "oauth.redirect_uri", "https://esm.example.jp/"), google, "https://oauth2.googleapis.com/token", false, "one two", "https://esm.example.jp/"},
		{profile("server_type", "google", "oauth.token_url", "https://id.example.jp/token"), "", "https://id.example.jp/token", false, "", "http://127.0.0.1/callback"},
	} {
		if len(x.p.OAuth.Scopes) == 1 {
			x.p.OAuth.Scopes = strings.Fields(x.p.OAuth.Scopes[0])
		}
		c, err := ClientOf(t.Context(), x.p, "", nil)
		if err != nil {
			t.Errorf("%+v: %v", x.p.OAuth, err)
			continue
		}
		redirect, _ := Redirect(c)
		if c.Provider != x.provider || c.TokenURL != x.token || (c.DeviceURL != "") != x.device || strings.Join(c.Scopes, " ") != x.scopes || redirect != x.redirect {
			t.Errorf("%+v", c)
		}
	}
}

func TestClientOfProblems(t *testing.T) {
	none := profile("server_type", "google")
	none.OAuth.ClientID = ""
	for _, x := range []struct {
		p         store.Profile
		code, key string
	}{
		{none, "missing_key", "oauth.client_id"},
		{profile("server_type", "smtp"), "missing_key", "oauth.issuer"},
		{profile("server_type", "microsoft365", "oauth.flow", "app-only"), "missing_key", "oauth.tenant"},
		{profile("server_type", "google", "oauth.client_secret.from", "file", "oauth.client_secret.path", "none"), "secret_no_file", "oauth.client_secret"},
		{profile("server_type", "google", "oauth.service_account_file", "none.json"), "secret_no_file", "oauth.service_account_file"},
	} {
		_, err := ClientOf(t.Context(), x.p, t.TempDir(), nil)
		wantKey(t, err, x.code, x.key)
	}
	p := profile("server_type", "google", "oauth.client_secret.from", "env", "oauth.client_secret.name", "TODOKU_TEST_OAUTH_SECRET")
	if _, err := ClientOf(t.Context(), p, "", nil); !errors.Is(err, secret.ErrNotSet) {
		t.Error(err)
	}
	t.Setenv("TODOKU_TEST_OAUTH_SECRET", "client-secret")
	if c, err := ClientOf(t.Context(), p, "", nil); err != nil || c.Secret.Reveal() != "client-secret" {
		t.Error(err)
	}
}

// issuer serves documents by path; ISSUER in them is its own address.
func issuer(t *testing.T, docs map[string]string) string {
	t.Helper()
	var url string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		doc, ok := docs[r.URL.Path]
		if to, moved := strings.CutPrefix(doc, "-> "); moved {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		if !ok {
			http.NotFound(w, r)
			return
		}
		send(w, 200, strings.ReplaceAll(doc, "ISSUER", url))
	}))
	t.Cleanup(s.Close)
	url = s.URL
	return url
}

func TestDiscovery(t *testing.T) {
	const full = `{"issuer":"ISSUERPATH","authorization_endpoint":"ISSUER/auth","token_endpoint":"ISSUER/token",` +
		`"device_authorization_endpoint":"ISSUER/device","token_endpoint_auth_methods_supported":["client_secret_post"]}`
	openid, plain := "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"
	for name, x := range map[string]struct {
		path string
		docs map[string]string
	}{
		"OpenID":             {"", map[string]string{openid: full}},
		"OpenID, with path":  {"/realms/a", map[string]string{"/realms/a" + openid: full}},
		"slash at the end":   {"/realms/a/", map[string]string{"/realms/a" + openid: full}},
		"RFC 8414":           {"", map[string]string{plain: full}},
		"RFC 8414 with path": {"/a", map[string]string{plain + "/a": full}},
		"moved":              {"", map[string]string{openid: "-> /new", "/new": full}},
	} {
		t.Run(name, func(t *testing.T) {
			for at, doc := range x.docs {
				x.docs[at] = strings.ReplaceAll(doc, "ISSUERPATH", "ISSUER"+x.path)
			}
			root := issuer(t, x.docs)
			c, err := ClientOf(t.Context(), profile("oauth.issuer", root+x.path), "", nil)
			if err != nil {
				t.Fatal(err)
			}
			if c.AuthorizeURL != root+"/auth" || c.TokenURL != root+"/token" || c.DeviceURL != root+"/device" || c.Issuer != root+x.path || c.basic || c.Scopes != nil {
				t.Errorf("%+v", c)
			}
		})
	}
	root := issuer(t, map[string]string{openid: `{"issuer":"ISSUER","token_endpoint":"ISSUER/token","token_endpoint_auth_methods_supported":["client_secret_basic"]}`})
	c, err := ClientOf(t.Context(), profile("oauth.issuer", root, "oauth.device_url", "https://x.example/d"), "", nil)
	if err != nil || !c.basic || c.DeviceURL != "https://x.example/d" {
		t.Errorf("%+v %v", c, err)
	}
}

func TestDiscoveryThatIsRefused(t *testing.T) {
	openid := "/.well-known/openid-configuration"
	for name, x := range map[string]struct {
		doc    string
		status int
		is     error
	}{
		"none":          {"", 404, nil},
		"login page":    {"<html><title>Login</title>", 200, nil},
		"other issuer":  {`{"issuer":"https://evil.example","token_endpoint":"ISSUER/token"}`, 0, ErrIssuer},
		"http endpoint": {`{"issuer":"ISSUER","token_endpoint":"http://mail.example/token"}`, 0, errUnsafe},
		"moved to http": {"-> http://portal.example/login", 302, nil},
		"round and on":  {"-> " + openid, 0, errMoved},
	} {
		t.Run(name, func(t *testing.T) {
			docs := map[string]string{}
			if x.doc != "" {
				docs[openid] = x.doc
			}
			_, err := ClientOf(t.Context(), profile("oauth.issuer", issuer(t, docs)), "", nil)
			e := wantError(t, err, "")
			if e.Endpoint != "discovery" || e.Status != x.status || x.is != nil && !errors.Is(err, x.is) {
				t.Errorf("%+v", e)
			}
			if x.status == 302 && e.Location != "portal.example" {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestSameIssuer(t *testing.T) {
	for _, x := range []struct {
		got, want string
		same      bool
	}{
		{"https://a/", "https://a", true}, {"https://a", "https://b", false}, {"", "https://a", false},
		{"https://login.microsoftonline.com/{tenantid}/v2.0", "https://login.microsoftonline.com/common/v2.0", true},
		{"https://evil.example/{tenantid}/v2.0", "https://login.microsoftonline.com/common/v2.0", false},
	} {
		if sameIssuer(x.got, x.want) != x.same {
			t.Errorf("%s and %s", x.got, x.want)
		}
	}
}

func TestFlowFor(t *testing.T) {
	far, here := Site{SSH: true}, Site{Display: true}
	ms := Client{Provider: microsoft, DeviceURL: "https://x/"}
	cert, web := ms, ms
	cert.Certificate, web.RedirectURI = "c.pem", "https://esm.example.jp/"
	for _, x := range []struct {
		c    Client
		s    Site
		want []string
	}{
		{ms, far, []string{"device", WhyNoBrowser}}, {ms, Site{}, []string{"device", WhyNoBrowser}}, {ms, here, []string{"loopback", WhyBrowserHere}},
		{Client{Provider: google}, far, []string{"loopback", WhyGoogleDevice}}, {Client{Provider: google}, here, []string{"loopback", WhyBrowserHere}},
		{Client{}, far, []string{"loopback", WhyNoDeviceHere}}, {Client{DeviceURL: "https://x/"}, far, []string{"device", WhyNoBrowser}},
		{cert, far, []string{"app-only", WhyCertificate}}, {web, far, []string{"loopback", WhyWebClient}},
		{Client{Provider: google, ServiceAccountFile: "x"}, far, []string{"app-only", WhyServiceAccount}},
	} {
		flow, why := FlowFor(x.c, x.s)
		if !slices.Equal([]string{flow, why}, x.want) {
			t.Errorf("%+v at %+v: %s %s", x.c, x.s, flow, why)
		}
	}
}
