package mailcheck

import (
	"bufio"
	"strings"
	"testing"
)

// FuzzIMAP: whatever a server sends, reading it ends, within bounds.
func FuzzIMAP(f *testing.F) {
	for _, s := range []string{imapHi, "* LIST () {3}\r\nabc x\r\n", "+ \r\n", "a1 OK [X", "* 1 FETCH (BODY[] {99999999999}\r\n", "*\r\n", "* OK {5}\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		in := bufio.NewReaderSize(strings.NewReader(s), 16)
		for size := 0; ; {
			r, err := readIMAP(in, func(line string) string { return line })
			if size += len(r.raw); size > len(s)+maxIMAPLiteral+2 {
				t.Fatalf("%d octets out of %d", size, len(s))
			}
			if err != nil {
				return
			}
			_, _ = imapReply{text: r.text}.code()
		}
	})
}

// FuzzAuthResults: no header upsets the reader of it.
func FuzzAuthResults(f *testing.F) {
	f.Add(gmailLike)
	f.Add("Authentication-Results: \\")
	f.Fuzz(func(t *testing.T, s string) {
		_, list := receiverChecks([]byte(s))
		if len(list) > maxChecks {
			t.Errorf("%d checks", len(list))
		}
	})
}
