package store

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestLogsAreKeptForTheUserAlone(t *testing.T) {
	dir := t.TempDir()
	pl := Places{Profiles: dir, State: filepath.Join(dir, "state"), Search: []string{dir}}
	path := filepath.Join(dir, "alerts.toml")
	if _, _, ok, err := LoadLog(pl, path, "send"); ok || err != nil {
		t.Errorf("there is one already: %v", err)
	}
	for _, text := range []string{"first\n", "second\n"} {
		if err := SaveLog(pl, path, "send", text); err != nil {
			t.Fatal(err)
		}
	}
	text, kept, ok, err := LoadLog(pl, path, "send")
	if text != "second\n" || kept.IsZero() || !ok || err != nil {
		t.Errorf("%q %v %v", text, ok, err)
	}
	if _, _, ok, _ := LoadLog(pl, path, "receive"); ok {
		t.Error("the other direction has one too")
	}
	file := filepath.Join(dir, "state", "logs", "alerts.send.log")
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != 0o600 {
		t.Errorf("mode %o", mode)
	}
	if err := os.WriteFile(path, []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	removed, err := pl.Remove(t.Context(), path)
	if err != nil || !strings.Contains(strings.Join(removed, " "), file) {
		t.Errorf("removed %q, %v", removed, err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the log is still there: %v", err)
	}
}

func TestWantsLog(t *testing.T) {
	for _, c := range []struct {
		form Form
		want bool
	}{{nil, false}, {Form{"send_log": true}, true}, {Form{"send_log": false}, false}, {Form{"receive_log": true}, false}} {
		if got := WantsLog(Profile{Form: c.form}, "send"); got != c.want {
			t.Errorf("%v: %v", c.form, got)
		}
	}
}
