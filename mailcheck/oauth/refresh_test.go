package oauth

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"todoku/store"
)

// childOf makes a process of this test binary print a fresh token, once a line
// comes in: folder and token endpoint, separated by a space.
const childOf = "TODOKU_TEST_FRESH"

func TestMain(m *testing.M) {
	if job := os.Getenv(childOf); job != "" {
		os.Exit(printFresh(job))
	}
	os.Exit(m.Run())
}

func printFresh(job string) int {
	dir, tokenURL, _ := strings.Cut(job, " ")
	fmt.Println("ready")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		return 1
	}
	pl, err := store.DefaultPlaces(dir, nil)
	if err != nil {
		return 1
	}
	p := store.Default()
	p.Name, p.OAuth.ClientID = "a", "client-1"
	t, err := Fresh(context.Background(), pl, p, func(context.Context) (Client, error) {
		return Client{ID: "client-1", TokenURL: tokenURL}, nil
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(t.Access.Reveal())
	return 0
}

// rotating is a token endpoint that takes each refresh token once.
func rotating() func(int, url.Values) (int, any) {
	var mu sync.Mutex
	next := 0
	return func(_ int, form url.Values) (int, any) {
		mu.Lock()
		defer mu.Unlock()
		if form.Get("refresh_token") != "r"+strconv.Itoa(next) {
			return 400, oauthError("invalid_grant")
		}
		next++
		return 200, map[string]any{"access_token": "a" + strconv.Itoa(next), "refresh_token": "r" + strconv.Itoa(next), "expires_in": 3600}
	}
}

// kept are places with a token whose access part ends at a time.
func kept(t *testing.T, t0 store.Token) (store.Places, store.Profile) {
	t.Helper()
	pl, err := store.DefaultPlaces(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p := store.Default()
	p.Name, p.OAuth.ClientID = "a", "client-1"
	if !t0.Access.IsZero() {
		if _, err := store.WithToken(t.Context(), pl, "a", "", func(store.Token) (store.Token, error) { return t0, nil }); err != nil {
			t.Fatal(err)
		}
	}
	return pl, p
}

func tokenOf(access, refresh string, renewed, expiry time.Time) store.Token {
	tok := store.Token{Access: store.NewSecret(access), Flow: "device", ClientID: "client-1", SignedIn: renewed, Renewed: renewed, Expiry: expiry}
	if refresh != "" {
		tok.Refresh = store.NewSecret(refresh)
	}
	return tok
}

// Fifty processes at once: one request, one token, printed by all.
func TestFiftyProcessesMakeOneRefresh(t *testing.T) {
	p := newProvider(t, rotating())
	hourAgo := time.Now().Add(-time.Hour)
	pl, _ := kept(t, tokenOf("a0", "r0", hourAgo, hourAgo.Add(time.Minute)))
	type child struct {
		cmd   *exec.Cmd
		start *os.File
		out   *bufio.Scanner
	}
	var all []child
	for range 50 {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), childOf+"="+pl.Profiles+" "+p.URL+"/token")
		cmd.Stderr = os.Stderr
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		cmd.Stdin = r
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		r.Close()
		all = append(all, child{cmd, w, bufio.NewScanner(out)})
	}
	for _, c := range all {
		if !c.out.Scan() || c.out.Text() != "ready" {
			t.Fatal("a process did not start")
		}
	}
	for _, c := range all {
		if _, err := c.start.WriteString("\n"); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range all {
		c.out.Scan()
		if got := c.out.Text(); got != "a1" {
			t.Errorf("printed %q", got)
		}
		if err := c.cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	if n := len(p.requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestFresh(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	for name, x := range map[string]struct {
		tok  store.Token
		want string // access token
		err  error
		asks int
	}{
		"young":           {tokenOf("a0", "r0", at, at.Add(time.Hour)), "a0", nil, 0},
		"2 min left":      {tokenOf("a0", "r0", at.Add(-58*time.Minute), at.Add(2*time.Minute)), "a0", nil, 0},
		"less than that":  {tokenOf("a0", "r0", at.Add(-59*time.Minute), at.Add(time.Minute)), "a1", nil, 1},
		"over":            {tokenOf("a0", "r0", at.Add(-2*time.Hour), at.Add(-time.Hour)), "a1", nil, 1},
		"short-lived":     {tokenOf("a0", "r0", at.Add(-20*time.Second), at.Add(40*time.Second)), "a0", nil, 0},
		"half of short":   {tokenOf("a0", "r0", at.Add(-40*time.Second), at.Add(20*time.Second)), "a1", nil, 1},
		"untold, young":   {tokenOf("a0", "r0", at.Add(-9*time.Minute), time.Time{}), "a0", nil, 0},
		"untold, old":     {tokenOf("a0", "r0", at.Add(-11*time.Minute), time.Time{}), "a1", nil, 1},
		"untold, fixed":   {tokenOf("a0", "", at.Add(-11*time.Minute), time.Time{}), "a0", nil, 0},
		"no refresh":      {tokenOf("a0", "", at.Add(-2*time.Hour), at.Add(-time.Hour)), "", ErrNoRefresh, 0},
		"last minute":     {tokenOf("a0", "", at.Add(-59*time.Minute), at.Add(time.Minute)), "a0", nil, 0},
		"retired":         {tokenOf("a0", "rX", at.Add(-2*time.Hour), at.Add(-time.Hour)), "", &Error{}, 1},
		"retired, alive":  {tokenOf("a0", "rX", at.Add(-59*time.Minute), at.Add(time.Minute)), "a0", nil, 1},
		"clock put back":  {tokenOf("a0", "r0", at.Add(24*time.Hour), at.Add(25*time.Hour)), "a1", nil, 1},
		"and retired":     {tokenOf("a0", "rX", at.Add(24*time.Hour), at.Add(25*time.Hour)), "", &Error{}, 1},
		"clock put right": {tokenOf("a0", "r0", at.Add(30*time.Second), at.Add(time.Hour)), "a0", nil, 0},
		"none":            {store.Token{}, "", ErrNotSignedIn, 0},
		"other":           {store.Token{Access: store.NewSecret("a0"), ClientID: "client-2"}, "", ErrOtherClient, 0},
	} {
		t.Run(name, func(t *testing.T) {
			srv := newProvider(t, rotating())
			c, _ := srv.client()
			c.Now = func() time.Time { return at }
			pl, p := kept(t, x.tok)
			got, err := fresh(t.Context(), pl, p, func(context.Context) (Client, error) { return c, nil }, c.Now)
			var e *Error
			switch {
			case x.err == nil && err != nil, x.err != nil && err == nil:
				t.Fatal(err)
			case errors.As(x.err, &e):
				wantError(t, err, "invalid_grant")
			case !errors.Is(err, x.err):
				t.Errorf("%v, want %v", err, x.err)
			}
			if got.Access.Reveal() != x.want || len(srv.requests()) != x.asks {
				t.Errorf("%q after %d requests", got.Access.Reveal(), len(srv.requests()))
			}
			if x.want == "a1" {
				stored, _, _ := store.LoadToken(pl, "a")
				if stored.Refresh.Reveal() != "r1" || stored.Flow != "device" || !stored.Renewed.Equal(at) || stored.SignedIn.Equal(at) {
					t.Errorf("stored %+v", stored)
				}
			}
		})
	}
}

// An application needs nobody: no token, or another registration's, is no error.
func TestFreshAppOnly(t *testing.T) {
	srv := newProvider(t, func(n int, form url.Values) (int, any) {
		if form.Get("grant_type") != "client_credentials" {
			return 400, oauthError("unsupported_grant_type")
		}
		return 200, map[string]any{"access_token": "a" + strconv.Itoa(n), "expires_in": 3600}
	})
	c, k := srv.client()
	c.Secret = store.NewSecret("client-secret")
	pl, p := kept(t, store.Token{})
	p.OAuth.Flow = "app-only"
	get := func() string {
		got, err := fresh(t.Context(), pl, p, func(context.Context) (Client, error) { return c, nil }, c.now)
		if err != nil {
			t.Fatal(err)
		}
		return got.Access.Reveal()
	}
	first, second := get(), get()
	_ = k.sleep(t.Context(), time.Hour)
	third := get()
	p.OAuth.ClientID, c.ID = "client-2", "client-2"
	fourth := get()
	if all := first + second + third + fourth; all != "a1a1a2a3" {
		t.Error(all)
	}
}

// TestUntoldEndOfAnApplication: it has no refresh token, and asks anew.
func TestUntoldEndOfAnApplication(t *testing.T) {
	at := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	tok := tokenOf("a0", "", at, time.Time{})
	tok.Flow = "app-only"
	if ending(tok, at.Add(untoldLife)) || !ending(tok, at.Add(untoldLife+time.Second)) {
		t.Error("an application's token whose end nobody told is used for ever")
	}
}

func TestRefreshKeepsWhatIsNotTold(t *testing.T) {
	srv := newProvider(t, func(int, url.Values) (int, any) { return 200, map[string]any{"access_token": "a1"} })
	c, k := srv.client()
	old := tokenOf("a0", "r0", k.at.Add(-time.Hour), k.at)
	old.Scopes, old.Account, old.Ends = []string{"mail"}, "a@example.jp", k.at.Add(24*time.Hour)
	got, err := Refresh(t.Context(), c, old)
	if err != nil {
		t.Fatal(err)
	}
	if got.Refresh.Reveal() != "r0" || got.Scopes[0] != "mail" || got.Account != "a@example.jp" || !got.Ends.Equal(old.Ends) ||
		!got.SignedIn.Equal(old.SignedIn) || !got.Renewed.Equal(k.at) || got.Flow != "device" {
		t.Errorf("%+v", got)
	}
	asked := srv.requests()[0]
	if asked.Get("grant_type") != "refresh_token" || asked.Get("refresh_token") != "r0" || asked.Has("scope") || asked.Get("client_id") != "client-1" {
		t.Errorf("%v", asked)
	}
	c.ID = "client-2"
	if _, err := Refresh(t.Context(), c, old); !errors.Is(err, ErrOtherClient) {
		t.Error(err)
	}
}

func TestKeepProvesTheRefresh(t *testing.T) {
	srv := newProvider(t, rotating())
	c, k := srv.client()
	pl, _ := kept(t, store.Token{})
	got, err := Keep(t.Context(), pl, "a", "", c, tokenOf("a0", "r0", k.at, k.at.Add(time.Hour)))
	stored, _, _ := store.LoadToken(pl, "a")
	if err != nil || got.Access.Reveal() != "a1" || stored.Refresh.Reveal() != "r1" {
		t.Errorf("%+v %+v %v", got, stored, err)
	}
	// A refresh that fails leaves the token that was just given.
	got, err = Keep(t.Context(), pl, "a", "", c, tokenOf("b0", "dead", k.at, k.at.Add(time.Hour)))
	wantError(t, err, "invalid_grant")
	stored, _, _ = store.LoadToken(pl, "a")
	if got.Access.Reveal() != "b0" || stored.Access.Reveal() != "b0" {
		t.Errorf("%+v %+v", got, stored)
	}
	n := len(srv.requests())
	if _, err := Keep(t.Context(), pl, "a", "", c, tokenOf("c0", "", k.at, k.at)); err != nil || len(srv.requests()) != n {
		t.Error(err)
	}
}
