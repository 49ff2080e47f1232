package oauth

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"todoku/store"
)

const (
	maxAnswer = 64 << 10 // octets of a body that are read
	maxLine   = 160      // octets of a foreign body that are shown
	maxWords  = 1000     // octets of a description that are shown

	longest = 100 * 365 * 24 * time.Hour // what lives longer, nobody has told the end of
)

// watch is the transport of one request: it lets an OAuth answer through to
// the library, and makes an *Error of anything else, which the library would
// report as a JSON parse error.
type watch struct {
	ctx      context.Context // the library sends one request without it
	base     http.RoundTripper
	endpoint string
	wants    string           // the field without which an answer is none
	now      func() time.Time // for the skew
	hide     []string         // secrets of the request that an answer may repeat
	user     *url.Userinfo    // for the Authorization header; nil: none
}

// RoundTrip obeys http.RoundTripper.
func (w *watch) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	defer cancel() // the body is read before this returns
	defer context.AfterFunc(w.ctx, cancel)()
	req = req.Clone(ctx)
	req.Header.Set("Accept", "application/json") // some answer as a form without it
	req.Header.Set("User-Agent", "todoku")
	if w.user != nil {
		password, _ := w.user.Password()
		req.SetBasicAuth(w.user.Username(), password)
	}
	res, err := w.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if to, err := res.Location(); err == nil && w.endpoint == "discovery" && res.StatusCode/100 == 3 && safeURL(to.String()) {
		res.Body = http.NoBody // public data may be moved, to where nobody can change it on the way
		return res, nil
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	fields := fieldsOf(res.Header, body)
	if bad := w.judge(res, body, fields); bad != nil {
		bad.Host = req.URL.Host
		return nil, bad
	}
	plain(fields)
	data, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	res.Header.Set("Content-Type", "application/json")
	return res, nil
}

// fieldsOf reads a JSON object, or the form that a few token endpoints answer
// with; nil: it is neither.
func fieldsOf(h http.Header, body []byte) map[string]any {
	body = bytes.TrimPrefix(body, []byte("\ufeff")) // RFC 8259 section 8.1: may be passed over
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var fields map[string]any
	if d.Decode(&fields) == nil {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return fields
		}
		return nil
	}
	switch mediaType(h) {
	case "application/x-www-form-urlencoded", "text/plain":
	default:
		return nil
	}
	form, err := url.ParseQuery(strings.TrimSpace(string(body)))
	if err != nil || form.Get("access_token") == "" && form.Get("error") == "" {
		return nil
	}
	fields = map[string]any{}
	for k := range form {
		fields[k] = form.Get(k)
	}
	return fields
}

// judge gives nil for an answer that the library can go on with.
func (w *watch) judge(res *http.Response, body []byte, fields map[string]any) *Error {
	e := &Error{Status: res.StatusCode, Endpoint: w.endpoint, ContentType: store.Neutral(mediaType(res.Header), 80)}
	if at, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		e.Skew = at.Sub(w.now()).Round(time.Second)
	}
	if code, ok := fields["error"].(string); ok && code != "" {
		// Some answer 200 with an error, against RFC 6749 section 5.2.
		w.fill(e, fields)
		return e
	}
	good := res.StatusCode >= 200 && res.StatusCode < 300
	if good && fields != nil {
		if e.Field = w.odd(fields, body); e.Field == "" {
			return nil
		}
		e.Field = store.Neutral(e.Field, 80)
	}
	if u, err := res.Location(); err == nil {
		e.Location = store.Neutral(u.Host, maxLine)
	}
	if !holdsSecret(body) {
		e.FirstLine = w.tame(firstLine(body), maxLine)
	}
	return e
}

// fill takes the fields of an error answer: RFC 6749 section 5.2, and what
// Microsoft and Google add to tell its many meanings apart.
func (w *watch) fill(e *Error, fields map[string]any) {
	text := func(key string) string { s, _ := fields[key].(string); return s }
	e.Code = w.tame(text("error"), 80)
	e.Description = w.tame(text("error_description"), maxWords)
	e.Suberror = w.tame(text("suberror")+text("error_subtype"), 80)
	e.AADSTS = aadsts.FindString(e.Description)
	if codes, ok := fields["error_codes"].([]any); ok && e.AADSTS == "" && len(codes) > 0 {
		if n, ok := codes[0].(json.Number); ok {
			e.AADSTS = "AADSTS" + store.Neutral(n.String(), 20)
		}
	}
}

var (
	aadsts = regexp.MustCompile(`AADSTS\d+`)
	title  = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
)

// tame makes foreign words harmless: the secrets of the request are hidden,
// and what comes after max octets is cut off.
func (w *watch) tame(s string, max int) string {
	for _, secret := range w.hide {
		if secret == "" {
			continue
		}
		for _, form := range []string{secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret))} {
			s = strings.ReplaceAll(s, form, store.Secret{}.String())
		}
	}
	if len(s) > max {
		s = strings.ToValidUTF8(s[:max], "") + "…"
	}
	return store.Neutral(s, 12*max) // an escape is longer than what it stands for
}

// firstLine is the title of a page, else the first line that says anything.
func firstLine(body []byte) string {
	if m := title.FindSubmatch(body); m != nil {
		if s := strings.Join(strings.Fields(html.UnescapeString(string(m[1]))), " "); s != "" {
			return s
		}
	}
	var line bytes.Buffer
	if json.Compact(&line, body) == nil {
		return line.String() // its first line is a brace
	}
	for line := range strings.Lines(string(body)) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}

// holdsSecret is true for a damaged answer that may still hold a token.
func holdsSecret(body []byte) bool {
	for _, key := range []string{
		"access_token", "refresh_token", "id_token", "device_code", "client_secret", "client_assertion", "code_verifier", "assertion=", "code=",
	} {
		if bytes.Contains(body, []byte(key)) {
			return true
		}
	}
	return false
}

func mediaType(h http.Header) string {
	t, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		t, _, _ = strings.Cut(h.Get("Content-Type"), ";")
	}
	return strings.ToLower(strings.TrimSpace(t))
}

// seconds reads a number that some providers write as a string.
func seconds(v any) (time.Duration, bool) {
	var s string
	switch n := v.(type) {
	case string:
		s = n
	case float64:
		s = strconv.FormatFloat(n, 'f', -1, 64)
	case json.Number:
		s = n.String()
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= 1 && f <= longest.Seconds()) { // NaN is neither
		return 0, false
	}
	return time.Duration(f) * time.Second, true
}
