package store

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// Draft is an unfinished profile as it survives a lost connection. It holds
// places of secrets only, never a secret.
type Draft struct {
	Name     string   `toml:"name"` // file name of the draft; "new" while the profile has none
	Step     string   `toml:"step"`
	Answered []string `toml:"answered"`
	Path     string   `toml:"path"` // profile being edited
	Group    string   `toml:"group"`
	Profile  Profile  `toml:"profile"`
}

// draftPath is where the draft of that name is kept.
func (pl Places) draftPath(name string) string {
	return filepath.Join(pl.State, "drafts", name+extension)
}

// checkDraftName keeps drafts in their folder. An empty name is "new".
func checkDraftName(name string) (string, error) {
	if name == "" || name == unnamed {
		return unnamed, nil
	}
	if p := CheckName(name); p != nil {
		return "", p
	}
	return name, nil
}

// SaveDraft keeps d until DropDraft, for the user alone. The profile in it need
// not be valid. The error is a Problem.
func SaveDraft(pl Places, d Draft) error {
	name, err := checkDraftName(d.Name)
	if err != nil {
		return err
	}
	d.Name = name
	var b bytes.Buffer
	if err := toml.NewEncoder(&b).Encode(d); err != nil {
		return problem("cannot_write", "file", pl.draftPath(name), "detail", Neutral(err.Error(), 160))
	}
	return writeFile(pl.draftPath(name), bytes.ToValidUTF8(b.Bytes(), []byte("\uFFFD")), access{})
}

// LoadDraft gives the draft of that name, and whether there is one. What a
// newer or older program wrote beside the known keys is ignored. The error is
// a Problem.
func LoadDraft(pl Places, name string) (Draft, bool, error) {
	name, err := checkDraftName(name)
	if err != nil {
		return Draft{}, false, err
	}
	path := pl.draftPath(name)
	data, err := readFile(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Draft{}, false, nil
	}
	if err != nil {
		return Draft{}, false, ReadProblem(path, err, "no_such_profile")
	}
	d := Draft{Profile: Default()}
	if _, err := toml.Decode(string(data), &d); err != nil {
		return Draft{}, false, problem("draft_broken", "file", path).in(path)
	}
	d.Name = name
	d.Profile.normalise()
	return d, true, nil
}

// DropDraft forgets a draft; there need not be one. The error is a Problem.
func DropDraft(pl Places, name string) error {
	name, err := checkDraftName(name)
	if err != nil {
		return err
	}
	path := pl.draftPath(name)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return writeProblem(path, err)
	}
	return nil
}

// Drafts are the names of the drafts that are kept, the newest first. The error
// is a Problem.
func Drafts(pl Places) ([]string, error) {
	dir := filepath.Dir(pl.draftPath(unnamed))
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, ReadProblem(dir, err, "no_such_profile")
	}
	when := map[string]time.Time{}
	for _, file := range files {
		name, ok := strings.CutSuffix(file.Name(), extension)
		info, err := file.Info()
		if _, bad := checkDraftName(name); ok && bad == nil && err == nil && info.Mode().IsRegular() {
			when[name] = info.ModTime()
		}
	}
	return slices.SortedFunc(maps.Keys(when), func(a, b string) int {
		return cmp.Or(when[b].Compare(when[a]), strings.Compare(a, b))
	}), nil
}
