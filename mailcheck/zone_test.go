package mailcheck

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// testZone is what a name server knows: "example.org TXT" and its values.
// SERVFAIL and SILENT as a value are what they say; a name that is not there at
// all does not exist.
type testZone map[string][]string

// nameserver serves z on loopback over UDP until the test ends.
func nameserver(t *testing.T, z testZone) string {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		buf := make([]byte, 4096)
		for {
			n, from, err := c.ReadFrom(buf)
			if err != nil {
				return
			}
			if out := z.answer(buf[:n]); out != nil {
				_, _ = c.WriteTo(out, from)
			}
		}
	})
	t.Cleanup(func() { _ = c.Close(); running.Wait() })
	return c.LocalAddr().String()
}

func (z testZone) answer(query []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	name := strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))
	m.RCode = dnsmessage.RCodeNameError
	for key := range z {
		if strings.HasPrefix(key, name+" ") {
			m.RCode = dnsmessage.RCodeSuccess
		}
	}
	for _, value := range z[name+" "+strings.TrimPrefix(q.Type.String(), "Type")] {
		switch value {
		case "SILENT":
			return nil
		case "SERVFAIL":
			m.RCode = dnsmessage.RCodeServerFailure
			continue
		}
		m.Answers = append(m.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 1}, Body: body(q.Type, value)})
	}
	out, err := m.Pack()
	if err != nil {
		return nil
	}
	return out
}

func body(t dnsmessage.Type, value string) dnsmessage.ResourceBody {
	switch t {
	case dnsmessage.TypeA:
		return &dnsmessage.AResource{A: netip.MustParseAddr(value).As4()}
	case dnsmessage.TypeAAAA:
		return &dnsmessage.AAAAResource{AAAA: netip.MustParseAddr(value).As16()}
	case dnsmessage.TypePTR:
		return &dnsmessage.PTRResource{PTR: dnsmessage.MustNewName(value + ".")}
	case dnsmessage.TypeMX:
		pref, host, _ := strings.Cut(value, " ")
		n, _ := strconv.ParseUint(pref, 10, 16)
		return &dnsmessage.MXResource{Pref: uint16(n), MX: dnsmessage.MustNewName(host)}
	}
	var parts []string
	for len(value) > 255 {
		parts, value = append(parts, value[:255]), value[255:]
	}
	return &dnsmessage.TXTResource{TXT: append(parts, value)}
}
