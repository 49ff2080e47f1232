package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	tokenSchema = 1
	tokenFolder = "tokens"
	tokenEnd    = ".json"
	tokenLock   = 75 * time.Second // one that waits outlasts two requests of those before it
	tokenRoom   = 32 << 10         // octets on the disk for a token that is still to come
)

// tokenFile is a Token as it stands in its file.
type tokenFile struct {
	Schema   int       `json:"schema"`
	Access   string    `json:"access_token"`
	Refresh  string    `json:"refresh_token,omitempty"`
	Expiry   time.Time `json:"expiry,omitzero"`
	Ends     time.Time `json:"refresh_token_ends,omitzero"`
	Scopes   []string  `json:"scopes,omitempty"`
	Account  string    `json:"account,omitempty"`
	Flow     string    `json:"flow,omitempty"`
	ClientID string    `json:"client_id,omitempty"`
	SignedIn time.Time `json:"signed_in,omitzero"`
	Renewed  time.Time `json:"renewed,omitzero"`
}

// LoadToken gives the token of the profile of that name, and whether there is
// one. It takes no lock: the file is only ever replaced as a whole. The error
// is a Problem.
func LoadToken(pl Places, name string) (Token, bool, error) {
	path, err := pl.tokenPath(name)
	if err != nil {
		return Token{}, false, err
	}
	return readToken(path)
}

// WithToken replaces the token of a profile under its lock, so that two
// processes never spend one refresh token twice: change gets the token that is
// kept (zero: none) and gives the new one, which survives a power failure
// before WithToken returns it. change is called only once there is room on the
// disk for what it gives, since the provider may give it once only. group may read and renew it too (the account
// that uses what root signed in); empty: as it was. The error is change's
// own, a Problem, or ctx's; the file is then as it was.
func WithToken(ctx context.Context, pl Places, name, group string, change func(Token) (Token, error)) (Token, error) {
	path, err := pl.tokenPath(name)
	if err != nil {
		return Token{}, err
	}
	who := access{group: group, change: true}
	if err := makeTokenFolder(path, who); err != nil {
		return Token{}, err
	}
	unlock, err := lock(ctx, path, tokenLock, who)
	if err != nil {
		return Token{}, err
	}
	defer unlock()
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays one, and what it leads to is renewed
	}
	dropLeftovers(path)
	old, had, err := readToken(path)
	if err != nil && !isBroken(err) {
		return Token{}, err // what cannot be read must not be replaced by a guess
	}
	file, err := reserve(path, tokenRoom, who)
	if err != nil {
		return Token{}, err
	}
	defer file.drop()
	next, err := change(old)
	if err != nil {
		return Token{}, err
	}
	data, err := encodeToken(next)
	if err != nil {
		return Token{}, writeProblem(path, err)
	}
	if before, err := encodeToken(old); err == nil && had && group == "" && bytes.Equal(data, before) {
		return next, nil
	}
	if err := file.put(path, data); err != nil {
		return Token{}, err
	}
	return next, nil
}

// RoomForToken tries whether a token of a profile could be stored, before a
// person signs in for it. The error is a Problem or ctx's.
func RoomForToken(ctx context.Context, pl Places, name string) error {
	stop := errors.New("tried")
	_, err := WithToken(ctx, pl, name, "", func(Token) (Token, error) { return Token{}, stop })
	if errors.Is(err, stop) {
		return nil
	}
	return err
}

// DropToken forgets a token; there need not be one. The error is a Problem or
// ctx's.
func DropToken(ctx context.Context, pl Places, name string) error {
	path, err := pl.tokenPath(name)
	if err != nil {
		return err
	}
	_, err = removeToken(ctx, path)
	return err
}

// removeToken tells whether there was one.
func removeToken(ctx context.Context, path string) (bool, error) {
	if _, err := os.Lstat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	unlock, err := lock(ctx, path, 0, access{})
	if err != nil {
		return false, err
	}
	dropLeftovers(path)
	err = os.Remove(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		unlock()
		return false, writeProblem(path, err)
	}
	dropLock(path, unlock)
	return err == nil, nil
}

// tokenPath is where the token of a profile is kept: in the state folder that
// belongs to the folder the profile is found in, so that the account that runs
// an application finds what root signed in.
func (pl Places) tokenPath(name string) (string, error) {
	if p := CheckName(name); p != nil {
		return "", p
	}
	state := pl.State
	if path, err := pl.Find(name); err == nil && !isPath(name) {
		state = pl.stateOf(filepath.Dir(path))
	}
	return tokenIn(state, name), nil
}

func tokenIn(state, name string) string {
	return filepath.Join(state, tokenFolder, name+tokenEnd)
}

// stateOf is the state folder that belongs to a folder of profiles.
func (pl Places) stateOf(profiles string) string {
	if profiles == pl.Profiles {
		return pl.State
	}
	for _, dir := range pl.Search {
		if dir == profiles {
			return machineState(dir)
		}
	}
	return pl.State
}

// makeTokenFolder makes the folder of path. With a group its members may
// create files there, which is how a renewed token is put into its place.
func makeTokenFolder(path string, a access) error {
	dir := filepath.Dir(path)
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := makeFolder(d, access{group: a.group, change: d == dir}); err != nil {
			return writeProblem(d, err)
		}
	}
	return nil
}

// isBroken tells a file that holds no token: a new sign-in replaces it.
func isBroken(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.Code == "token_broken"
}

func readToken(path string) (Token, bool, error) {
	data, err := readFile(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Token{}, false, nil
	}
	if err != nil {
		return Token{}, false, ReadProblem(path, err, "no_such_profile")
	}
	var f tokenFile
	if json.Unmarshal(data, &f) != nil || f.Schema < 1 || f.Access == "" || strings.ContainsAny(f.Access+f.Refresh, " \t\r\n\x00\x1b") {
		return Token{}, false, problem("token_broken", "file", path).in(path)
	}
	if f.Schema > tokenSchema {
		return Token{}, false, problem("token_newer", "file", path).in(path)
	}
	return Token{
		Access: NewSecret(f.Access), Refresh: secretOrNone(f.Refresh), Expiry: f.Expiry, Ends: f.Ends,
		Scopes: f.Scopes, Account: Neutral(f.Account, 320), Flow: f.Flow, ClientID: f.ClientID, SignedIn: f.SignedIn, Renewed: f.Renewed,
	}, true, nil
}

func secretOrNone(v string) Secret {
	if v == "" {
		return Secret{}
	}
	return NewSecret(v)
}

// encodeToken fails for what would be no whole file: times outside of the years
// that RFC 3339 can tell.
func encodeToken(t Token) ([]byte, error) {
	data, err := json.MarshalIndent(tokenFile{
		Schema: tokenSchema, Access: t.Access.Reveal(), Refresh: t.Refresh.Reveal(), Expiry: t.Expiry.UTC(), Ends: t.Ends.UTC(),
		Scopes: t.Scopes, Account: t.Account, Flow: t.Flow, ClientID: t.ClientID, SignedIn: t.SignedIn.UTC(), Renewed: t.Renewed.UTC(),
	}, "", "\t")
	if err != nil {
		return nil, err
	}
	return append(data, '\n'), nil
}

// dropLeftovers removes what a writer that was killed left beside path: a file
// that never got its name. Only who holds the lock may call it.
func dropLeftovers(path string) {
	stem := "." + filepath.Base(path)
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return
	}
	for _, f := range files {
		rest, ok := strings.CutPrefix(f.Name(), stem)
		if ok && rest != "" && strings.Trim(rest, "0123456789") == "" {
			_ = os.Remove(filepath.Join(filepath.Dir(path), f.Name()))
		}
	}
}
