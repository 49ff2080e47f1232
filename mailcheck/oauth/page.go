package oauth

import (
	_ "embed"
	"html/template"
	"net/http"
)

// page is what the browser shows at the end. It stands here and not with the
// other texts because it is in both languages at once: the browser may be
// another person's than the terminal.
type page struct {
	Received bool
	Again    bool
	Stray    bool
	Refused  string // the error code
}

//go:embed page.html
var pageText string

// writePage sends a page that loads nothing, is kept nowhere, and tells no
// other site the address that holds the code.
func writePage(w http.ResponseWriter, status int, p page) {
	t, err := template.New("page").Parse(pageText)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Connection", "close")
	w.WriteHeader(status)
	_ = t.Execute(w, p) // a browser that has gone needs no page
}
