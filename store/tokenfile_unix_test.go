//go:build !windows

package store

import (
	"bufio"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// childOf makes a process of this test binary write tokens into a folder.
const childOf = "TODOKU_TEST_TOKENS"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childOf); dir != "" {
		writeForEver(dir)
		return
	}
	os.Exit(m.Run())
}

// writeForEver counts up in the token file, and tells each number once it is
// in its place. Big tokens make the window for a half-written file wide.
func writeForEver(dir string) {
	pl := Places{dir, dir, []string{dir}}
	for n := 1; n < 1_000_000; n++ {
		_, err := WithToken(context.Background(), pl, "a", "", func(Token) (Token, error) {
			return Token{Access: NewSecret(strconv.Itoa(n)), Refresh: NewSecret(strings.Repeat("r", 200_000) + strconv.Itoa(n))}, nil
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(n)
	}
}

// A writer that is killed at any moment leaves a whole file: the last token it
// told of, or the next.
func TestKilledWriterLeavesAWholeToken(t *testing.T) {
	dir := t.TempDir()
	pl := Places{dir, dir, []string{dir}}
	for range 12 {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), childOf+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines, told := bufio.NewScanner(out), 0
		for range 1 + rand.IntN(15) {
			if !lines.Scan() {
				t.Fatal("the writer ended")
			}
			if told, err = strconv.Atoi(lines.Text()); err != nil {
				t.Fatal(lines.Text())
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // what it told before it died
			if n, err := strconv.Atoi(lines.Text()); err == nil {
				told = n
			}
		}
		_ = cmd.Wait() // killed, as told
		got, ok, err := LoadToken(pl, "a")
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		n, _ := strconv.Atoi(got.Access.Reveal())
		if !strings.HasSuffix(got.Refresh.Reveal(), "r"+strconv.Itoa(n)) || n != told && n != told+1 {
			t.Errorf("told %d, kept %d with %d octets", told, n, len(got.Refresh.Reveal()))
		}
	}
	// The next writer is not kept out, and clears up.
	write(t, filepath.Join(dir, tokenFolder, ".a.json123456"), "half")
	put(t, pl, "a", someToken())
	files, err := os.ReadDir(filepath.Join(dir, tokenFolder))
	if err != nil || len(files) != 2 {
		t.Errorf("left: %v %v", files, err)
	}
}

func TestTokenModes(t *testing.T) {
	pl := testPlaces(t)
	put(t, pl, "a", someToken())
	path, _ := pl.tokenPath("a")
	wantMode(t, filepath.Dir(path), 0o700)
	wantMode(t, path, 0o600)
	wantMode(t, lockPath(path), 0o600)

	gid := aGroup(t)
	share := func() (Token, error) {
		return WithToken(t.Context(), pl, "a", strconv.Itoa(gid), func(old Token) (Token, error) { return old, nil })
	}
	if _, err := share(); err != nil {
		t.Fatal(err)
	}
	wantMode(t, pl.State, 0o750)
	wantMode(t, filepath.Dir(path), 0o770)
	wantMode(t, path, 0o640)
	wantMode(t, lockPath(path), 0o640)
	if info, _ := os.Stat(filepath.Dir(path)); info.Mode()&fs.ModeSetgid == 0 || gidOf(t, path) != gid || gidOf(t, filepath.Dir(path)) != gid {
		t.Error("not the group's")
	}
	if _, err := share(); err != nil { // twice changes nothing
		t.Fatal(err)
	}
	next := someToken()
	next.Account = "other"
	put(t, pl, "a", next) // a renewal names no group
	wantMode(t, path, 0o640)
	put(t, pl, "b", next) // nor does another profile's sign-in
	other, _ := pl.tokenPath("b")
	wantMode(t, other, 0o600)
}
