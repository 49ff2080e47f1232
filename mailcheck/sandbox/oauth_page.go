package sandbox

import (
	"bytes"
	"embed"
	"net/http"
)

// pageFiles has the one page: what a provider's sign-in pages are to a person.
//
//go:embed page.html
var pageFiles embed.FS

// maxChoices bounds the accounts that the page offers.
const maxChoices = 50

// view is what the page shows.
type view struct {
	Action   string // where the form goes
	Ticket   string
	AskCode  bool
	UserCode string
	Client   string
	Scopes   []string
	Hint     string // account chosen beforehand
	Problem  bool

	Done    bool
	Allowed bool

	Accounts []string
}

// show sends the page; nothing else may be loaded by it or frame it.
func (o *oauthServer) show(w http.ResponseWriter, status int, v view) {
	for _, a := range o.m.accounts.list[:min(maxChoices, len(o.m.accounts.list))] {
		v.Accounts = append(v.Accounts, a.Address)
	}
	var b bytes.Buffer
	if err := o.pages.Execute(&b, v); err != nil {
		http.Error(w, "no page", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Type", kindHTML)
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}
