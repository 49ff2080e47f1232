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
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// childOf makes a process of this test binary write tokens into a folder.
const childOf = "TODOKU_TEST_TOKENS"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childOf); dir != "" {
		if os.Getenv(fullDisk) != "" {
			writeOnFullDisk(dir)
			return
		}
		writeForEver(dir)
		return
	}
	os.Exit(m.Run())
}

// fullDisk lets the process of childOf write no more than a few octets.
const fullDisk = "TODOKU_TEST_FULL_DISK"

func writeOnFullDisk(dir string) {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 2048, Max: 2048}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		fmt.Println(err)
		return
	}
	spent := false
	_, err := WithToken(context.Background(), Places{dir, dir, []string{dir}}, "a", "", func(Token) (Token, error) {
		spent = true
		return Token{Access: NewSecret(strings.Repeat("a", 4000))}, nil
	})
	fmt.Println(spent, err)
	if err := RoomForToken(context.Background(), Places{dir, dir, []string{dir}}, "a"); err == nil {
		fmt.Println("there is room")
	}
}

// TestFullDisk: the provider is not asked for what has no place, so a refresh
// token that is good for once is not spent for nothing.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	pl := Places{dir, dir, []string{dir}}
	put(t, pl, "a", someToken())
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childOf+"="+dir, fullDisk+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "false ") || !strings.Contains(string(out), "cannot write") || strings.Contains(string(out), "room") {
		t.Errorf("%v: %s", err, out)
	}
	if err := RoomForToken(t.Context(), pl, "a"); err != nil {
		t.Error(err)
	}
	if got, ok, err := LoadToken(pl, "a"); !ok || err != nil || got.Refresh.Reveal() != "ref-resh" {
		t.Errorf("%v %v %v", got, ok, err)
	}
	if files, err := os.ReadDir(filepath.Join(dir, tokenFolder)); err != nil || len(files) != 2 {
		t.Errorf("left: %v %v", files, err)
	}
}

// TestTokenBehindALink: the link stays, and what it leads to is renewed.
func TestTokenBehindALink(t *testing.T) {
	pl := testPlaces(t)
	put(t, pl, "a", someToken())
	path, _ := pl.tokenPath("a")
	target := filepath.Join(t.TempDir(), "elsewhere.json")
	if err := os.Rename(path, target); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
	next := someToken()
	next.Refresh = NewSecret("rotated")
	put(t, pl, "a", next)
	if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 || !strings.Contains(readBack(t, target), "rotated") {
		t.Errorf("%v %v", info, err)
	}
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
