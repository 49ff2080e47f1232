package bundle

import (
	"strings"

	"todoku/mailcheck/cause"
)

// authorities are the organisations of public certificate authorities, in the
// words of their certificates, and the built-in servers'. Any other issuer is
// somebody's own, and is called after him.
var authorities = []string{
	"Let's Encrypt", "(STAGING) Let's Encrypt", "Internet Security Research Group", "DigiCert Inc", "DigiCert, Inc.", "Google Trust Services", "Google Trust Services LLC",
	"GlobalSign", "GlobalSign nv-sa", "Sectigo Limited", "COMODO CA Limited", "The USERTRUST Network", "Amazon", "Microsoft Corporation",
	"Cybertrust Japan Co., Ltd.", "SECOM Trust Systems CO.,LTD.", "Japan Registry Services Co., Ltd.", "National Institute of Informatics",
	"ZeroSSL", "GoDaddy.com, Inc.", "Starfield Technologies, Inc.", "Entrust, Inc.", "IdenTrust", "Digital Signature Trust Co.", "Actalis S.p.A.",
	"Actalis S.p.A./03358520967", "Buypass AS-983163327", "Asseco Data Systems S.A.", "Unizeto Technologies S.A.", "QuoVadis Limited", "SSL Corporation",
	"TrustAsia Technologies, Inc.", "Hellenic Academic and Research Institutions CA", "SwissSign AG", "D-Trust GmbH", "T-Systems International GmbH",
	"Deutsche Telekom Security GmbH", "Baltimore", "thawte, Inc.", "VeriSign, Inc.", "GeoTrust Inc.", "todoku sandbox",
}

// rdn is one part of a name in a certificate.
type rdn struct{ key, value string }

// splitDN reads the form that Go writes (RFC 2253): "CN=x,O=Acme\, Inc.,C=JP".
func splitDN(s string) (list []rdn) {
	var part strings.Builder
	flush := func() {
		key, value, _ := strings.Cut(part.String(), "=")
		list = append(list, rdn{key, value})
		part.Reset()
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			part.WriteByte(s[i])
		case s[i] == ',' || s[i] == '+':
			flush()
		default:
			part.WriteByte(s[i])
		}
	}
	flush()
	return list
}

// DN masks the name of a subject or an issuer. A public authority's stays, and
// the country; of all others it stays visible which are equal.
func (m *Mask) DN(s string) string {
	list := splitDN(s)
	known := isAuthority(list)
	for i, r := range list {
		switch {
		case known, r.key == "C":
			list[i].value = m.Text(r.value)
		case r.value == "":
		default:
			if masked := m.Text(r.value); masked != r.value && hosts.MatchString(r.value) && !strings.Contains(r.value, " ") {
				list[i].value = masked
				continue
			}
			list[i].value = m.alias(kindName, foldString(r.value))
			if product := cause.Inspector(r.value); product != "" {
				list[i].value += " (" + product + ")" // whoever bought it
			}
		}
	}
	var b strings.Builder
	for i, r := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(r.key + "=" + r.value)
	}
	return b.String()
}

func isAuthority(list []rdn) bool {
	for _, r := range list {
		if r.key == "O" {
			for _, a := range authorities {
				if strings.EqualFold(a, r.value) {
					return true
				}
			}
		}
	}
	return false
}

// LearnDN learns the names of an organisation, which greetings repeat.
func (m *Mask) LearnDN(s string) {
	list := splitDN(s)
	if isAuthority(list) {
		return
	}
	for _, r := range list {
		switch {
		case r.key == "O" || r.key == "OU":
			m.Name(r.value)
		case r.key == "CN" && hosts.MatchString(r.value) && !strings.Contains(r.value, " "):
			m.Domain(strings.TrimPrefix(r.value, "*."))
		case r.key == "CN":
			m.Name(r.value)
		}
	}
}
