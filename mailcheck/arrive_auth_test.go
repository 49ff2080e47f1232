package mailcheck

import (
	"slices"
	"strings"
	"testing"
)

func TestReceiverChecks(t *testing.T) {
	own := "Date: x\r\nFrom: <a@example.org>\r\nX-Todoku: id\r\n"
	for name, c := range map[string]struct {
		header, server string
		want           []AuthCheck
		failed         string
	}{
		"Google": {gmailLike + own, "mx.example.net", []AuthCheck{{"dkim", "none", ""}, {"spf", "fail", "example.org"}, {"dmarc", "fail", "example.org"}}, "spf=fail (example.org), dmarc=fail (example.org)"},
		"Exchange, without a name and with a part that is none": {"Authentication-Results: spf=softfail (sender IP is 192.0.2.1)\r\n smtp.mailfrom=example.org; contoso.example;\r\n\tdkim=pass (signature was verified) header.d=example.org;dmarc=pass action=none header.from=example.org;compauth=pass reason=100\r\n" + own,
			"", []AuthCheck{{"spf", "softfail", "example.org"}, {"dkim", "pass", "example.org"}, {"dmarc", "pass", "example.org"}, {"compauth", "pass", ""}}, ""},
		"several fields of one server": {"Authentication-Results: MX.example.net; dkim=pass header.i=@example.org\r\nAuthentication-Results: other.example; spf=fail smtp.mailfrom=x@y\r\nAuthentication-Results: mx.example.net 1; spf=pass smtp.helo=h.example.org\r\n" + own,
			"mx.example.net", []AuthCheck{{"dkim", "pass", "example.org"}, {"spf", "pass", "h.example.org"}}, ""},
		"below the sender's own fields nothing counts": {"Received: x\r\n" + own + "Authentication-Results: mx.example.net; spf=fail smtp.mailfrom=a@b\r\n", "", nil, ""},
		"none":      {"Authentication-Results: mx.example.net; none\r\n" + own, "mx.example.net", nil, ""},
		"no fields": {own, "", nil, ""},
		"nothing":   {"", "", nil, ""},
		"hostile": {"Authentication-Results: mx\x1b[2J; spf=fail\x1b]0;x\x07 smtp.mailfrom=a@b\u202ec; ((((;\r\n" + own, `mx\x1b[2j`,
			[]AuthCheck{{"spf", `fail\x1b]0`, ""}}, ""},
	} {
		server, got := receiverChecks([]byte(c.header))
		if server != c.server || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q %v, want %q %v", name, server, got, c.server, c.want)
		}
		if failed := failedChecks(got); failed != c.failed {
			t.Errorf("%s: failed %q, want %q", name, failed, c.failed)
		}
	}
	if _, list := receiverChecks([]byte("Authentication-Results: x" + strings.Repeat("; spf=pass", 1000))); len(list) != maxChecks {
		t.Errorf("%d checks", len(list))
	}
}
