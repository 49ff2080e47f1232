package cli

import (
	"context"
	"path/filepath"

	"todoku/store"
	"todoku/store/importer"
	"todoku/ui/locale"
)

// csvTable is the one export that is no program's: the table that import reads.
const csvTable = "csv"

// exportTable prints profiles as a table. All of them have to be readable.
func (a *app) exportTable(ctx context.Context, req exportRequest, names []string) error {
	if req.write != "" {
		return a.usage("usage.not_together", "one", "--write", "other", "--to "+csvTable)
	}
	places, err := a.places()
	if err != nil {
		return err
	}
	targets, err := a.targets(places, checkRequest{all: req.all}, names)
	if err != nil {
		return err
	}
	var list []store.Profile
	dirs := map[string]string{}
	for _, t := range targets {
		if t.err != nil {
			return t.err
		}
		list = append(list, t.loaded.Profile)
		dirs[t.loaded.Profile.Name] = filepath.Dir(t.loaded.Path)
	}
	var reveal importer.Reveal
	if req.reveal {
		reveal = func(p store.Profile, key string) (store.Secret, error) {
			return revealer(ctx, p, dirs[p.Name])(key)
		}
	}
	return importer.Write(a.results(), list, a.t.Lang() == locale.Japanese, reveal)
}
