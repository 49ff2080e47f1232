package sheet

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"todoku/store"
)

// edge is a value of a field, and what is to become of it: the word, act or
// reason that the row shows; "=" is the value itself, and "!" says that the
// profile does not even take it.
type edge struct{ value, want string }

// keyEdges are the edges of the rules of profile keys, whatever the form.
var keyEdges = map[string][]edge{
	"sender.address": {{"a@example.co.jp", "="}, {strings.Repeat("a", 64) + "@example.co.jp", "="}, {strings.Repeat("a", 65) + "@example.co.jp", "!"},
		{"a..b@example.co.jp", "!"}, {"a.@example.co.jp", "!"}, {"a@", "!"}, {"example.co.jp", "!"}},
	"sender.name":          {{"監視システム", "="}, {"a\r\nb", "!"}},
	"host":                 {{"mail.example.co.jp", "="}, {"192.0.2.1", "="}, {"2001:db8::5", "="}, {"https://mail.example.co.jp", "!"}, {"a b", "!"}},
	"port":                 {{"1", "="}, {"25", "="}, {"65535", "="}, {"65536", "!"}, {"0", "!"}, {"x", "!"}},
	"username":             {{"alerts", "="}, {"alerts@example.co.jp", "="}, {"a\nb", "!"}},
	"client_id":            {{"123.apps", "="}, {"a\x00b", "!"}},
	"tenant":               {{"example.onmicrosoft.com", "="}, {"a\nb", "!"}},
	"keep_days":            {{"1", "="}, {"3650", "="}, {"3651", "!"}, {"-1", "!"}, {"x", "!"}},
	"leave_on_server":      {{"true", ""}, {"false", ""}, {"yes", "!"}},
	"apop":                 {{"true", ""}, {"false", ""}, {"1", "!"}},
	"verify_certificate":   {{"true", ""}, {"false", ""}, {"0", "!"}},
	"ca_file":              {{"ca.pem", "="}, {"a\nb", "!"}},
	"helo":                 {{"host.example", "="}, {"[192.0.2.1]", "="}, {"a b", "!"}},
	"any timeout":          {{"1s", "="}, {"10s", "="}, {"10m", "="}, {"999ms", "!"}, {"10m1s", "!"}},
	"garoon timeout":       {{"10s", "10"}, {"100s", "100"}, {"110s", "timeout_not_a_choice"}, {"2m", "120"}, {"130s", "timeout_not_a_choice"}, {"9s", "timeout_not_a_choice"}},
	"desknets timeout":     {{"1s", "1"}, {"10m", "600"}, {"10500ms", "whole_seconds"}, {"10m1s", "!"}},
	"any wait":             {{"500ms", "="}, {"10s", "="}, {"11s", "!"}},
	"wait":                 {{"0s", "0"}, {"10s", "10"}, {"500ms", "wait_not_a_choice"}, {"11s", "!"}, {"-1s", "!"}},
	"oauth.provider":       {{"google", "="}, {"a\nb", "!"}},
	"provider":             {{"google", ""}, {"microsoft365", ""}, {"a\nb", "!"}},
	"base_url":             {{"https://graph.example/", "="}, {"http://graph.example/", "!"}, {"graph", "!"}},
	"service_account_file": {{"key.json", "="}, {"a\nb", "!"}},
	"scopes":               {{"a b", "="}, {"'a", "!"}},
	"method":               closed(store.Methods[:]),
	"security":             closed(store.Securities[:]),
	"auth":                 closed(store.ReceiveAuths[:]),
}

// closed is every value that a key can have, and one that it cannot.
func closed(values []string) []edge {
	list := []edge{{"ntlm", "!"}}
	for _, v := range values {
		list = append(list, edge{v, ""})
	}
	return list
}

// kindEdges are those of what only a form has, by how it is asked for; a rule
// of its own has more.
var kindEdges = map[string][]edge{
	"confirm": {{"true", ""}, {"false", ""}, {"yes", "not_one_of_form"}},
	"addresses": {{"a@example.co.jp", "="}, {"a@example.co.jp;b@example.co.jp", "="}, {"a@example.co.jp, b@example.co.jp；c@example.co.jp", "a@example.co.jp;b@example.co.jp;c@example.co.jp"},
		{"a@example.co.jp;b", "not_addresses"}, {"a..b@example.co.jp", "not_addresses"}},
	"url":  {{"https://dezie.example.co.jp/scripts/db.exe?", "="}, {"http://192.0.2.1/", "="}, {"dezie.example.co.jp", "not_a_complete_url"}, {"ftp://a.example/", "not_a_complete_url"}, {"https://a.example/ https://b.example/", "not_a_complete_url"}, {"https://u:p@a.example/", "not_a_complete_url"}},
	"urls": {{"https://esm.example.co.jp/a https://esm.example.co.jp/b", "="}, {"https://esm.example.co.jp/a b", "not_a_complete_url"}},
	"text": {{"監視", "="}, {"a\nb", "!"}},
	"manager_root": {{"http://{0}/ConMasManager", "="}, {"https://conmas-i-reporter.com/ConMasManager0001", "="}, {"http://192.0.2.7/ConMasManager", "="},
		{"http://192.0.2.7/ConMasManager/", "not_a_manager_root"}, {"http://192.0.2.7/", "not_a_manager_root"}, {"http://192.0.2.7/ConMas", "not_a_manager_root"}, {"http://192.0.2.7/ConMasManager0001/System", "not_a_manager_root"}, {"192.0.2.7/ConMasManager", "not_a_manager_root"}, {"ftp://192.0.2.7/ConMasManager", "not_a_manager_root"}},
	"ireporter_redirect": {{"https://192.0.2.7/ConMasManager/System/MailOAuthMicrosoft", "="}, {"https://conmas-i-reporter.com/ConMasManager0001/System/MailOAuthGoogle", "="},
		{"https://192.0.2.7/ConMasManager/System/MailOAuth", "not_a_manager_redirect"}, {"http://{0}/ConMasManager/System/MailOAuthGoogle", "not_a_complete_url"}, {"https://192.0.2.7/System/MailOAuthGoogle", "not_a_manager_redirect"}},
	"origins": {{"https://esm.example.co.jp", "="}, {"https://esm.example.co.jp:8443 http://esm.example.co.jp", "="}, {"https://esm.example.co.jp/", "not_an_origin"}, {"esm.example.co.jp", "not_a_complete_url"}},
}

// edgesOf are the edges of a field; nil: nobody has thought of any.
func edgesOf(app string, f Field) []edge {
	switch q := f.Ask; {
	case q != nil && q.Kind == "choice":
		list := []edge{{"magic", "not_one_of_form"}}
		for _, c := range q.Choices {
			list = append(list, edge{c, f.Words[c]})
		}
		return list
	case q != nil && q.Kind == "number":
		list := []edge{{strconv.Itoa(q.Min - 1), "not_in_steps"}, {strconv.Itoa(q.Max + max(q.Step, 1)), "not_in_steps"}, {"many", "not_in_steps"}, {strconv.Itoa(q.Min), "="}, {strconv.Itoa(q.Max), "="}}
		if q.Step > 1 {
			list = append(list, edge{strconv.Itoa(q.Min + 1), "not_in_steps"}, edge{strconv.Itoa(q.Min + q.Step), "="})
		}
		return list
	case q != nil && q.Rule != "":
		return kindEdges[q.Rule]
	case q != nil:
		return kindEdges[q.Kind]
	}
	last := f.Key[strings.LastIndexByte(f.Key, '.')+1:]
	for _, name := range []string{app + " " + last, f.Key, last} {
		if list := keyEdges[name]; list != nil {
			return list
		}
	}
	return nil
}

// shownFor is a profile with which the form shows the field.
func shownFor(t *testing.T, app App, s Section, f Field) store.Profile {
	t.Helper()
	for _, change := range []func(*store.Profile){nil, withPop, withReceiving, withAPI,
		func(p *store.Profile) { withAPI(p); p.Provider = "google" },
		func(p *store.Profile) {
			withOAuth(p)
			p.Receive = store.Receive{Protocol: "pop3", Auth: "xoauth2", Timeout: store.DefaultTimeout}
		},
		func(p *store.Profile) { p.SMTP.Security, p.SMTP.Auth.Method, p.SMTP.Port = "none", "none", 25 },
	} {
		for _, form := range []store.Form{nil, {"automatic": true}} {
			p := profile(change)
			p.Application = app.ID
			for k, v := range form {
				_ = store.Set(&p, "form."+k, strconv.FormatBool(v.(bool)))
			}
			for _, k := range []string{"data_source", "google_calendar", "analytics"} {
				_ = store.Set(&p, "notify."+k, "true")
				_ = store.Set(&p, "notify."+k+"_long", "true")
			}
			if app.holds(s.When, p) && app.holds(f.When, p) && (f.PopKey == "" || !popFirst(p)) {
				return p
			}
		}
	}
	t.Fatalf("%s: no profile shows %s", app.ID, f.Label)
	return store.Profile{}
}

func TestEveryFieldKeepsItsRule(t *testing.T) {
	for _, app := range Apps() {
		for _, s := range app.Sections {
			for _, f := range s.Fields {
				switch {
				case f.Key != "" && !f.Secret:
					list := edgesOf(app.ID, f)
					if list == nil {
						t.Errorf("%s: %s: no edges of %s are in the table", app.ID, f.Label, f.Key)
					}
					for _, e := range list {
						tryEdge(t, app, s, f, e)
					}
				case f.Secret:
					trySecret(t, app, s, f)
				case f.Rule != "":
					if ruleEdges[f.Rule] == nil {
						t.Errorf("%s: %s: no edges of the rule %s are in the table", app.ID, f.Label, f.Rule)
					}
				default:
					r, _ := app.row(f, shownFor(t, app, s, f))
					if r.State != Fill || r.Value != f.Fixed || r.Act != f.Act {
						t.Errorf("%s: %s: %+v", app.ID, f.Label, r)
					}
				}
			}
		}
	}
}

// tryEdge puts one value into a profile and reads the field's row.
func tryEdge(t *testing.T, app App, s Section, f Field, e edge) {
	t.Helper()
	p := shownFor(t, app, s, f)
	if problem := store.Set(&p, f.Key, e.value); (problem != nil) != (e.want == "!") {
		t.Errorf("%s: %s = %q: the profile says %v", app.ID, f.Key, e.value, problem)
	}
	if e.want == "!" {
		return
	}
	if !app.holds(s.When, p) || !app.holds(f.When, p) {
		return // that value hides the field
	}
	r, _ := app.row(f, p)
	allowed, reason, _ := app.Allows(p, f.Key, e.value)
	word, act, known := f.word(e.value)
	_, starred := f.Acts["*"]
	switch {
	case strings.Contains(e.want, "_"): // a reason
		if r.State != Impossible || r.Reason.Code != e.want || reason != e.want {
			t.Errorf("%s: %s = %q: %+v, want %s", app.ID, f.Key, e.value, r, e.want)
		}
	case e.want == "=":
		if want := e.value; allowed && (r.State != Fill || r.Value != want) || !allowed && (r.State != Impossible || r.Reason.Code != reason) {
			t.Errorf("%s: %s = %q: allowed %v, %+v", app.ID, f.Key, e.value, allowed, r)
		}
	case len(f.Words)+len(f.Acts) > 0 && (f.Ask == nil || f.Ask.Kind == "choice" || f.Ask.Kind == "confirm"):
		if known && (r.State != Fill || r.Value != word || r.Act != act) || !known && r.State != Impossible {
			t.Errorf("%s: %s = %q: %+v, want %q %q", app.ID, f.Key, e.value, r, word, act)
		}
		if known && !starred && !allowed && !offeredElsewhere(app, f, e.value) {
			t.Errorf("%s: %s = %q has a word and is not allowed: %s", app.ID, f.Key, e.value, reason)
		}
	case e.want != "" && r.Value != e.want:
		t.Errorf("%s: %s = %q: %+v, want %q", app.ID, f.Key, e.value, r, e.want)
	}
}

// offeredElsewhere: a box can be ticked for a value that only another port or
// server makes possible.
func offeredElsewhere(app App, f Field, v string) bool {
	return slices.ContainsFunc(app.Limits, func(l Limit) bool { return l.Key == f.Key && len(l.When) > 0 && slices.Contains(l.OneOf, v) })
}

func trySecret(t *testing.T, app App, s Section, f Field) {
	t.Helper()
	p := shownFor(t, app, s, f)
	for _, ref := range []store.SecretRef{{From: "file", Path: "x.secret"}, {From: "env", Name: "X"}, {}} {
		p.SMTP.Auth.Password, p.PopBeforeSMTP.Password, p.Receive.Password, p.OAuth.ClientSecret = ref, ref, ref, ref
		r, _ := app.row(f, p)
		if want := map[bool]State{true: Missing, false: Fill}[ref.IsZero() && f.Required]; r.State != want || r.Ref.From != ref.From || r.Value != "" {
			t.Errorf("%s: %s, kept in %q: %+v", app.ID, f.Label, ref.From, r)
		}
	}
}

// ruleEdges are profiles on both sides of each rule's edge.
var ruleEdges = map[string]map[string]func(*store.Profile){
	"oauth_service": {"google": func(p *store.Profile) { p.ServerType = "google" }, "microsoft365": func(p *store.Profile) { p.ServerType, p.Provider = "api", "microsoft365" },
		"other": func(p *store.Profile) { p.ServerType, p.Provider = "provider", "microsoft365-cn" }},
	"receives": {"false": nil, "true": withReceiving},
	"esm_way":  {"server": nil, "gmail": withOAuth},
	"send_protection": {"starttls": nil, "starttls-unverified": func(p *store.Profile) { p.SMTP.VerifyCertificate = false },
		"tls-unverified": func(p *store.Profile) { p.SMTP.Security, p.SMTP.VerifyCertificate = "tls", false },
		"none":           func(p *store.Profile) { p.SMTP.Security, p.SMTP.VerifyCertificate = "none", false }},
	"receive_protection": {"tls": withReceiving, "none": func(p *store.Profile) { withPop(p); p.PopBeforeSMTP.Security = "none" },
		"starttls-unverified": func(p *store.Profile) {
			withReceiving(p)
			p.Receive.Security, p.SMTP.VerifyCertificate = "starttls", false
		}},
	"send_auth": {"smtp": nil, "pop-before-smtp": withPop, "xoauth2": withOAuth, "none": func(p *store.Profile) { p.SMTP.Auth.Method = "none" },
		"scram-sha-1": func(p *store.Profile) { p.SMTP.Auth.Method = "scram-sha-1" }},
	"oauth_server":   {"Google": withOAuth, "Microsoft 365": withAPI, "": nil},
	"ireporter_type": {"oauth": withAPI, "smtp": withOAuth},
	"ireporter_redirect": {"https://192.0.2.7/ConMasManager/System/MailOAuthMicrosoft": withAPI, "": nil,
		"http://h/ConMasManager0001/System/MailOAuthGoogle": func(p *store.Profile) {
			withAPI(p)
			p.Provider, p.Form = "google", store.Form{"manager_root": "http://h/ConMasManager0001"}
		}},
	"profile_name": {"alerts": nil},
}

func TestRulesAtTheirEdges(t *testing.T) {
	for name, rule := range rules {
		if len(ruleEdges[name]) == 0 {
			t.Errorf("%s has no edges", name)
		}
		for want, change := range ruleEdges[name] {
			if got := rule(profile(change)); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

// limitEdges are values on both sides of each limit of each form, with the
// reason; none: it can be taken. A "KEY=VALUE " before the value is set first.
var limitEdges = map[string]map[string]map[string]string{
	"garoon": { // TestGaroonLimits has more
		"server_type": {"smtp": "", "api": "no_http_api"}, "smtp.security": {"tls": "", "ssl": "not_a_choice"},
		"smtp.auth.method": {"digest-md5": "", "scram-sha-1": "no_scram"},
		"smtp.timeout":     {"120s": "", "110s": "timeout_not_a_choice"}, "pop_before_smtp.timeout": {"10s": "", "9s": "timeout_not_a_choice"},
		"pop_before_smtp.wait": {"10s": "", "11s": "wait_not_a_choice"}, "pop_before_smtp.security": {"tls": "", "starttls": "no_pop_starttls"},
		"smtp.verify_certificate": {"true": "", "false": "no_verify_switch"}, "smtp.ca_file": {"": "", "x": "no_ca_file"},
		"smtp.helo": {"": "", "x": "no_helo"}, "sender.name": {"x": ""},
	},
	"dezie": {
		"server_type":              {"smtp": "", "local": "", "provider": "", "google": "no_tls", "microsoft365": "no_tls", "api": "no_http_api"},
		"smtp.security":            {"none": "", "tls": "no_tls", "starttls": "no_tls"},
		"smtp.auth.method":         {"none": "", "plain": "", "login": "", "cram-md5": "", "pop-before-smtp": "", "digest-md5": "only_three_methods", "scram-sha-256": "only_three_methods", "xoauth2": "no_oauth_field", "oauthbearer": "no_oauth_field"},
		"pop_before_smtp.security": {"tls": "", "smtp.auth.method=pop-before-smtp none": "", "smtp.auth.method=pop-before-smtp tls": "no_pop_tls", "smtp.auth.method=pop-before-smtp starttls": "no_pop_tls"},
		"pop_before_smtp.wait":     {"0s": "", "10s": "", "11s": "wait_not_a_choice", "1500ms": "wait_not_a_choice"},
		"smtp.helo":                {"": "", "x": "no_helo"}, "sender.name": {"x": ""}, "smtp.timeout": {"20s": ""},
	},
	"esm": {
		"server_type":      {"smtp": "", "google": "", "microsoft365": "oauth_gmail_only", "form.automatic=true microsoft365": ""},
		"provider":         {"server_type=api google": "", "server_type=api microsoft365": "oauth_gmail_only", "server_type=provider sakura": ""},
		"smtp.port":        {"25": "", "587": "no_port_field", "465": "no_port_field", "server_type=google 587": "", "form.automatic=true 587": ""},
		"smtp.security":    {"none": "", "tls": "no_tls", "starttls": "no_tls", "server_type=google starttls": ""},
		"smtp.auth.method": {"none": "", "plain": "no_sign_in_field", "pop-before-smtp": "no_sign_in_field", "server_type=google xoauth2": "", "server_type=google plain": "gmail_by_oauth", "form.automatic=true plain": ""},
		"smtp.helo":        {"": "", "x": "no_helo"}, "sender.name": {"x": ""}, "smtp.timeout": {"20s": ""},
		// Asked for by the wizard; the manual gives the numbers.
		"notify.interval":          {"5": "", "10": "", "60": "", "0": "not_in_steps", "4": "not_in_steps", "7": "not_in_steps", "65": "not_in_steps"},
		"notify.data_source_hours": {"1": "", "24": "", "0": "not_in_steps", "25": "not_in_steps"}, "notify.analytics_hours": {"24": "", "25": "not_in_steps"},
		"notify.google_calendar_hours": {"24": "", "25": "not_in_steps"},
		"notify.addresses":             {"a@example.co.jp;b@example.co.jp": "", "a@example.co.jp;": "", "a": "not_addresses", "": "", "notify.analytics=true ": "notices_to_nobody"},
	},
	"desknets": {
		"server_type":             {"smtp": "", "google": "", "api": "no_http_api"},
		"smtp.auth.method":        {"none": "", "plain": "", "login": "", "cram-md5": "", "xoauth2": "", "pop-before-smtp": "", "digest-md5": "only_three_methods", "scram-sha-1": "only_three_methods", "oauthbearer": "no_oauthbearer"},
		"smtp.verify_certificate": {"true": "", "false": "", "smtp.security=tls false": "verify_off_starttls_only", "smtp.security=tls true": ""},
		"smtp.ca_file":            {"": "", "x": "no_ca_file"}, "smtp.helo": {"": "", "x": "no_helo"},
		"pop_before_smtp.wait":    {"1s": "", "smtp.auth.method=pop-before-smtp 0s": "", "smtp.auth.method=pop-before-smtp 1s": "no_wait_field"},
		"pop_before_smtp.timeout": {"smtp.auth.method=pop-before-smtp 10m": "", "smtp.auth.method=pop-before-smtp 1500ms": "whole_seconds"},
		"receive.protocol":        {"": "", "pop3": "", "imap": "pop3_only"},
		"receive.auth":            {"standard": "", "apop": "", "xoauth2": "", "plain": "receive_auth", "oauthbearer": "receive_auth"},
		"receive.timeout":         {"1s": "", "600s": "", "1500ms": "whole_seconds", "601s": "whole_seconds"},
		"receive.host":            {"x": ""}, // TestOneReceivingServer
		"smtp.timeout":            {"20s": ""},
	},
	"ireporter": {
		"smtp.port":               {"25": "", "587": "", "465": "no_465", "2525": "ports_25_587", "24": "ports_25_587", "server_type=api 465": ""},
		"smtp.security":           {"starttls": "", "none": "port_587_ssl", "tls": "no_465", "smtp.port=25 none": "", "smtp.port=25 starttls": "port_25_plain", "smtp.port=2525 tls": "no_465", "smtp.port=2525 none": ""},
		"smtp.auth.method":        {"plain": "", "login": "", "none": "smtp_auth_only", "pop-before-smtp": "no_pop_field", "xoauth2": "oauth_by_api", "oauthbearer": "oauth_by_api", "cram-md5": "mechanism_not_told", "server_type=api none": ""},
		"smtp.auth.username":      {"": "", "alerts@example.co.jp": "", "Alerts@Example.co.jp": "", "alerts": "user_is_sender", "server_type=api alerts": ""},
		"smtp.verify_certificate": {"true": "", "false": "no_verify_switch", "smtp.security=none false": ""},
		"smtp.ca_file":            {"": "", "x": "no_ca_file", "smtp.security=none x": ""},
		"smtp.helo":               {"": "", "x": "no_helo"}, "sender.name": {"x": ""}, "smtp.timeout": {"20s": ""},
	},
}

func TestLimitsAtTheirEdges(t *testing.T) {
	for _, app := range Apps() {
		for _, l := range app.Limits {
			if len(limitEdges[app.ID][l.Key]) == 0 {
				t.Errorf("%s: the limit of %s has no edges in the table", app.ID, l.Key)
			}
		}
		for key, values := range limitEdges[app.ID] {
			for value, want := range values {
				p := profile(nil)
				if other, v, ok := strings.Cut(value, " "); ok {
					k, set, _ := strings.Cut(other, "=")
					if problem := store.Set(&p, k, set); problem != nil {
						t.Fatal(problem)
					}
					value = v
				}
				ok, reason, args := app.Allows(p, key, value)
				if ok != (want == "") || reason != want || !ok && args["value"] != value {
					t.Errorf("%s: %s = %q: %v %q %v, want %q", app.ID, key, value, ok, reason, args, want)
				}
			}
		}
	}
}

// desknet's has one receiving server: the login before sending and the mailbox
// must be the same.
func TestOneReceivingServer(t *testing.T) {
	app, _ := ByID("desknets")
	both := func(p *store.Profile) {
		withPop(p)
		b := p.PopBeforeSMTP
		p.PopBeforeSMTP.Wait = 0
		p.Receive = store.Receive{Protocol: "pop3", Host: b.Host, Port: b.Port, Security: b.Security, Auth: "standard", LeaveOnServer: true, Timeout: b.Timeout}
	}
	if s := app.Sheet(profile(both)); s.Impossible {
		t.Errorf("the same server: %+v", s.Rows)
	}
	for name, change := range map[string]func(*store.Profile){
		"host": func(p *store.Profile) { p.Receive.Host = "other.example.co.jp" }, "port": func(p *store.Profile) { p.Receive.Port = 110 },
		"security": func(p *store.Profile) { p.Receive.Security = "none" }, "user": func(p *store.Profile) { p.Receive.Username = "other" },
	} {
		s := app.Sheet(profile(func(p *store.Profile) { both(p); change(p) }))
		if r := row(t, s, "receive.host", 0); r.State != Impossible || r.Reason.Code != "one_receiving_server" || !s.Impossible {
			t.Errorf("another %s: %+v", name, r)
		}
	}
}

// A key that no form has is told; one of another form's is not.
func TestMisspeltKeysOfAFormAreTold(t *testing.T) {
	app, _ := ByID("desknets")
	s := app.Sheet(profile(func(p *store.Profile) {
		p.Form, p.Notify = store.Form{"acount": "shared", "notify_url": "https://dezie.example.co.jp/", "send_log": true}, store.Notify{"interval": int64(5)}
	}))
	var told []string
	for _, r := range s.Rows {
		if r.Reason.Code == "no_such_field" {
			told = append(told, r.Key)
		}
	}
	if !slices.Equal(told, []string{"form.acount"}) {
		t.Errorf("told %q", told)
	}
}
