package oauth

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"testing"
	"time"
)

// TestPortOfAnotherProgram: on a machine with IPv6, a port that another program
// has there is not used for localhost, for a browser may go to that one.
func TestPortOfAnotherProgram(t *testing.T) {
	other, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Logf("no IPv6 here (%v): IPv4 alone is enough", err)
		all, err := listen(t.Context(), "localhost", 0)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d listeners, %v", len(all), err)
		}
		_ = all[0].Close()
		return
	}
	defer other.Close()
	port := other.Addr().(*net.TCPAddr).Port
	if all, err := listen(t.Context(), "localhost", port); err == nil {
		t.Errorf("%d listeners on a port that another program has", len(all))
		for _, l := range all {
			_ = l.Close()
		}
	}
	again, err := listenAt(t.Context(), netip.MustParseAddr("127.0.0.1"), port)
	if err != nil {
		t.Fatalf("the port of the other family was not given back: %v", err)
	}
	_ = again.Close()
	all, err := listen(t.Context(), "localhost", 0)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d listeners, %v", len(all), err)
	}
	for _, l := range all {
		_ = l.Close()
	}
}

// TestSlowCallers: who opens connections and says nothing, or says it slowly,
// neither keeps the browser out nor the listener open.
func TestSlowCallers(t *testing.T) {
	x := &strict{}
	p := newProvider(t, x.answer)
	c, _ := p.client()
	u := start(t, c)
	q, e := u.shown()
	x.expect(q)
	for n := range 100 {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", e.Port))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if n%2 == 0 {
			_, _ = conn.Write([]byte("GET /callback?code="))
		}
	}
	if status, _ := u.browse("GET", q.Get("redirect_uri"), url.Values{"code": {"the-code/+"}, "state": {q.Get("state")}}); status != 200 {
		t.Errorf("status %d", status)
	}
	began := time.Now()
	if _, err := u.end(); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the end took %v", took)
	}
	if conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", e.Port)); err == nil {
		_ = conn.Close()
		t.Error("the listener is still there")
	}
}
