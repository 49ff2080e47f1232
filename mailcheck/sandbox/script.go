package sandbox

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"time"
)

// Limits of a scripted session. Whatever the client does, it is over then.
const (
	scriptTime = 30 * time.Second
	scriptLine = 8192     // octets of a client's line
	floodLimit = 64 << 20 // octets of an endless reply
	dripPause  = 200 * time.Millisecond
	resetAfter = 50 * time.Millisecond  // else the reset would meet the client still connecting
	patience   = 500 * time.Millisecond // of a server that lets the client speak first
)

// script is a server as data: what it says on connecting (rules with an empty
// on, in order) and what it answers to which command.
type script []rule

// rule is one answer. A client's line meets the first rule whose on begins it,
// whatever its case; "*" meets every line. Lines of say are separated by "\n"
// and sent with CRLF; "{tag}" is the tag of an IMAP command.
type rule struct {
	on     string
	secure bool // only inside TLS
	say    string
	times  int // how often say is sent; 0: once
	do     action
}

// action is what happens after say.
type action int

const (
	goOn       action = iota
	hangUp            // FIN
	breakOff          // RST
	stall             // nothing more, until the client or the time gives up
	startTLS          // shake hands; what the client said before is forgotten
	falseStart        // wait for the handshake and answer it in plain text
	drip              // say comes one octet at a time, and never ends
	raw               // say goes out as it stands, without line ends
	cut               // the same, and hang up
	flood             // raw, over and over
	await             // let the client speak first, or wait a while; say, hang up
)

// usual are the answers that the scripts of a protocol share; each script may
// put rules before.
func usual(proto string) script {
	switch proto {
	case protoPOP3:
		return script{
			{on: "QUIT", say: "+OK Logging out.", do: hangUp},
			{on: "NOOP", say: "+OK"},
			{on: "*", say: "-ERR Unknown command."},
		}
	case protoIMAP:
		return script{
			{on: "LOGOUT", say: "* BYE Logging out\n{tag} OK Logout completed.", do: hangUp},
			{on: "NOOP", say: "{tag} OK NOOP completed."},
			{on: "*", say: "{tag} BAD Error in IMAP command received by server."},
		}
	}
	return script{
		{on: "QUIT", say: "221 2.0.0 Bye", do: hangUp},
		{on: "RSET", say: "250 2.0.0 Ok"},
		{on: "NOOP", say: "250 2.0.0 Ok"},
		{on: "*", say: "502 5.5.1 Error: command not implemented"},
	}
}

// serveScript accepts connections and plays the script to each.
func (m *servers) serveScript(p port) {
	implicit := p.security == portTLS && !p.f.raw
	m.running.Go(func() {
		for {
			c, err := p.l.Accept()
			if err != nil {
				return // closed; loopback has no other lasting error
			}
			m.running.Go(func() {
				defer c.Close()
				p := &player{conn: c, base: c, conf: p.conf, rules: p.f.script, usual: usual(p.f.proto), tagged: p.f.proto == protoIMAP, buf: bufio.NewReaderSize(c, scriptLine)}
				_ = c.SetDeadline(time.Now().Add(scriptTime))
				if implicit && p.handshake() != nil {
					return
				}
				p.play()
			})
		}
	})
}

// player plays a script on one connection.
type player struct {
	conn  net.Conn // TLS once there is TLS
	base  net.Conn
	conf  *tls.Config
	rules script
	usual script
	buf   *bufio.Reader

	tagged bool   // IMAP: the first word of a line is its tag
	tag    string // of the line at hand
}

// play runs until one side ends the conversation.
func (p *player) play() {
	for _, r := range p.rules {
		if r.on == "" && !p.act(r) {
			return
		}
	}
	for {
		line, err := p.buf.ReadSlice('\n')
		if err != nil {
			return
		}
		command := string(line)
		if p.tagged {
			p.tag, command, _ = strings.Cut(command, " ")
		}
		r, ok := p.match(p.rules, command)
		if !ok {
			r, _ = p.match(p.usual, command)
		}
		if !p.act(r) {
			return
		}
	}
}

// match finds the rule for a client's line.
func (p *player) match(rules script, line string) (rule, bool) {
	for _, r := range rules {
		if r.secure && p.conn == p.base {
			continue
		}
		if r.on == "*" || r.on != "" && len(line) >= len(r.on) && strings.EqualFold(line[:len(r.on)], r.on) {
			return r, true
		}
	}
	return rule{}, false
}

// act answers and says whether the conversation goes on.
func (p *player) act(r rule) bool {
	var err error
	switch r.do {
	case drip:
		err = p.drip(r.say)
	case raw, cut:
		_, err = io.WriteString(p.conn, r.say)
	case flood:
		err = p.flood(r.say)
	default:
		if r.do == await {
			p.await(patience)
		}
		err = p.say(r.say, max(1, r.times))
	}
	if err != nil {
		return false
	}
	switch r.do {
	case hangUp, await, cut:
		_ = p.conn.Close() // with TLS: says so first
		return false
	case breakOff:
		p.await(resetAfter)
		reset(p.base)
		return false
	case falseStart:
		p.await(patience)
		_ = p.say("454 4.3.0 TLS not available due to local problem", 1)
		return false
	case stall:
		_, _ = io.Copy(io.Discard, p.buf)
		return false
	case startTLS:
		return p.handshake() == nil
	}
	return true
}

func (p *player) say(text string, times int) error {
	if text == "" {
		return nil
	}
	text = strings.ReplaceAll(text, "{tag}", p.tag)
	_, err := io.WriteString(p.conn, strings.Repeat(strings.ReplaceAll(text, "\n", "\r\n")+"\r\n", times))
	return err
}

// drip sends one octet at a time. The end of the connection ends it, because
// then writing fails; the deadline of the connection ends it at the latest.
func (p *player) drip(text string) error {
	tick := time.NewTicker(dripPause)
	defer tick.Stop()
	for i := 0; ; i++ {
		if _, err := p.conn.Write([]byte{text[i%len(text)]}); err != nil {
			return err
		}
		<-tick.C
	}
}

func (p *player) flood(text string) error {
	block := []byte(strings.Repeat(text, max(1, 1<<16/len(text))))
	for sent := 0; sent < floodLimit; sent += len(block) {
		if _, err := p.conn.Write(block); err != nil {
			return err
		}
	}
	return nil
}

// await gives the client a while to speak first.
func (p *player) await(d time.Duration) {
	_ = p.conn.SetReadDeadline(time.Now().Add(d))
	_, _ = p.buf.Peek(1)
	_ = p.conn.SetReadDeadline(time.Now().Add(scriptTime))
}

// handshake turns the connection into TLS. Octets that the client sent in
// plain text after STARTTLS stay behind (RFC 3207 section 4.2).
func (p *player) handshake() error {
	ctx, cancel := context.WithTimeout(context.Background(), scriptTime)
	defer cancel()
	t := tls.Server(p.base, p.conf)
	if err := t.HandshakeContext(ctx); err != nil {
		return err
	}
	p.conn, p.buf = t, bufio.NewReaderSize(t, scriptLine)
	return nil
}
