package discover

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// brief is a candidate in one line.
func brief(c Candidate) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s %v %s", c.Service, c.Address(), c.Security, c.Username, c.Auth, c.Issuer))
}

func target(t *testing.T, address string) Target {
	t.Helper()
	out, problem := ParseTarget(address)
	if problem != nil {
		t.Fatal(problem)
	}
	return out
}

// The shapes are those of documents that are found in the wild.
func TestParseAutoconfig(t *testing.T) {
	const open, shut = `<clientConfig version="1.1"><emailProvider id="example.jp">`, `</emailProvider></clientConfig>`
	out := func(inner string) string { return `<outgoingServer type="smtp">` + inner + `</outgoingServer>` }
	for name, c := range map[string]struct {
		doc  string
		want []string // candidates, or the reason alone
	}{
		"1.1 with everything": {`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE clientConfig>
<!-- a comment -->
<clientConfig version="1.1">
  <emailProvider id="example.jp">
    <domain>example.jp</domain><domain purpose="mx">mx.example.jp</domain>
    <displayName>例</displayName>
    <incomingServer type="imap"><hostname>imap.example.jp</hostname><port>993</port><socketType>SSL</socketType>
      <username>%EMAILADDRESS%</username><authentication>OAuth2</authentication><authentication>password-cleartext</authentication></incomingServer>
    <incomingServer type="pop3"><hostname>pop.example.jp</hostname><port>110</port><socketType>STARTTLS</socketType>
      <username>%EMAILLOCALPART%.%EMAILDOMAIN%</username><authentication>password-encrypted</authentication>
      <pop3><leaveMessagesOnServer>true</leaveMessagesOnServer></pop3></incomingServer>
    <incomingServer type="jmap"><url>https://jmap.example.jp/</url></incomingServer>
    <outgoingServer type="smtp"><hostname>smtp.example.jp</hostname><port>465</port><socketType>SSL</socketType>
      <username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication><addThisServer>true</addThisServer></outgoingServer>
    <outgoingServer type="smtp"><hostname>smtp.example.jp</hostname><port>587</port><socketType>STARTTLS</socketType>
      <username>%EMAILLOCALPART%</username><authentication>client-IP-address</authentication></outgoingServer>
    <documentation url="https://example.jp/help"><descr lang="ja">説明</descr></documentation>
  </emailProvider>
  <oAuth2><issuer>accounts.example.jp</issuer><scope>mail</scope></oAuth2>
  <webMail><loginPage url="https://example.jp/"/></webMail>
</clientConfig>`, []string{
			"submission smtp.example.jp:465 tls taro [plain login]", "submission smtp.example.jp:587 starttls taro [none]",
			"imap imap.example.jp:993 tls taro@example.jp [xoauth2 standard] accounts.example.jp", "pop3 pop.example.jp:110 starttls taro.example.jp [cram-md5 apop]"}},
		"1.0":           {`<clientConfig version="1.0"><emailProvider id="x"><outgoingServer type="smtp"><hostname>a.example.jp</hostname><port>25</port><socketType>plain</socketType><authentication>plain</authentication></outgoingServer>` + shut, []string{"submission a.example.jp:25 none  [plain login]"}},
		"no version":    {`<clientConfig><emailProvider>` + out(`<hostname>a.example.jp</hostname><socketType>SSL</socketType>`) + shut, []string{"submission a.example.jp:465 tls  []"}},
		"1.2 and more":  {`<clientConfig version="1.2"><emailProvider id="x"><new><outgoingServer type="smtp"/></new>` + out(`<hostname>a.example.jp</hostname><port>587</port><socketType>STARTTLS</socketType><odd/>`) + shut, []string{"submission a.example.jp:587 starttls  []"}},
		"odd case":      {open + `<outgoingServer type="SMTP"><hostname> A.Example.JP </hostname><port> 587 </port><socketType>starttls</socketType><authentication>Password-Cleartext</authentication></outgoingServer>` + shut, []string{"submission a.example.jp:587 starttls  [plain login]"}},
		"POP before":    {open + out(`<hostname>a.example.jp</hostname><port>587</port><socketType>plain</socketType><authentication>SMTP-after-POP</authentication>`) + shut, []string{"submission a.example.jp:587 none  [pop-before-smtp]"}},
		"several":       {open + out(`<hostname>a.example.jp</hostname><hostname>b.example.jp</hostname><port>587</port><socketType>STARTTLS</socketType><socketType>SSL</socketType>`) + shut, []string{"submission a.example.jp:587 starttls  []"}},
		"no security":   {open + out(`<hostname>a.example.jp</hostname><port>465</port>`) + shut, []string{"submission a.example.jp:465 tls  []"}},
		"nothing said":  {open + out(`<hostname>a.example.jp</hostname>`) + shut, []string{"submission a.example.jp:465 tls  []"}},
		"odd port":      {open + out(`<hostname>a.example.jp</hostname><port>2525</port>`) + shut, []string{"submission a.example.jp:2525 starttls  []"}},
		"host by form":  {open + out(`<hostname>mail.%EMAILDOMAIN%</hostname><port>465</port>`) + shut, []string{"submission mail.example.jp:465 tls  []"}},
		"Latin-1":       {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + open + "<displayName>\xe9</displayName>" + out(`<hostname>a.example.jp</hostname>`) + shut, []string{"submission a.example.jp:465 tls  []"}},
		"any domain":    {open + `<domain>%EMAILDOMAIN%</domain>` + out(`<hostname>a.example.jp</hostname>`) + shut, []string{"submission a.example.jp:465 tls  []"}},
		"above":         {`<clientConfig><emailProvider><domain>JP</domain>` + out(`<hostname>a.example.jp</hostname>`) + shut, []string{"submission a.example.jp:465 tls  []"}},
		"another":       {open + `<domain>example.org</domain>` + out(`<hostname>a.example.jp</hostname>`) + shut, []string{ReasonOtherDomain}},
		"bad port":      {open + out(`<hostname>a.example.jp</hostname><port>70000</port>`) + shut, []string{ReasonNoServer}},
		"bad security":  {open + out(`<hostname>a.example.jp</hostname><socketType>best</socketType>`) + shut, []string{ReasonNoServer}},
		"no server":     {open + shut, []string{ReasonNoServer}},
		"empty":         {"", []string{ReasonNotXML}},
		"blank":         {" \n", []string{ReasonNotXML}},
		"other XML":     {`<Autodiscover/>`, []string{ReasonNotConfig}},
		"HTML":          {"\ufeff\n<!doctype HTML><html>", []string{ReasonHTML}},
		"XHTML":         {`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>`, []string{ReasonHTML}},
		"cut off":       {open + out(`<hostname>a.example.jp</hostname>`), []string{ReasonNotXML}},
		"crossed":       {`<clientConfig><emailProvider></clientConfig></emailProvider>`, []string{ReasonNotXML}},
		"nested":        {strings.Repeat("<clientConfig>", 40), []string{ReasonNested}},
		"entities":      {"<!DOCTYPE x [<!ENTITY a 'b'>]>" + open + "&a;" + shut, []string{ReasonEntities}},
		"external":      {"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + open + "&a;" + shut, []string{ReasonEntities}},
		"unknown one":   {open + "&a;" + shut, []string{ReasonNotXML}},
		"NUL":           {open + "\x00" + shut, []string{ReasonNotXML}},
		"with a banner": {"\xef\xbb\xbf" + open + out(`<hostname>a.example.jp</hostname>`) + shut, []string{"submission a.example.jp:465 tls  []"}},
	} {
		t.Run(name, func(t *testing.T) {
			tt := target(t, "taro@example.jp")
			list, err := parseAutoconfig([]byte(c.doc), tt, tt.Domain)
			var got []string
			for _, x := range list {
				if x.settle(tt) {
					got = append(got, brief(x))
				}
			}
			if err != nil {
				_, reason := verdict(err)
				got = []string{reason}
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("%q\nwant %q", got, c.want)
			}
		})
	}
}

// TestManyServers: a document cannot make us knock at hundreds of doors.
func TestManyServers(t *testing.T) {
	doc := `<clientConfig><emailProvider>` + strings.Repeat(`<outgoingServer type="smtp"><hostname>a.example.jp</hostname></outgoingServer>`, 500) + `</emailProvider></clientConfig>`
	tt := target(t, "taro@example.jp")
	if list, err := parseAutoconfig([]byte(doc), tt, tt.Domain); err != nil || len(list) != maxServers {
		t.Errorf("%d %v", len(list), err)
	}
}

func FuzzParseAutoconfig(f *testing.F) {
	f.Add([]byte(`<clientConfig><emailProvider><outgoingServer type="smtp"><hostname>a.example.jp</hostname></outgoingServer></emailProvider></clientConfig>`))
	f.Add([]byte("<!DOCTYPE x [<!ENTITY a 'b'>]><clientConfig>&a;"))
	tt, _ := ParseTarget("taro@example.jp")
	f.Fuzz(func(t *testing.T, data []byte) {
		begun := time.Now()
		list, _ := parseAutoconfig(data, tt, tt.Domain)
		for _, c := range list {
			if c.settle(tt) && (c.Host == "" || strings.ContainsAny(c.Host+c.Username, "\r\n\x1b")) {
				t.Errorf("%+v", c)
			}
		}
		if time.Since(begun) > 5*time.Second {
			t.Errorf("%v for %d octets", time.Since(begun), len(data))
		}
	})
}

func TestVouched(t *testing.T) {
	const doc, digest = `{"protocols":{}}`, "v=UAAC1; a=sha256; d=o4Z4zDzbJGRuHYVUNnhvWF0xMLjQo2b0+2l8Jy4cU9s="
	for name, c := range map[string]struct {
		records []string
		want    string
	}{
		"none":       {nil, ReasonNoDigest},
		"another":    {[]string{"v=spf1 -all"}, ReasonNoDigest},
		"wrong":      {[]string{digest}, ReasonDigest},
		"no base64":  {[]string{"v=UAAC1; a=sha256; d=%"}, ReasonDigest},
		"other hash": {[]string{"v=UAAC1; a=md5; d=" + sumOf(doc)}, ReasonDigest},
		"right":      {[]string{"v=UAAC1; a=sha256; d=" + sumOf(doc)}, ""},
		"tight":      {[]string{"v=UAAC1;a=SHA256;d=" + sumOf(doc)}, ""},
		"one of two": {[]string{digest, "v=UAAC1; a=sha256; d=" + sumOf(doc)}, ""},
	} {
		err := vouched([]byte(doc), c.records, nil)
		reason := ""
		if err != nil {
			_, reason = verdict(err)
		}
		if reason != c.want {
			t.Errorf("%s: %q, want %q", name, reason, c.want)
		}
	}
}

func TestParsePACC(t *testing.T) {
	tt := target(t, "taro@example.jp")
	list, err := parsePACC([]byte(`{"protocols":{"jmap":{"url":"x"},"imap":{"host":"imap.example.jp"},"pop3":{"host":""},"smtp":{"host":"smtp.example.jp"}},
		"authentication":{"oauth-public":{"issuer":"https://auth.example.jp"},"password":true},"info":{}}`))
	var got []string
	for _, c := range list {
		if c.settle(tt) {
			got = append(got, brief(c))
		}
	}
	want := "submission smtp.example.jp:465 tls  [oauthbearer xoauth2 plain login] https://auth.example.jp\nimap imap.example.jp:993 tls  [oauthbearer xoauth2 standard] https://auth.example.jp"
	if err != nil || strings.Join(got, "\n") != want {
		t.Errorf("%v\n%s", err, strings.Join(got, "\n"))
	}
	if list, err = parsePACC([]byte(`{"protocols":{"submit":{"host":"a.example.jp"}}}`)); err != nil || len(list) != 1 || list[0].Service != Submission {
		t.Errorf("version 03: %v %+v", err, list)
	}
	for doc, want := range map[string]string{"[]": ReasonNotConfig, "{}": ReasonNotConfig, `{"protocols":{}}`: ReasonNoServer, strings.Repeat("[", 100000): ReasonNotConfig} {
		_, err := parsePACC([]byte(doc))
		if _, reason := verdict(err); reason != want {
			t.Errorf("%.20s: %s, want %s", doc, reason, want)
		}
	}
}
