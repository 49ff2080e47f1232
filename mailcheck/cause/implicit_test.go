package cause

import (
	"io"
	"os"
	"testing"
)

// TestTLSIsNotMissedWhereItIsSpoken: whatever ends the greeting inside TLS, a
// port that waits for TLS is not what is wrong.
func TestTLSIsNotMissedWhereItIsSpoken(t *testing.T) {
	for _, err := range []error{io.EOF, io.ErrUnexpectedEOF, dialError(errnoReset[0]), os.ErrDeadlineExceeded} {
		for _, port := range []int{465, 587, 2525} {
			for _, spoken := range []bool{true, false} {
				e := Evidence{Stage: "smtp.greeting", Host: "mail.example.org", Port: port, Security: "tls", TLS: spoken, Err: err}
				found := false
				for _, f := range Find(e) {
					found = found || f.Cause == "tls.needs-implicit"
				}
				if found == spoken {
					t.Errorf("%v on %d, TLS %v: tls.needs-implicit %v", err, port, spoken, found)
				}
			}
		}
	}
}
