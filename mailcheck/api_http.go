package mailcheck

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"todoku/mailcheck/cause"
)

// maxAPIAnswer bounds an answer, header and body, in octets.
const maxAPIAnswer = 256 << 10

// apiAsk puts one question (RFC 9112) over the connection of the run, which
// ends with it. It gives what the call reads from the answer, or the evidence
// of why there is nothing to read; the evidence's text is the answer's
// first line in either case.
func (l *ladder) apiAsk(c apiCall) (string, cause.Evidence, bool) {
	req, err := http.NewRequestWithContext(l.ctx, c.method, apiBase(l.p)+c.path, bytes.NewReader(c.body))
	if err != nil {
		return "", l.noAnswer(errors.New("not a URL")), false // the error would repeat it
	}
	req.Close = true
	req.Header.Set("Authorization", "Bearer "+l.bearer.Reveal())
	req.Header.Set("User-Agent", "todoku")
	req.Header.Set("Accept", "application/json")
	if c.kind != "" {
		req.Header.Set("Content-Type", c.kind)
	}
	l.log.client(c.method + " " + req.URL.RequestURI() + " HTTP/1.1")
	l.log.client("Authorization: Bearer " + hiddenMark)
	if len(c.body) > 0 {
		l.log.client("(" + itoa(len(c.body)) + " octets, " + c.kind + ")")
	}
	resp, body, err := l.exchange(req)
	if err != nil {
		return "", l.noAnswer(err), false
	}
	text := "HTTP " + strconv.Itoa(resp.StatusCode) + strings.TrimRight(" "+http.StatusText(resp.StatusCode), " ")
	l.log.server(text)
	e := l.evidence()
	e.Text = text
	switch {
	case resp.StatusCode == c.want && c.read == nil:
		return "", e, true
	case resp.StatusCode == c.want && isJSON(resp):
		return safe(l.log.scrub(c.read(body)), 1, maxLineRunes), e, true
	}
	l.readFault(&e, resp, body)
	return "", e, false
}

// exchange writes the request and reads the whole answer. A mail is looked at
// by filters before it is answered.
func (l *ladder) exchange(req *http.Request) (*http.Response, []byte, error) {
	wait := l.wait
	if req.Method == http.MethodPost {
		wait = max(wait, dataWait)
	}
	_ = l.wire.conn.SetDeadline(time.Now().Add(wait))
	if err := req.Write(l.wire.conn); err != nil {
		return nil, nil, err
	}
	in := bufio.NewReader(io.LimitReader(l.wire.conn, maxAPIAnswer))
	resp, err := http.ReadResponse(in, req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if errors.Is(err, io.ErrUnexpectedEOF) && resp.StatusCode/100 != 2 {
		err = nil // cut off, or longer than is of interest: its beginning says enough
	}
	return resp, body, err
}

// readFault takes an answer that refuses apart.
func (l *ladder) readFault(e *cause.Evidence, resp *http.Response, body []byte) {
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	e.Facts[cause.FactHTTPStatus] = itoa(resp.StatusCode)
	e.Facts[cause.FactContentType] = safe(l.log.scrub(kind), 1, maxLineRunes)
	code, message, ok := faultOf(body)
	if !ok {
		if !isJSON(resp) || resp.StatusCode < 400 {
			e.Facts[cause.FactForeign] = "true"
		}
		line, _, _ := strings.Cut(strings.TrimSpace(string(body[:min(len(body), maxReplyLine)])), "\n")
		code, message = "", line
		e.Facts[cause.FactFirstBytes] = safe(l.log.scrub(line), 1, maxLineRunes)
	}
	e.Facts[cause.FactAPIError] = safe(l.log.scrub(code), 1, maxLineRunes)
	said := strings.TrimPrefix(strings.TrimSuffix(code+": "+message, ": "), ": ")
	if said != "" {
		said = safe(l.log.scrub(said), 1, maxLineRunes)
		l.log.server(said)
		e.Text += "\n" + said
	}
}

func isJSON(r *http.Response) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}
