package sandbox

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// dnsMode is how the answerer misbehaves.
type dnsMode int

const (
	usualDNS  dnsMode = iota
	noName            // NXDOMAIN for Host
	noAddress         // Host exists and has no address
	serverFailure
	refusedDNS
	badSignature // SERVFAIL for Domain, unless checking is disabled
	brokenZone   // SERVFAIL for Domain, whoever asks and however
	silentDNS    // no answer at all
	deadIPv6     // Host has AAAA ::1, where nothing listens
)

const (
	dnsTTL     = 60
	dnsTime    = 10 * time.Second // of a TCP query
	maxQuery   = 4096             // octets
	bindTrials = 20
	maxAliases = 8
)

// nameserver answers from its zone over UDP and TCP on one port of loopback.
type nameserver struct {
	mode    dnsMode
	zone    zone
	udp     net.PacketConn
	tcp     *tracked
	running sync.WaitGroup
}

// startDNS binds the same free port for both protocols.
func (m *servers) startDNS(ctx context.Context) (string, error) {
	for range bindTrials {
		l, err := listen(ctx)
		if err != nil {
			return "", err
		}
		address := net.JoinHostPort(loopback, strconv.Itoa(l.port()))
		u, err := (&net.ListenConfig{}).ListenPacket(ctx, "udp4", address)
		if err != nil {
			l.shut() // the UDP side is taken: another port
			continue
		}
		n := &nameserver{mode: m.fault.dns, zone: m.makeZone(), udp: u, tcp: l}
		n.running.Go(n.serveUDP)
		n.running.Go(n.serveTCP)
		m.dns = n
		return address, nil
	}
	return "", errors.New("no port is free for both UDP and TCP")
}

func (n *nameserver) stop() {
	_ = n.udp.Close()
	n.tcp.shut()
	n.running.Wait()
}

func (n *nameserver) serveUDP() {
	buf := make([]byte, maxQuery)
	for {
		size, from, err := n.udp.ReadFrom(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // an ICMP error of an earlier answer
		}
		if out, ok := n.answer(buf[:size]); ok {
			_, _ = n.udp.WriteTo(out, from)
		}
	}
}

// serveTCP: each message is preceded by its length (RFC 1035 section 4.2.2).
func (n *nameserver) serveTCP() {
	for {
		c, err := n.tcp.Accept()
		if err != nil {
			return
		}
		n.running.Go(func() {
			defer c.Close()
			_ = c.SetDeadline(time.Now().Add(dnsTime))
			for n.overTCP(c) == nil {
			}
		})
	}
}

func (n *nameserver) overTCP(c net.Conn) error {
	var size uint16
	if err := binary.Read(c, binary.BigEndian, &size); err != nil {
		return err
	}
	if size > maxQuery {
		return fmt.Errorf("a query of %d octets", size)
	}
	query := make([]byte, size)
	if _, err := io.ReadFull(c, query); err != nil {
		return err
	}
	out, ok := n.answer(query)
	if !ok {
		return nil
	}
	_, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...))
	return err
}

// answer builds the reply; false: keep silent.
func (n *nameserver) answer(query []byte) ([]byte, bool) {
	var p dnsmessage.Parser
	h, err := p.Start(query)
	if err != nil || h.Response || n.mode == silentDNS {
		return nil, false
	}
	q, err := p.Question()
	if err != nil {
		return nil, false
	}
	m := dnsmessage.Message{
		Header: dnsmessage.Header{
			ID: h.ID, Response: true, OpCode: h.OpCode, Authoritative: true,
			RecursionDesired: h.RecursionDesired, RecursionAvailable: true,
		},
		Questions: []dnsmessage.Question{q},
	}
	switch n.mode {
	case serverFailure:
		m.RCode = dnsmessage.RCodeServerFailure
	case refusedDNS:
		m.RCode = dnsmessage.RCodeRefused
	default:
		if m.Answers, m.RCode = n.lookup(q); n.mode.broken(q.Name.String(), h.CheckingDisabled) {
			m.Answers, m.RCode = nil, dnsmessage.RCodeServerFailure
		}
	}
	if len(m.Answers) == 0 && (m.RCode == dnsmessage.RCodeSuccess || m.RCode == dnsmessage.RCodeNameError) {
		m.Authorities = []dnsmessage.Resource{soa()} // RFC 2308 section 2
	}
	out, err := m.Pack()
	return out, err == nil
}

// broken says that a name of Domain cannot be answered for.
func (d dnsMode) broken(name string, unchecked bool) bool {
	return strings.HasSuffix(strings.ToLower(name), Domain+".") && (d == brokenZone || d == badSignature && !unchecked)
}

// lookup answers from the zone, following aliases as far as it knows them
// (RFC 1034 section 4.3.2, step 3a).
func (n *nameserver) lookup(q dnsmessage.Question) ([]dnsmessage.Resource, dnsmessage.RCode) {
	name := strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))
	if code, ok := n.zone.broken[name]; ok {
		return nil, code
	}
	if _, ok := n.zone.names[name]; !ok {
		return nil, dnsmessage.RCodeNameError
	}
	var out []dnsmessage.Resource
	for range maxAliases {
		types := n.zone.names[name]
		for _, body := range types[q.Type] {
			out = append(out, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: fqdn(name), Class: dnsmessage.ClassINET, TTL: dnsTTL}, Body: body})
		}
		alias := types[dnsmessage.TypeCNAME]
		if len(alias) == 0 || q.Type == dnsmessage.TypeCNAME {
			break
		}
		out = append(out, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: fqdn(name), Class: dnsmessage.ClassINET, TTL: dnsTTL}, Body: alias[0]})
		target := alias[0].(*dnsmessage.CNAMEResource).CNAME.String()
		name = strings.TrimSuffix(target, ".")
	}
	return out, dnsmessage.RCodeSuccess
}

func fqdn(name string) dnsmessage.Name { return dnsmessage.MustNewName(name + ".") }

func soa() dnsmessage.Resource {
	return dnsmessage.Resource{
		Header: dnsmessage.ResourceHeader{Name: fqdn(Domain), Class: dnsmessage.ClassINET, TTL: dnsTTL},
		Body: &dnsmessage.SOAResource{
			NS: fqdn(Host), MBox: fqdn("postmaster." + Domain), Serial: 1,
			Refresh: 3600, Retry: 600, Expire: 86400, MinTTL: dnsTTL,
		},
	}
}
