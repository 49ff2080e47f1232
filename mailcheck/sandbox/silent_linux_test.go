package sandbox

import (
	"net"
	"testing"
	"time"
)

// On Linux every program sees the fault, not only Dial.
func TestSilentPort(t *testing.T) {
	s := start(t, "net.timeout")
	for _, e := range s.SMTP {
		c, err := net.DialTimeout("tcp", s.at(t, e.Security), 300*time.Millisecond)
		if err == nil {
			_ = c.Close()
		}
		if late, ok := err.(net.Error); !ok || !late.Timeout() {
			t.Errorf("%s: %v", e.Security, err)
		}
	}
}
