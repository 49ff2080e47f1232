package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"net"
	"strconv"

	"golang.org/x/net/dns/dnsmessage"
	"golang.org/x/net/idna"
)

// typeTLSA is the type of RFC 6698 section 7.1; dnsmessage has no name for it.
const typeTLSA = dnsmessage.Type(52)

// records are those of one name, by type.
type records map[dnsmessage.Type][]dnsmessage.ResourceBody

// zone is what the answerer knows. What is not in it does not exist.
type zone struct {
	names  map[string]records // lower case, without the final dot
	broken map[string]dnsmessage.RCode
}

func (z zone) add(name string, kind dnsmessage.Type, body dnsmessage.ResourceBody) {
	if z.names[name] == nil {
		z.names[name] = records{}
	}
	z.names[name][kind] = append(z.names[name][kind], body)
}

func (z zone) a(name string) {
	z.add(name, dnsmessage.TypeA, &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}})
}

func (z zone) cname(name, target string) {
	z.add(name, dnsmessage.TypeCNAME, &dnsmessage.CNAMEResource{CNAME: fqdn(target)})
}

func (z zone) mx(name, target string) {
	z.add(name, dnsmessage.TypeMX, &dnsmessage.MXResource{Pref: 10, MX: fqdn(target)})
}

func (z zone) txt(name string, parts ...string) {
	z.add(name, dnsmessage.TypeTXT, &dnsmessage.TXTResource{TXT: parts})
}

// srv adds a record (RFC 2782); target "" is the root: not offered.
func (z zone) srv(name string, priority uint16, target string, port int) {
	z.add(name, dnsmessage.TypeSRV, &dnsmessage.SRVResource{Priority: priority, Weight: 1, Port: uint16(port), Target: fqdn(target)})
}

// makeZone is the zone of all domains, as the fault has it.
func (m *servers) makeZone() zone {
	z := zone{names: map[string]records{}, broken: map[string]dnsmessage.RCode{}}
	for _, d := range []string{Domain, Bare, Hosted} {
		z.names[d] = records{}
	}
	z.add("", dnsmessage.TypeNS, &dnsmessage.NSResource{NS: fqdn(Host)}) // the root's
	z.mx(Domain, Host)
	z.mx(Hosted, Host)
	if m.fault.dns != noName {
		z.names[Host] = records{}
		z.cname(Alias, Host)
		z.cname("imap."+Domain, Host)
		z.cname("pop."+Domain, Host)
	}
	if m.fault.dns != noName && m.fault.dns != noAddress {
		z.a(Host)
	}
	if m.fault.dns == deadIPv6 {
		z.add(Host, dnsmessage.TypeAAAA, &dnsmessage.AAAAResource{AAAA: [16]byte(net.IPv6loopback)})
	}
	z.sender()
	if m.fault.found != publishNothing {
		m.publish(z)
	}
	return z
}

// sender is what receivers look up about who sends for Domain.
func (z zone) sender() {
	z.txt(Domain, "v=spf1 ip4:127.0.0.1 -all")
	z.txt("_dmarc."+Domain, "v=DMARC1; p=reject")
	z.add("1.0.0.127.in-addr.arpa", dnsmessage.TypePTR, &dnsmessage.PTRResource{PTR: fqdn(Host)})
}

// publish adds where the servers are.
func (m *servers) publish(z zone) {
	abroad, err := idna.Lookup.ToASCII(Abroad)
	if err != nil {
		abroad = Abroad // cannot be: the tests look it up
	}
	z.names[abroad] = records{}
	for _, d := range []string{Domain, abroad} {
		m.publishSRV(z, d)
	}
	z.a(Domain) // the web server
	for _, name := range []string{"autoconfig.", "ua-auto-config.", "ispdb.", "www."} {
		z.a(name + Domain)
	}
	z.a("mail." + Hosted)
	if m.fault.found != publishNoDigest {
		sum := sha256.Sum256(m.paccDocument())
		if m.fault.found == publishWrongDigest {
			sum[0]++
		}
		z.txt("_ua-auto-config."+Domain, "v=UAAC1; a=sha256; d="+base64.StdEncoding.EncodeToString(sum[:]))
	}
	if m.fault.found == publishAliasLoop {
		for from, to := range map[string]string{"autoconfig." + Domain: "one." + Domain, "one." + Domain: "two." + Domain, "two." + Domain: "one." + Domain} {
			z.names[from] = records{}
			z.cname(from, to)
		}
	}
}

// publishSRV adds the records of RFC 6186 and RFC 8314, and beside those of
// submission the certificate's (RFC 7673).
func (m *servers) publishSRV(z zone, domain string) {
	for _, s := range []struct{ name, proto, security, host string }{
		{"submissions", protoSMTP, portTLS, Host}, {"submission", protoSMTP, portStartTLS, Host},
		{"imaps", protoIMAP, portTLS, Host}, {"imap", protoIMAP, portStartTLS, Host},
		{"pop3s", protoPOP3, portTLS, Host}, {"pop3", protoPOP3, portStartTLS, Host},
	} {
		name, port := "_"+s.name+"._tcp."+domain, m.ports[s.proto][s.security]
		switch m.fault.found {
		case publishNotOffered:
			z.srv(name, 0, "", 0)
		case publishBrokenSRV:
			z.broken[name] = dnsmessage.RCodeServerFailure
		case publishForeign:
			z.srv(name, 0, "mail."+Hosted, port)
		default:
			z.srv(name, 10, s.host, port)
		}
	}
	sum := sha256.Sum256(m.pki.mid.cert.RawSubjectPublicKeyInfo)
	if m.fault.found == publishWrongTLSA {
		sum[0]++
	}
	// DANE-TA(2) SPKI(1) SHA2-256(1): the issuer of every certificate here.
	tlsa := &dnsmessage.UnknownResource{Type: typeTLSA, Data: append([]byte{2, 1, 1}, sum[:]...)}
	z.names["_"+strconv.Itoa(m.ports[protoSMTP][portStartTLS])+"._tcp."+Host] = records{typeTLSA: {tlsa}}
}
