package cli

import (
	"context"
	"testing"
	"time"

	"todoku/store"
	"todoku/ui/locale"
)

// TestAuthorisedUntil is the end that list shows, for profiles that use OAuth.
func TestAuthorisedUntil(t *testing.T) {
	a := newApp(t, locale.English)
	a.flags.config = t.TempDir()
	places, err := a.places()
	if err != nil {
		t.Fatal(err)
	}
	ends := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	_, err = store.WithToken(context.Background(), places, "alerts", "", func(store.Token) (store.Token, error) {
		return store.Token{Access: store.NewSecret("a"), Refresh: store.NewSecret("r"), Ends: ends, SignedIn: ends.AddDate(0, 0, -7), Flow: "loopback"}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p := store.Default()
	p.ServerType, p.SMTP.Auth.Method = "google", "xoauth2"
	if got := authorisedUntil(places, target{name: "alerts", loaded: store.Loaded{Profile: p}}); !got.Equal(ends) {
		t.Errorf("authorised until %v, want %v", got, ends)
	}
	if got := authorisedUntil(places, target{name: "nobody", loaded: store.Loaded{Profile: p}}); !got.IsZero() {
		t.Errorf("without a token: %v", got)
	}
	p.SMTP.Auth.Method = "plain"
	if got := authorisedUntil(places, target{name: "alerts", loaded: store.Loaded{Profile: p}}); !got.IsZero() {
		t.Errorf("without OAuth: %v", got)
	}
}
