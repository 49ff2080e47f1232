package steps

import (
	"slices"
	"strconv"
	"strings"

	"todoku/mailcheck/discover"
	"todoku/store"
)

// byAPI reports that p sends over HTTP: no server is asked for, and nothing
// but a token signs in.
func byAPI(p store.Profile) bool { return p.ServerType == "api" }

// apiQuestions are those about the API: whose it is, and its address only where
// one is set, or a proof found that it matters.
func apiQuestions(d *Draft) []Question {
	q := ask(d, "provider", KindChoice)
	q.Help = help("api.provider")
	for _, v := range store.APIs {
		c := Choice{Value: v, Label: choiceLabel("server_type", v), Note: Text{ID: "choice.api.provider." + v + ".note"}}
		if p := limited(d, "provider", v); p != nil {
			c.Disabled, c.Note = true, ProblemText(p)
		}
		q.Choices = append(q.Choices, c)
	}
	qs := []Question{q}
	if d.Profile.API.BaseURL != "" || d.Raw["api.base_url"] != "" || blamed(d, "api.base_url") {
		base := ask(d, "api.base_url", KindText)
		base.Optional = true
		qs = append(qs, base)
	}
	return qs
}

// apiSummary is whose API it is.
func apiSummary(p store.Profile) Text {
	if !slices.Contains(store.APIs[:], p.Provider) {
		return choiceLabel("server_type", "api")
	}
	return Text{ID: "summary.api." + p.Provider}
}

// apiProvider is the one whose API fits the server that was chosen before:
// where sign-in over SMTP is switched off, that is the way left.
func apiProvider(d *Draft) string {
	for id, api := range map[string]string{"gmail": "google", "google-workspace": "google", "microsoft365": "microsoft365"} {
		if v, ok := discover.ByID(id); ok && d.Profile.SMTP.Host != "" &&
			slices.ContainsFunc(v.SMTP, func(s discover.Server) bool { return s.Host == d.Profile.SMTP.Host }) {
			return api
		}
	}
	return ""
}

// asMailbox puts the question for the user name as an API means it.
func asMailbox(d *Draft, q Question) Question {
	if byAPI(d.Profile) {
		q.Label, q.Help = label("api.mailbox"), help("api.mailbox")
	}
	return q
}

// certificateQuestions are asked beside the client, where a proof found that
// they matter: the step of the server, which has them, is not in the path.
func certificateQuestions(d *Draft) []Question {
	var qs []Question
	if !byAPI(d.Profile) {
		return nil
	}
	if wantsCA(d) {
		q := ask(d, "smtp.ca_file", KindText)
		q.Optional = true
		qs = append(qs, q)
	}
	if !d.Profile.SMTP.VerifyCertificate {
		qs = append(qs, ask(d, "smtp.verify_certificate", KindConfirm))
	}
	return qs
}

// plaintext reports that a token or a password goes over no TLS.
func plaintext(p store.Profile) bool { return p.SMTP.Security == "none" && !byAPI(p) }

// reach proves that an API can be reached before anybody is asked to sign in.
func reach(d *Draft) Proof {
	if !byAPI(d.Profile) || d.Profile.Provider == "" || d.Raw["api.base_url"] != "" || d.Raw["smtp.ca_file"] != "" {
		return Proof{}
	}
	return Proof{Key: serverKey(d), Until: "tls", OnPause: true}
}

// apiKey is serverKey of an API.
func apiKey(p store.Profile) string {
	return strings.Join([]string{"api", p.Provider, p.API.BaseURL, p.SMTP.CAFile, p.SMTP.Timeout.D().String(),
		strconv.FormatBool(p.SMTP.VerifyCertificate)}, "\x00")
}

// service is what a token is for: it is good for one of a provider's services
// alone.
func service(p store.Profile) string {
	if byAPI(p) {
		return "api " + p.Provider
	}
	return "smtp"
}

// otherService reports that the profile being edited was proved with tokens
// for another service.
func otherService(d *Draft) bool {
	l, err := store.Decode(d.Existing, d.Path)
	return err == nil && service(l) != service(d.Profile)
}

// withoutServer takes out what an API has no use for. A method that a person
// wrote beside the user name stays, where it says the same: by a token.
func withoutServer(p *store.Profile, edited bool) {
	s := &p.SMTP
	s.Host, s.Port, s.Security, s.Auth.Password = "", 0, "", store.SecretRef{}
	if !edited || !UsesOAuth(*p) {
		s.Auth.Method = "none"
	}
}
