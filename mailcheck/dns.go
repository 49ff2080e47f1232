package mailcheck

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// Bounds of a query by hand.
const (
	dnsWait     = 2 * time.Second // for one server
	maxUDPReply = 4096
)

// rcode asks the system's name servers (or Options.Nameserver) for A, then for
// AAAA, and gives the response code (RFC 1035 section 4.1.1) in words:
// "NXDOMAIN", "SERVFAIL", "REFUSED" …, "NOERROR" when the name exists without
// an address, "TIMEOUT" when nobody answers. Empty: there is nobody to ask, or
// the question cannot be put.
func (l *ladder) rcode() string {
	servers := []string{l.o.Nameserver}
	if l.o.Nameserver == "" {
		servers = systemNameservers()
	}
	name, err := dnsmessage.NewName(l.host + ".")
	if err != nil || len(servers) == 0 {
		return ""
	}
	ctx, cancel := context.WithTimeout(l.ctx, l.wait)
	defer cancel()
	for _, t := range []dnsmessage.Type{dnsmessage.TypeA, dnsmessage.TypeAAAA} {
		a, err := askAll(ctx, servers, name, t)
		var n net.Error
		switch {
		case errors.As(err, &n) && n.Timeout():
			return "TIMEOUT"
		case err != nil:
			return ""
		case a.rcode != dnsmessage.RCodeSuccess:
			return rcodeName(a.rcode)
		case a.found:
			return "" // there is an address after all: the system does not ask DNS
		}
	}
	return "NOERROR"
}

func rcodeName(r dnsmessage.RCode) string {
	switch r {
	case dnsmessage.RCodeNameError:
		return "NXDOMAIN"
	case dnsmessage.RCodeServerFailure:
		return "SERVFAIL"
	case dnsmessage.RCodeRefused:
		return "REFUSED"
	case dnsmessage.RCodeFormatError:
		return "FORMERR"
	case dnsmessage.RCodeNotImplemented:
		return "NOTIMP"
	}
	return fmt.Sprintf("RCODE%d", r)
}

// askAll asks one server after the other until one answers.
func askAll(ctx context.Context, servers []string, name dnsmessage.Name, t dnsmessage.Type) (answer, error) {
	return askEach(ctx, servers, query(name, t))
}

// query is a question as a stub resolver puts it.
func query(name dnsmessage.Name, t dnsmessage.Type) dnsmessage.Message {
	var id [2]byte
	_, _ = rand.Read(id[:]) // never fails (crypto/rand)
	return dnsmessage.Message{
		Header:    dnsmessage.Header{ID: binary.BigEndian.Uint16(id[:]), RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: name, Type: t, Class: dnsmessage.ClassINET}},
	}
}

func askEach(ctx context.Context, servers []string, q dnsmessage.Message) (a answer, err error) {
	for _, server := range servers {
		if a, err = askServer(ctx, server, q); err == nil {
			return a, nil
		}
		if ctx.Err() != nil {
			return a, ctx.Err()
		}
	}
	return a, err
}

// askServer asks over UDP, and again over TCP when the answer was cut (RFC
// 1035 section 4.2.1, TC).
func askServer(ctx context.Context, server string, q dnsmessage.Message) (answer, error) {
	query, err := q.Pack()
	if err != nil {
		return answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, dnsWait)
	defer cancel()
	for _, network := range []string{"udp", "tcp"} {
		a, err := overNetwork(ctx, network, server, query, q)
		if err != nil || !a.cut || network == "tcp" {
			return a, err
		}
	}
	return answer{}, io.ErrUnexpectedEOF
}

func overNetwork(ctx context.Context, network, server string, query []byte, q dnsmessage.Message) (answer, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, server)
	if err != nil {
		return answer{}, err
	}
	defer c.Close()
	defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	if deadline, ok := ctx.Deadline(); ok {
		_ = c.SetDeadline(deadline)
	}
	if network == "tcp" {
		return overTCP(c, query, q)
	}
	if _, err := c.Write(query); err != nil {
		return answer{}, err
	}
	buf := make([]byte, maxUDPReply)
	for { // an answer to something else may be a forgery: wait for ours
		n, err := c.Read(buf)
		if err != nil {
			return answer{}, err
		}
		if a, err := parseAnswer(buf[:n], q); err == nil {
			return a, nil
		}
	}
}

// overTCP: messages are preceded by their length (RFC 1035 section 4.2.2).
func overTCP(c net.Conn, query []byte, q dnsmessage.Message) (answer, error) {
	if _, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(query))), query...)); err != nil {
		return answer{}, err
	}
	var size [2]byte
	if _, err := io.ReadFull(c, size[:]); err != nil {
		return answer{}, err
	}
	buf := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(c, buf); err != nil {
		return answer{}, err
	}
	return parseAnswer(buf, q)
}

// answer is what matters of a reply.
type answer struct {
	rcode dnsmessage.RCode
	cut   bool
	found bool // it holds a record of the type asked for
	addrs []netip.Addr
	names []string // of PTR records, without the final dot
}

var errNotOurs = errors.New("dns: not the answer to this question")

// parseAnswer checks that b answers q and reads it.
func parseAnswer(b []byte, q dnsmessage.Message) (answer, error) {
	var p dnsmessage.Parser
	h, err := p.Start(b)
	if err != nil {
		return answer{}, err
	}
	if !h.Response || h.ID != q.ID {
		return answer{}, errNotOurs
	}
	a := answer{rcode: h.RCode, cut: h.Truncated}
	asked, err := p.Question()
	if errors.Is(err, dnsmessage.ErrSectionDone) && h.RCode != dnsmessage.RCodeSuccess {
		return a, nil // REFUSED and FORMERR may come without the question
	}
	if err != nil || !sameQuestion(asked, q.Questions[0]) {
		return answer{}, errNotOurs
	}
	if err := p.SkipAllQuestions(); err != nil {
		return answer{}, err
	}
	for {
		rr, err := p.AnswerHeader()
		if err != nil { // the end, or what was cut off
			return a, nil
		}
		a.found = a.found || rr.Type == asked.Type
		if err := a.take(&p, rr.Type); err != nil {
			return a, nil
		}
	}
}

// take reads the record at hand.
func (a *answer) take(p *dnsmessage.Parser, t dnsmessage.Type) error {
	switch t {
	case dnsmessage.TypeA:
		r, err := p.AResource()
		a.addrs = append(a.addrs, netip.AddrFrom4(r.A))
		return err
	case dnsmessage.TypeAAAA:
		r, err := p.AAAAResource()
		a.addrs = append(a.addrs, netip.AddrFrom16(r.AAAA))
		return err
	case dnsmessage.TypePTR:
		r, err := p.PTRResource()
		a.names = append(a.names, strings.TrimSuffix(r.PTR.String(), "."))
		return err
	}
	return p.SkipAnswer()
}

func sameQuestion(a, b dnsmessage.Question) bool {
	return a.Type == b.Type && a.Class == b.Class && strings.EqualFold(a.Name.String(), b.Name.String())
}
