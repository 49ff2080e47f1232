package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"todoku/mailcheck/discover"
	"todoku/store"
	"todoku/store/sheet"
	"todoku/ui/locale"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// starttls is a proved profile that Garoon can take as it is.
func starttls() store.Profile {
	p := store.Default()
	p.Name, p.Application, p.ServerType = "alerts", "garoon", "smtp"
	p.Sender.Address = "alerts@example.co.jp"
	p.SMTP.Host, p.SMTP.Port, p.SMTP.Security = "mail.example.co.jp", 587, "starttls"
	p.SMTP.Auth = store.Auth{Method: "cram-md5", Username: "alerts", Password: store.SecretRef{From: "file", Path: "alerts.secret"}}
	p.Proof = store.Proof{Time: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC), Verdict: "pass"}
	return p
}

// awkward is one that it cannot, in as many ways as there are.
func awkward() store.Profile {
	p := starttls()
	p.Proof = store.Proof{}
	p.Sender.Name = "監視システム"
	p.SMTP.Timeout = store.Duration(15 * time.Second)
	p.SMTP.CAFile = "ca.pem"
	p.SMTP.Auth.Method, p.SMTP.Auth.Username = "scram-sha-256", ""
	return p
}

func pop() store.Profile {
	p := starttls()
	p.SMTP.Port, p.SMTP.Security, p.SMTP.Auth = 25, "none", store.Auth{Method: "pop-before-smtp"}
	p.PopBeforeSMTP = store.PopBeforeSMTP{
		Host: "pop.example.co.jp", Port: 995, Security: "tls", Username: "alerts",
		Password: store.SecretRef{From: "command", Argv: []string{"pass", "show", "mail/alerts"}},
		Wait:     store.Duration(time.Second), Timeout: store.DefaultTimeout,
	}
	return p
}

func oauth() store.Profile {
	p := starttls()
	p.ServerType, p.SMTP.Auth = "google", store.Auth{Method: "xoauth2", Username: "alerts@example.co.jp"}
	return p
}

func generically(p store.Profile) store.Profile {
	p.Application = "any"
	return p
}

// of is p for another application's form.
func of(app string, p store.Profile, change func(*store.Profile)) store.Profile {
	p.Application = app
	if change != nil {
		change(&p)
	}
	return p
}

// dezie is a relay without TLS.
func dezie(change func(*store.Profile)) store.Profile {
	p := of("dezie", starttls(), nil)
	p.SMTP.Port, p.SMTP.Security = 25, "none"
	p.Form = store.Form{"notify_url": "https://dezie.example.co.jp/scripts/dz/db.exe?"}
	return of("dezie", p, change)
}

func beforeSMTP(p *store.Profile) {
	p.Form, p.SMTP.Auth, p.PopBeforeSMTP = nil, store.Auth{Method: "pop-before-smtp"}, pop().PopBeforeSMTP
	p.PopBeforeSMTP.Port, p.PopBeforeSMTP.Security, p.PopBeforeSMTP.APOP = 110, "none", true
}

func dezieAs(app string) store.Profile {
	p := of(app, dezie(beforeSMTP), nil)
	p.PopBeforeSMTP.Wait = 0
	return p
}

func esm(change func(*store.Profile)) store.Profile {
	p := of("esm", starttls(), nil)
	p.SMTP.Port, p.SMTP.Security, p.SMTP.Auth = 25, "none", store.Auth{Method: "none"}
	p.Notify = store.Notify{"locked_accounts": "is@example.co.jp; boss@example.co.jp", "interval": int64(15), "addresses": "is@example.co.jp",
		"data_source": true, "data_source_long": true, "data_source_hours": int64(3)}
	return of("esm", p, change)
}

func gmail(p *store.Profile) {
	p.OAuth = store.OAuth{ClientID: "123.apps.googleusercontent.com", ClientSecret: store.SecretRef{From: "file", Path: "alerts.oauth.secret"}}
	p.Form = store.Form{"javascript_origins": "https://esm.example.co.jp", "redirect_uris": "https://esm.example.co.jp/oauth https://esm.example.co.jp/oauth2"}
}

func receiving(p *store.Profile) {
	p.Sender.Name, p.SMTP.Auth.Method = "監視システム", "login"
	p.Receive = store.Receive{Protocol: "pop3", Host: "pop.example.co.jp", Port: 995, Security: "tls", Auth: "apop", KeepDays: 14, LeaveOnServer: true, Timeout: store.DefaultTimeout}
	p.Form = store.Form{"receive_log": true, "send_log": true, "account_name": "監視"}
}

func shared(p *store.Profile) {
	p.Form = store.Form{"account": "shared"}
	p.Receive = store.Receive{Protocol: "pop3", Host: "pop.gmail.com", Port: 995, Security: "tls", Auth: "xoauth2", Timeout: store.DefaultTimeout}
}

func exchange(p *store.Profile) {
	p.ServerType, p.SMTP.Host = "microsoft365", "smtp.office365.com"
	p.Receive = store.Receive{Protocol: "pop3", Host: "outlook.office365.com", Port: 995, Security: "tls", Auth: "xoauth2", LeaveOnServer: true, Timeout: store.DefaultTimeout}
}

func imapToo(p *store.Profile) {
	p.SMTP.Security, p.SMTP.VerifyCertificate = "tls", false
	p.Receive = store.Receive{Protocol: "imap", Host: "imap.example.co.jp", Port: 993, Security: "tls", Auth: "plain", Timeout: store.Duration(1500 * time.Millisecond)}
	p.Form = store.Form{"notify_url": "https://dezie.example.co.jp/", "acount": "shared"}
}

func loginAs(p *store.Profile) {
	p.SMTP.Auth.Method, p.SMTP.Auth.Username = "login", p.Sender.Address
	p.Form = store.Form{"manager_root": "https://192.0.2.7/ConMasManager"}
}

func on465(p *store.Profile) { p.SMTP.Port, p.SMTP.Security = 465, "tls" }

func graph(p *store.Profile) {
	p.ServerType, p.Provider, p.SMTP, p.SMTP.Auth.Username = "api", "microsoft365", store.Default().SMTP, p.Sender.Address
	p.OAuth = store.OAuth{ClientID: "0f3e", Tenant: "9a1b", ClientSecret: store.SecretRef{From: "file", Path: "alerts.oauth.secret"}}
	p.Form = store.Form{"manager_root": "https://conmas-i-reporter.com/ConMasManager0001"}
}

func gmailAPI(p *store.Profile) {
	graph(p)
	p.Provider, p.OAuth.Tenant, p.OAuth.ClientSecret, p.Form = "google", "", store.SecretRef{}, nil
}

type printSheet func(*bytes.Buffer, sheet.App, sheet.Sheet, store.Profile, *locale.Texts, Reveal) error

func sheetOf(t *testing.T, p store.Profile, lang locale.Lang, reveal Reveal, print printSheet) string {
	t.Helper()
	app, ok := sheet.ByID(p.Application)
	if !ok {
		t.Fatalf("no %s", p.Application)
	}
	var b bytes.Buffer
	if err := print(&b, app, app.Sheet(p), p, texts(t, lang), reveal); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func sheetText(b *bytes.Buffer, a sheet.App, s sheet.Sheet, p store.Profile, t *locale.Texts, r Reveal) error {
	return SheetText(b, a, s, p, t, SheetOptions{Reveal: r})
}

func sheetJSON(b *bytes.Buffer, a sheet.App, s sheet.Sheet, p store.Profile, t *locale.Texts, r Reveal) error {
	return SheetJSON(b, a, s, p, t, SheetOptions{Reveal: r})
}

func sheetCSV(b *bytes.Buffer, a sheet.App, s sheet.Sheet, p store.Profile, t *locale.Texts, r Reveal) error {
	return SheetCSV(b, a, s, p, t, SheetOptions{Reveal: r})
}

func sheetHTML(b *bytes.Buffer, a sheet.App, s sheet.Sheet, p store.Profile, t *locale.Texts, r Reveal) error {
	return SheetHTML(b, a, s, p, t, SheetOptions{Reveal: r})
}

func TestSheetsAsPrinted(t *testing.T) {
	for name, p := range map[string]store.Profile{
		"dezie": dezie(nil), "dezie_pop": dezie(beforeSMTP), "dezie_impossible": of("dezie", starttls(), nil),
		"esm": esm(nil), "esm_gmail": of("esm", oauth(), gmail), "esm_automatic": esm(func(p *store.Profile) { p.Form = store.Form{"automatic": true} }), "esm_impossible": of("esm", starttls(), nil),
		"desknets": of("desknets", starttls(), nil), "desknets_receive": of("desknets", starttls(), receiving), "desknets_pop": dezieAs("desknets"), "desknets_shared": of("desknets", oauth(), shared), "desknets_impossible": of("desknets", awkward(), imapToo),
		"ireporter": of("ireporter", starttls(), loginAs), "ireporter_impossible": of("ireporter", starttls(), on465), "ireporter_microsoft": of("ireporter", starttls(), graph), "ireporter_google": of("ireporter", starttls(), gmailAPI),
		"garoon_exchange": of("garoon", oauth(), exchange), "desknets_exchange": of("desknets", oauth(), exchange),
		"garoon": starttls(), "garoon_impossible": awkward(), "garoon_pop": pop(), "garoon_oauth": oauth(), "any": generically(starttls()),
	} {
		for _, lang := range []locale.Lang{locale.Japanese, locale.English} {
			got := sheetOf(t, p, lang, nil, sheetText)
			for _, l := range strings.Split(got, "\n") {
				if cells.Width(l) > 80 {
					t.Errorf("%s, %s: wider than 80: %q", name, lang, l)
				}
			}
			file := filepath.Join("testdata", "sheet_"+name+"."+string(lang)+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s is not as in the golden file:\n%s", file, got)
			}
		}
	}
}

// Labels are as many cells wide as they are drawn, so that values line up.
func TestValuesOfASheetLineUp(t *testing.T) {
	app, _ := sheet.ByID("garoon")
	got := sheetOf(t, starttls(), locale.Japanese, nil, sheetText)
	for _, r := range app.Sheet(starttls()).Rows {
		if r.Value == "" || cells.Width(r.Label) > labelCells {
			continue
		}
		i := strings.Index(got, "\n  "+r.Label+" ")
		if i < 0 {
			t.Errorf("no line of %s", r.Label)
			continue
		}
		line, _, _ := strings.Cut(got[i+1:], "\n")
		before, _, found := strings.Cut(line, r.Value)
		if !found || cells.Width(before) != 2+labelCells+2 {
			t.Errorf("%q: value begins at cell %d", line, cells.Width(before))
		}
	}
}

func TestSecretsOfASheet(t *testing.T) {
	const password = "hu\"nter,2\x1b]0;x\a"
	asked := ""
	reveal := func(key string) (store.Secret, error) {
		asked += key
		return store.NewSecret(password), nil
	}
	for name, print := range map[string]printSheet{"text": sheetText, "json": sheetJSON, "csv": sheetCSV, "html": sheetHTML} {
		if got := sheetOf(t, starttls(), locale.English, nil, print); !strings.Contains(got, "alerts.secret") {
			t.Errorf("%s does not say where the password is:\n%s", name, got)
		}
		asked = ""
		got := sheetOf(t, starttls(), locale.English, reveal, print)
		if asked != "smtp.auth.password" {
			t.Errorf("%s asked for %q", name, asked)
		}
		if !strings.Contains(got, "hu") || strings.ContainsRune(got, 0x1b) || strings.Contains(got, "hidden") {
			t.Errorf("%s: %q", name, got)
		}
		// A secret that is not typed in is not read either.
		asked = ""
		p := starttls()
		p.SMTP.Auth.Method = "none"
		sheetOf(t, p, locale.English, reveal, print)
		if asked != "" {
			t.Errorf("%s asked for %q though there is no sign-in", name, asked)
		}
	}
	app, _ := sheet.ByID("garoon")
	broken := errors.New("not readable")
	var b bytes.Buffer
	err := SheetText(&b, app, app.Sheet(starttls()), starttls(), texts(t, locale.English), SheetOptions{Reveal: func(string) (store.Secret, error) { return store.Secret{}, broken }})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "smtp.auth.password") || b.Len() > 0 {
		t.Errorf("error %v after %d bytes", err, b.Len())
	}
}

// TestSheetSaysHowItStandsWithOAuth, and that a form has a sign-in of its own.
func TestSheetSaysHowItStandsWithOAuth(t *testing.T) {
	for id, own := range map[string]bool{"any": false, "garoon": true} {
		app, _ := sheet.ByID(id)
		var b bytes.Buffer
		if err := SheetText(&b, app, app.Sheet(oauth()), oauth(), texts(t, locale.English), SheetOptions{Authorisation: "authorised until noon"}); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); !strings.Contains(got, "authorised until noon") || strings.Contains(got, "Garoon's own") != own {
			t.Errorf("%s:\n%s", id, got)
		}
	}
}

func TestSheetJSON(t *testing.T) {
	reveal := func(string) (store.Secret, error) { return store.NewSecret("a\"b\x01<"), nil }
	line := sheetOf(t, starttls(), locale.Japanese, reveal, sheetJSON)
	if strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
		t.Errorf("not one line: %q", line)
	}
	var got jsonSheet
	if err := json.Unmarshal([]byte(line), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != "todoku.sheet/1" || got.Profile != "alerts" || got.Application != "garoon" || got.Proof != "pass" || got.Impossible || len(got.Screen) != 6 || len(got.Fields) != 22 {
		t.Errorf("%+v", got)
	}
	i := slices.IndexFunc(got.Fields, func(f jsonFilled) bool { return f.Label == "送信用パスワード" })
	if f := got.Fields[i]; !f.Secret || f.Value != "a\"b\x01<" || !strings.Contains(f.Place, "alerts.secret") || f.Key != "smtp.auth.password" {
		t.Errorf("%+v", f)
	}
	var hard jsonSheet
	if err := json.Unmarshal([]byte(sheetOf(t, awkward(), locale.English, nil, sheetJSON)), &hard); err != nil {
		t.Fatal(err)
	}
	i = slices.IndexFunc(hard.Fields, func(f jsonFilled) bool { return f.Reason == "no_scram" })
	if f := hard.Fields[i]; !hard.Impossible || f.State != "impossible" || f.Why == "" || f.Way == "" || f.Value != "" {
		t.Errorf("%+v", f)
	}
}

func TestSheetCSV(t *testing.T) {
	table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(sheetOf(t, awkward(), locale.Japanese, nil, sheetCSV), byteOrderMark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(table[0], " "); got != "application section label gloss value note state key" {
		t.Errorf("columns %q", got)
	}
	find := func(label, key string) []string {
		i := slices.IndexFunc(table, func(r []string) bool { return r[2] == label && r[7] == key })
		if i < 0 {
			t.Fatalf("no line of %q %q", label, key)
		}
		return table[i]
	}
	if r := find("暗号化通信", "smtp.security"); r[4] != "STARTTLSを使用する" || r[6] != "fill" {
		t.Errorf("%q", r)
	}
	if r := find("SMTP認証方式", "smtp.auth.method"); r[4] != "" || r[6] != "impossible" || !strings.Contains(r[5], "SCRAM") {
		t.Errorf("%q", r)
	}
	if r := find("", "smtp.ca_file"); r[6] != "impossible" {
		t.Errorf("%q", r)
	}
}

// What a spreadsheet would compute is text, and Excel reads the file as UTF-8.
func TestSheetCSVIsHarmlessInASpreadsheet(t *testing.T) {
	for value, want := range map[string]string{
		"=cmd|'/c calc'!A0": "'=cmd|'/c calc'!A0", "+1": "'+1", "-1": "'-1", "@SUM(1)": "'@SUM(1)", "＝1": "'＝1", "alerts": "alerts", "a=b": "a=b",
	} {
		p := starttls()
		p.SMTP.Auth.Username = value
		got := sheetOf(t, p, locale.English, nil, sheetCSV)
		if !strings.HasPrefix(got, "\xef\xbb\xbfapplication,") || !strings.Contains(got, "\r\n") {
			t.Fatalf("begins %q", got[:40])
		}
		table, err := csv.NewReader(strings.NewReader(got)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(table, func(r []string) bool { return r[2] == "送信用アカウント" })
		if table[i][4] != want || strings.Contains(table[i][5], "does not belong") != (want != value) {
			t.Errorf("%q became %q", value, table[i])
		}
	}
}

// The page is one file that fetches nothing and obeys nothing in the profile.
func TestSheetHTML(t *testing.T) {
	p := awkward()
	p.Sender.Name, p.SMTP.Auth.Method, p.SMTP.Auth.Username = "</td><script>alert(1)</script>", "plain", `"><img src=x onerror=alert(1)>`
	got := sheetOf(t, p, locale.Japanese, nil, sheetHTML)
	for _, bad := range []string{"<script", "<img", "http://", "https://", "src=", "url("} {
		if strings.Contains(strings.ReplaceAll(got, "src=x", ""), bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
	for _, want := range []string{`<html lang="ja">`, `charset="utf-8"`, "default-src 'none'", "&lt;script&gt;", "システムメールアドレス", "送信メールサーバーの設定項目", "CA ファイル", `<span class="mark">x</span> `} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "<tr class="); n != len(garoonRows(t, p)) {
		t.Errorf("%d rows", n)
	}
	if english := sheetOf(t, p, locale.English, nil, sheetHTML); !strings.Contains(english, "SMTP server: host name or IP") || !strings.Contains(english, "administrator menu") {
		t.Error("no glosses")
	}
}

func garoonRows(t *testing.T, p store.Profile) []sheet.Row {
	t.Helper()
	app, _ := sheet.ByID("garoon")
	return app.Sheet(p).Rows
}

// Every code of the data has its texts in both languages.
func TestEveryCodeOfFormsAndProvidersHasAText(t *testing.T) {
	ids := map[string]bool{}
	for _, code := range []string{"not_set", "not_a_choice", "not_one_of_form", "not_in_steps", "not_addresses", "not_a_complete_url",
		"not_an_origin", "server_wants_tls", "not_a_manager_root", "not_a_manager_redirect", "no_such_field"} {
		ids["app.reason."+code] = true
	}
	add := func(prefix, code string) {
		if code != "" {
			ids[prefix+code] = true
		}
	}
	for _, a := range sheet.Apps() {
		for _, l := range a.Limits {
			add("app.reason.", l.Reason)
			if port := l.Key == "smtp.port" || l.Key == "smtp.security"; port && a.ID != "garoon" { // which takes every port
				add("app.refused.", l.Reason)
				for _, r := range l.Reasons {
					add("app.refused.", r)
				}
			}
			for _, r := range l.Reasons {
				add("app.reason.", r)
			}
		}
		for _, v := range a.Advice {
			add("app.note.", v.Note)
		}
		for _, s := range a.Sections {
			add("app.reason.", s.Otherwise)
			for _, f := range s.Fields {
				for _, n := range f.Notes {
					add("app.note.", n.Code)
				}
				add("app.act.", f.Act)
				add("app.reason.", f.Otherwise)
				add("app.reason.", f.Missing)
				add("app.reason.", f.Impossible)
				add("app.note.", f.Note)
				add("app.unit.", f.Unit)
				for _, c := range f.Acts {
					add("app.act.", c)
				}
			}
		}
	}
	for _, p := range store.SecretPlaces {
		add("app.place.", p)
	}
	for _, s := range []sheet.State{sheet.Missing, sheet.Lost} {
		add("app.state.", string(s))
	}
	for _, p := range discover.Providers() {
		for _, n := range p.Notes {
			add("provider.note.", n)
		}
	}
	args := map[string]string{"app": "A", "app_ja": "A", "value": "V", "key": "K", "choices": "C", "nearest": "N", "min": "1", "max": "2", "step": "1", "url": "U",
		"why":  "W",
		"path": "P", "name": "N", "argv": "A", "service": "S", "account": "A", "address": "A"}
	en, ja := texts(t, locale.English), texts(t, locale.Japanese)
	for id := range ids {
		e, okE := en.Has(id, args)
		j, okJ := ja.Has(id, args)
		if !okE || !okJ || e == "" || e == j && !strings.HasPrefix(id, "app.unit.") {
			t.Errorf("%s: %q, %q", id, e, j)
		}
		if strings.Contains(e+j, "<no value>") || strings.Contains(e+j, "{{") {
			t.Errorf("%s misses a value: %q, %q", id, e, j)
		}
	}
}
