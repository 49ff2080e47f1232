package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Entry is one profile of List.
type Entry struct {
	Name    string // as it is looked up: the file's name
	Path    string
	Profile Profile
	Err     error // why it cannot be used; a Problem or Problems
}

// List gives the profiles of all Search folders by name; of two with the same
// name the one that Find finds. A folder that is not there is empty. An error
// is a Problem: the folder that may not be read, where that leaves nothing to
// list.
func (pl Places) List() ([]Entry, error) {
	var entries []Entry
	var denied error
	seen := map[string]bool{}
	for _, dir := range pl.Search {
		files, err := os.ReadDir(dir)
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) && denied == nil {
				denied = ReadProblem(dir, err, "no_such_profile")
			}
			continue
		}
		for _, file := range files {
			name, ok := strings.CutSuffix(file.Name(), extension)
			if !ok || seen[name] || CheckName(name) != nil || file.IsDir() {
				continue
			}
			seen[name] = true
			path := filepath.Join(dir, file.Name())
			l, err := Load(path)
			entries = append(entries, Entry{name, path, l.Profile, err})
		}
	}
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	if len(entries) > 0 {
		return entries, nil
	}
	return nil, denied
}
