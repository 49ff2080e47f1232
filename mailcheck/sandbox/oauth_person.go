package sandbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

const (
	maxPage    = 64 << 10
	personTime = 20 * time.Second // of a whole visit
)

// browser is a person's: it follows redirects, and knows the sandbox's CA.
func (o *oauthServer) browser() (*http.Client, func()) {
	t := &http.Transport{
		TLSClientConfig:       &tls.Config{RootCAs: o.m.pki.pool(), MinVersion: tls.VersionTLS12},
		ResponseHeaderTimeout: personTime, MaxResponseHeaderBytes: maxForm,
	}
	jar, _ := cookiejar.New(nil) // its error is always nil
	return &http.Client{Transport: t, Jar: jar, Timeout: personTime}, t.CloseIdleConnections
}

// ticketField is the one field of the form that only the page knows.
var ticketField = regexp.MustCompile(`name="ticket" value="([A-Z0-9]+)"`)

// browse opens the form and decides. Where there is no form, the sign-in went
// through, or failed, without asking.
func (o *oauthServer) browse(ctx context.Context, address, who string) (Page, error) {
	b, done := o.browser()
	defer done()
	page, err := visit(ctx, b, http.MethodGet, address, nil)
	if err != nil {
		return Page{}, err
	}
	m := ticketField.FindStringSubmatch(page.Body)
	if m == nil {
		return page, nil
	}
	target, err := url.Parse(page.URL)
	if err != nil {
		return Page{}, fmt.Errorf("read the page's address: %w", err)
	}
	target.RawQuery = ""
	return visit(ctx, b, http.MethodPost, target.String(), decision(who, url.Values{"ticket": {m[1]}}))
}

// approve is the same for the device flow's page.
func (o *oauthServer) approve(ctx context.Context, codeOrURL, who string) error {
	b, done := o.browser()
	defer done()
	address := o.plain + "/device?" + url.Values{"user_code": {codeOrURL}}.Encode()
	if strings.Contains(codeOrURL, "://") {
		address = codeOrURL
	}
	u, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("read the verification address: %w", err)
	}
	if _, err := visit(ctx, b, http.MethodGet, address, nil); err != nil {
		return err
	}
	fields := decision(who, url.Values{"user_code": {u.Query().Get("user_code")}})
	u.RawQuery = ""
	page, err := visit(ctx, b, http.MethodPost, u.String(), fields)
	if err == nil && page.Status != http.StatusOK {
		err = fmt.Errorf("the verification page answers %d", page.Status)
	}
	return err
}

// decision fills in the form; without an account Cancel is pressed.
func decision(who string, fields url.Values) url.Values {
	fields.Set("account", who)
	fields.Set("decision", "allow")
	if who == "" {
		fields.Set("decision", "cancel")
	}
	return fields
}

// visit loads one page. No error of it holds the address, in which a code may
// stand.
func visit(ctx context.Context, b *http.Client, method, address string, fields url.Values) (Page, error) {
	var body io.Reader
	if fields != nil {
		body = strings.NewReader(fields.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return Page{}, errors.New("the address cannot be visited")
	}
	if fields != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w, err := b.Do(r)
	if err != nil {
		var e *url.Error
		if errors.As(err, &e) {
			err = e.Err
		}
		return Page{}, fmt.Errorf("visit the page: %w", err)
	}
	defer w.Body.Close()
	data, err := io.ReadAll(io.LimitReader(w.Body, maxPage))
	if err != nil {
		return Page{}, fmt.Errorf("read the page: %w", err)
	}
	return Page{URL: w.Request.URL.String(), Status: w.StatusCode, Body: string(data)}, nil
}
