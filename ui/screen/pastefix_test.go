package screen

import (
	"os"
	"strings"
	"testing"
)

// TestEndOfPasteStaysWhole splits a paste at every byte. What is read is what
// was written, and no read ends inside of the end marker.
func TestEndOfPasteStaysWhole(t *testing.T) {
	const sent = "k\x1b[200~one\x1b[20two\x1b[201~\x1b[Dz\x1b[200~\x1b[201~"
	for cut := 1; cut < len(sent); cut++ {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		p := &pasteReader{File: r}
		var got, reads []string
		for _, part := range []string{sent[:cut], sent[cut:]} {
			if _, err := w.WriteString(part); err != nil {
				t.Fatal(err)
			}
			buf := make([]byte, 4096)
			n, err := p.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			got, reads = append(got, string(buf[:n])), append(reads, string(buf[:n]))
		}
		if all := strings.Join(got, ""); all != sent {
			t.Errorf("cut at %d: %q", cut, all)
		}
		inside := strings.Count(reads[0], "\x1b[200~") > strings.Count(reads[0], "\x1b[201~")
		if k := begun([]byte(reads[0]), []byte("\x1b[201~")); inside && k > 0 {
			t.Errorf("cut at %d: the first read ends inside of a marker: %q", cut, reads[0])
		}
		_ = r.Close()
		_ = w.Close()
	}
}

// TestKeysAreNotHeldBack: outside of a paste nothing waits, an escape above all.
func TestKeysAreNotHeldBack(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	p := &pasteReader{File: r}
	for _, key := range []string{"\x1b", "\x1b[", "\x1b[20", "\x1b[A"} {
		if _, err := w.WriteString(key); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 64)
		if n, err := p.Read(buf); err != nil || string(buf[:n]) != key {
			t.Errorf("%q read as %q, %v", key, buf[:n], err)
		}
	}
}
