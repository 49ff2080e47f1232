package sandbox

import (
	"crypto/rand"
	"net/http"
	"strings"
	"time"
)

// device is a sign-in by the device flow (RFC 8628). The lock guards it.
type device struct {
	client   *client
	scopes   []string
	issuer   string
	user     string // code as shown
	interval time.Duration
	polled   time.Time
	account  *account // who allowed it
	declined bool
}

// deviceCode is the device authorization endpoint.
func (o *oauthServer) deviceCode(w http.ResponseWriter, r *http.Request) {
	if form(w, r) != nil {
		refused(http.StatusBadRequest, "invalid_request", "The body is no form.").write(w, r, nil)
		return
	}
	if a, ok := o.instead(atDevice); ok {
		a.write(w, r, nil)
		return
	}
	c, no, ok := o.authenticate(r)
	if !ok {
		no.write(w, r, nil)
		return
	}
	list, ok := scopes(r.PostForm.Get("scope"))
	if !ok {
		refused(http.StatusBadRequest, "invalid_scope", "A scope is not known.").write(w, r, nil)
		return
	}
	life := deviceLife
	if o.m.fault.deviceLife > 0 {
		life = o.m.fault.deviceLife
	}
	d := &device{client: c, scopes: list, issuer: o.base(r), user: userCode(), interval: pollInterval * time.Second}
	id := rand.Text()
	o.mu.Lock()
	o.devices.put(id, d, life)
	o.users.put(d.user, d, life)
	o.mu.Unlock()
	page := o.base(r) + "/device"
	sendJSON(w, http.StatusOK, map[string]any{
		"device_code": id, "user_code": d.user, "expires_in": int(life.Seconds()), "interval": pollInterval,
		"verification_uri": page, "verification_uri_complete": page + "?user_code=" + d.user,
	})
}

// letters without vowels make no words (RFC 8628 section 6.1).
const letters = "BCDFGHJKLMNPQRSTVWXZ"

// userCode is short enough to type: eight letters.
func userCode() string {
	b := make([]byte, 0, 9)
	for _, c := range []byte(rand.Text()) { // 26 characters of 32 different ones, evenly
		i := strings.IndexByte("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", c)
		if i < len(letters) {
			b = append(b, letters[i])
		}
		if len(b) == 4 {
			b = append(b, '-')
		}
		if len(b) == 9 {
			return string(b)
		}
	}
	return userCode() // too few of the characters were letters of ours
}

// typed is a user code however it was typed.
func typed(s string) string {
	s = strings.Map(func(c rune) rune {
		if strings.ContainsRune(letters, c) {
			return c
		}
		return -1
	}, strings.ToUpper(s))
	if len(s) != 8 {
		return ""
	}
	return s[:4] + "-" + s[4:]
}

// devicePage is where the person goes.
func (o *oauthServer) devicePage(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	d, ok := o.users.get(typed(r.URL.Query().Get("user_code")))
	o.mu.Unlock()
	v := view{Action: "/device", AskCode: true}
	if ok {
		v.UserCode, v.Client, v.Scopes = d.user, d.client.id, d.scopes
	}
	o.show(w, http.StatusOK, v)
}

// deviceDecide is the page's answer. A user code is good for one decision.
func (o *oauthServer) deviceDecide(w http.ResponseWriter, r *http.Request) {
	if form(w, r) != nil {
		webPage(http.StatusBadRequest, "invalid_request", "The form cannot be read.").write(w, r, nil)
		return
	}
	a, found := o.m.accounts.find(r.PostForm.Get("account"))
	allowed := r.PostForm.Get("decision") == "allow"
	if allowed && (!found || a == o.shared) {
		o.show(w, http.StatusBadRequest, view{Action: "/device", AskCode: true, UserCode: r.PostForm.Get("user_code"), Problem: true})
		return
	}
	o.mu.Lock()
	d, ok := o.users.take(typed(r.PostForm.Get("user_code")))
	if ok && allowed {
		d.account = a
	} else if ok {
		d.declined = true
	}
	o.mu.Unlock()
	if !ok {
		o.show(w, http.StatusBadRequest, view{Action: "/device", AskCode: true, Problem: true})
		return
	}
	o.show(w, http.StatusOK, view{Done: true, Allowed: allowed})
}
