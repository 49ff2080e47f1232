package oauth

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"todoku/store"
)

const (
	pollEvery   = 5 * time.Second  // RFC 8628 section 3.2: without an interval, 5
	pollSlower  = 5 * time.Second  // section 3.5: what slow_down adds
	pollLongest = time.Minute      // a longer interval would outlast the code, and the person
	codeLife    = 10 * time.Minute // where the answer leaves out expires_in, which it must not
	codeLongest = 24 * time.Hour   // nobody types a code after that
	pollRetries = 2                // passing troubles in a row that are sat out
)

// Device signs in with a code that is typed in a browser anywhere (RFC 8628).
// It returns when the person has approved or declined, or the code is too old
// (Error.Code "expired_token"): then call it again for a new one. The error is
// an *Error, a Problem, or ctx's.
func Device(ctx context.Context, c Client, tell func(Event)) (store.Token, error) {
	if c.DeviceURL == "" {
		return store.Token{}, missing("oauth.device_url")
	}
	code, err := c.deviceCode(ctx)
	if err != nil {
		return store.Token{}, err
	}
	news(tell, Event{
		Kind: CodeShown, UserCode: strings.TrimSpace(code.UserCode), Expires: code.Expiry,
		VerificationURI: webPage(code.VerificationURI), VerificationURIComplete: webPage(code.VerificationURIComplete),
	})
	t, err := c.poll(ctx, code, tell)
	if err != nil {
		return store.Token{}, err
	}
	t.Flow, t.SignedIn = "device", t.Renewed
	return t, nil
}

// deviceCode asks for the code (RFC 8628 section 3.1). Its Expiry is by the
// client's clock.
func (c Client) deviceCode(ctx context.Context) (*oauth2.DeviceAuthResponse, error) {
	var code *oauth2.DeviceAuthResponse
	err := c.eitherStyle(func(c Client) error {
		params, err := c.proveWith(url.Values{})
		if err != nil {
			return err
		}
		r := request{endpoint: "device", url: c.DeviceURL, wants: "device_code", hide: append(secretsOf(params), c.Secret.Reveal())}
		var opts []oauth2.AuthCodeOption
		// A client that has to prove itself does so here too (section 3.1);
		// Google and Microsoft want it at the token endpoint only.
		if c.Provider == "" && !c.Secret.IsZero() {
			if c.basic {
				r.user = url.UserPassword(url.QueryEscape(c.ID), url.QueryEscape(c.Secret.Reveal()))
			} else {
				params.Set("client_secret", c.Secret.Reveal())
			}
		}
		if c.Provider == "" && slices.Contains(c.Scopes, "offline_access") {
			params.Set("prompt", "consent") // OpenID Connect Core 1.0 section 11
		}
		for k := range params {
			opts = append(opts, oauth2.SetAuthURLParam(k, params.Get(k)))
		}
		conf := oauth2.Config{ClientID: c.ID, Scopes: c.Scopes, Endpoint: oauth2.Endpoint{DeviceAuthURL: c.DeviceURL}}
		asked := c.now()
		code, err = conf.DeviceAuth(c.with(ctx, r), opts...)
		if err != nil {
			return failed(ctx, err, r)
		}
		life := codeLife
		if !code.Expiry.IsZero() {
			life = time.Until(code.Expiry).Round(time.Second)
		}
		code.Expiry = asked.Add(min(life, codeLongest))
		return nil
	})
	return code, err
}

// poll asks for the token until there is an answer (RFC 8628 sections 3.4, 3.5).
func (c Client) poll(ctx context.Context, code *oauth2.DeviceAuthResponse, tell func(Event)) (store.Token, error) {
	every := min(time.Duration(code.Interval)*time.Second, pollLongest)
	if every <= 0 {
		every = pollEvery
	}
	grant := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "device_code": {code.DeviceCode}}
	failures := 0
	for {
		left := code.Expiry.Sub(c.now())
		if err := c.sleep(ctx, max(min(every, left), 0)); err != nil {
			return store.Token{}, err
		}
		if left < every {
			return store.Token{}, &Error{Code: "expired_token", Endpoint: "token", Host: hostOf(c.TokenURL)}
		}
		t, err := c.token(ctx, grant, nil)
		switch code := codeOf(err); {
		case err == nil:
			return t, nil
		case code == "authorization_pending":
			failures = 0
		case code == "slow_down":
			failures = 0
			every += pollSlower
			news(tell, Event{Kind: SlowedDown})
		case passing(err) && failures < pollRetries && ctx.Err() == nil:
			failures++
			every *= 2 // section 3.5: back off
			news(tell, Event{Kind: NoteShown, Note: NoteRetry})
		default:
			return store.Token{}, err
		}
	}
}

// news calls tell where there is one.
func news(tell func(Event), e Event) {
	if tell != nil {
		tell(e)
	}
}

// typable is a code that a person can type: short, in one line, and nothing in
// it that is not seen.
func typable(code string) bool {
	return code != "" && len(code) <= 64 && store.Neutral(code, 64) == code
}
