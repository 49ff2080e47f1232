package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func tempProfile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.toml")
	if text != "" {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func readBack(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func wantCode(t *testing.T, err error, code string) *Problem {
	t.Helper()
	var p *Problem
	if !errors.As(err, &p) || p.Code != code {
		t.Fatalf("got %v, want %s", err, code)
	}
	return p
}

func TestSaveNewAndAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "conf", "todoku", "a.toml")
	p := mustDecode(t, profileText())
	if err := Save(t.Context(), SaveRequest{Path: path, Profile: p}); err != nil {
		t.Fatal(err)
	}
	l, err := Load(path)
	if err != nil || l.Path != path || !current.says(l.Data, p) {
		t.Fatalf("%+v %v", l, err)
	}
	wantCode(t, Save(t.Context(), SaveRequest{Path: path, Profile: p}), "exists_already")
	edited := l.Profile
	edited.SMTP.Port = 2525
	if err := Save(t.Context(), SaveRequest{Path: path, Base: l.Data, Profile: edited}); err != nil {
		t.Fatal(err)
	}
	if got := readBack(t, path); !strings.Contains(got, "port = 2525") {
		t.Error(got)
	}
	files, _ := os.ReadDir(filepath.Dir(path))
	if len(files) != 2 { // the profile and its lock: no temporary file stays
		t.Errorf("%v", files)
	}
}

func TestSaveRefusesWhatIsInvalid(t *testing.T) {
	path := tempProfile(t, "")
	p := mustDecode(t, profileText())
	p.Sender.Address = "a\r\n@example.com"
	wantCode(t, Save(t.Context(), SaveRequest{Path: path, Profile: p}), "line_break")
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("wrote it all the same")
	}
}

// Two editors began with the same file.
func TestSaveMergesWhatAnotherWrote(t *testing.T) {
	base := full + "\n[proof]\nverdict = \"pass\"\n"
	theirs := strings.Replace(base, "587", "2525", 1)
	theirs = strings.Replace(theirs, "minutes = 5", "minutes = 5\nadded = \"y\"", 1)
	theirs = strings.Replace(theirs, "on = true\n", "", 1) + "# their comment\n"
	path := tempProfile(t, theirs)
	mine := mustDecode(t, base)
	set(t, &mine, "sender.name", "New")
	set(t, &mine, "form.画面 名", "")
	mine.SMTP.Auth.Password = SecretRef{From: "env", Name: "X"}
	if err := Save(t.Context(), SaveRequest{Path: path, Base: []byte(base), Profile: mine}); err != nil {
		t.Fatal(err)
	}
	got := readBack(t, path)
	for _, want := range []string{"port      = 2525", `name = "New"`, `from = "env"`, `added = "y"`, "# their comment", "# the alerts profile"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is lost in\n%s", want, got)
		}
	}
	for _, gone := range []string{"on = true", "画面", "pass\""} { // the proof covers neither half
		if strings.Contains(got, gone) {
			t.Errorf("%s came back in\n%s", gone, got)
		}
	}
}

func TestSaveKeepsTheProofThatStillHolds(t *testing.T) {
	base := profileText()
	path := tempProfile(t, base+"[proof]\nversion = \"v2\"\n")
	mine := mustDecode(t, base)
	if err := Save(t.Context(), SaveRequest{Path: path, Base: []byte(base), Profile: mine}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(readBack(t, path), "v2") {
		t.Error("their proof is lost though nothing else changed")
	}
	mine.Proof.Version = "v3"
	if err := Save(t.Context(), SaveRequest{Path: path, Base: []byte(base), Profile: mine}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(readBack(t, path), "v3") {
		t.Error("our proof is lost")
	}
}

func TestSaveConflicts(t *testing.T) {
	base := profileText()
	changed := strings.Replace(base, "port = 25", "port = 465", 1)
	path := tempProfile(t, changed)
	mine := mustDecode(t, base)
	mine.SMTP.Port = 587
	p := wantCode(t, Save(t.Context(), SaveRequest{Path: path, Base: []byte(base), Profile: mine}), "changed_meanwhile")
	if p.Key != "smtp.port" || p.Args["mine"] != "587" || p.Args["theirs"] != "465" {
		t.Errorf("%+v", p)
	}
	if readBack(t, path) != changed {
		t.Error("wrote in spite of it")
	}
	mine.SMTP.Port = 465 // both the same: no conflict
	if err := Save(t.Context(), SaveRequest{Path: path, Base: []byte(base), Profile: mine}); err != nil {
		t.Error(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	wantCode(t, Save(t.Context(), SaveRequest{Path: path, Base: []byte(base), Profile: mine}), "removed_meanwhile")
	if err := os.WriteFile(path, []byte("broken ="), 0o600); err != nil {
		t.Fatal(err)
	}
	wantCode(t, Save(t.Context(), SaveRequest{Path: path, Base: []byte(base), Profile: mine}), "syntax")
}

func TestSaveFollowsALink(t *testing.T) {
	target := tempProfile(t, profileText())
	link := filepath.Join(t.TempDir(), "l.toml")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	p := mustDecode(t, profileText())
	p.SMTP.Port = 26
	if err := Save(t.Context(), SaveRequest{Path: link, Base: []byte(profileText()), Profile: p}); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 || !strings.Contains(readBack(t, target), "26") {
		t.Error("the link was replaced by a copy")
	}
}

func TestSaveWaitsForTheLock(t *testing.T) {
	path := tempProfile(t, "")
	unlock, err := lock(t.Context(), path, 0, access{})
	if err != nil {
		t.Fatal(err)
	}
	req := SaveRequest{Path: path, Profile: mustDecode(t, profileText()), Lock: time.Millisecond}
	wantCode(t, Save(t.Context(), req), "locked")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Save(ctx, req); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	unlock()
	req.Lock = 0
	if err := Save(t.Context(), req); err != nil {
		t.Error(err)
	}
}

const writers, rounds = 4, 5

// writeKeys is one writer: every round it adds a key of its own.
func writeKeys(ctx context.Context, path string, writer int) error {
	for i := range rounds {
		l, err := Load(path)
		if err != nil {
			return err
		}
		if prob := Set(&l.Profile, fmt.Sprintf("form.w%d-%d", writer, i), "x"); prob != nil {
			return prob
		}
		if err := Save(ctx, SaveRequest{Path: path, Base: l.Data, Profile: l.Profile, Lock: time.Minute}); err != nil {
			return err
		}
	}
	return nil
}

func wantAllKeys(t *testing.T, path string) {
	t.Helper()
	l, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Profile.Form) != writers*rounds {
		t.Errorf("%d keys of %d survived", len(l.Profile.Form), writers*rounds)
	}
}

func TestManyWritersLoseNothing(t *testing.T) {
	path := tempProfile(t, profileText())
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			if err := writeKeys(t.Context(), path, w); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantAllKeys(t, path)
}

// The same with processes: the test binary runs itself.
func TestManyProcessesLoseNothing(t *testing.T) {
	if path := os.Getenv("STORE_TEST_WRITE"); path != "" {
		writer := len(os.Getenv("STORE_TEST_WRITER"))
		if err := writeKeys(t.Context(), path, writer); err != nil {
			t.Fatal(err)
		}
		return
	}
	path := tempProfile(t, profileText())
	var cmds []*exec.Cmd
	for w := range writers {
		cmd := exec.Command(os.Args[0], "-test.run=^TestManyProcessesLoseNothing$")
		cmd.Env = append(os.Environ(), "STORE_TEST_WRITE="+path, "STORE_TEST_WRITER="+strings.Repeat("x", w))
		cmd.Stdout, cmd.Stderr = new(bytes.Buffer), new(bytes.Buffer)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		cmds = append(cmds, cmd)
	}
	for _, cmd := range cmds {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v\n%s", err, cmd.Stdout)
		}
	}
	wantAllKeys(t, path)
}
