package cli

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"
)

// TestReadingEndsWithItsContext: nobody has to find the key that ends a read.
func TestReadingEndsWithItsContext(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	if _, err := within(ctx, func() ([]byte, error) { return readAtMost(r, 10) }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if _, err := w.WriteString("0123456789ab"); err != nil {
		t.Fatal(err)
	}
}
