package screen

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestBareAddressStandsOnALineOfItsOwn, and Enter goes back.
func TestBareAddressStandsOnALineOfItsOwn(t *testing.T) {
	url := "https://accounts.google.com/o/oauth2/v2/auth?" + strings.Repeat("scope=mail&", 40)
	var out bytes.Buffer
	p := &printed{ctx: t.Context(), url: url, ssh: "ssh -L 1:127.0.0.1:1 root@mail.example.co.jp", back: "Press Enter"}
	p.SetStdin(strings.NewReader("typed meanwhile\n"))
	p.SetStdout(&out)
	p.SetStderr(io.Discard)
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n" + url + "\n", "\n" + p.ssh + "\n", "Press Enter\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in %q", want, out.String())
		}
	}
}

// TestEnterOfRawModeGoesBack: it was pressed before the terminal was handed over.
func TestEnterOfRawModeGoesBack(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	p := &printed{ctx: t.Context(), url: "https://example.org", in: in, out: io.Discard}
	go func() { _, _ = out.Write([]byte("\r")) }()
	if err := p.Run(); err != nil {
		t.Error(err)
	}
}

// TestBareAddressEndsWithTheProgram although nobody presses Enter.
func TestBareAddressEndsWithTheProgram(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, end := io.Pipe()
	defer end.Close()
	p := &printed{ctx: ctx, url: "https://example.org", in: in, out: io.Discard}
	cancel()
	if err := p.Run(); !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v", err)
	}
}
