package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Directions are those of the protocol logs that a profile may ask for, with
// form.send_log and form.receive_log.
var Directions = [...]string{"send", "receive"}

const (
	logFolder = "logs"
	logEnd    = ".log"
)

// WantsLog reports that the profile asks for the log of a direction.
func WantsLog(p Profile, direction string) bool {
	v, _ := Get(&p, "form."+direction+"_log")
	return v == "true"
}

// logPath is where the last log of a direction is kept for the profile at path:
// in the state folder that belongs to the profile's own.
func (pl Places) logPath(path, direction string) string {
	name := strings.TrimSuffix(filepath.Base(path), extension)
	return filepath.Join(pl.stateOf(filepath.Dir(path)), logFolder, name+"."+direction+logEnd)
}

// SaveLog keeps text as the last protocol log of a direction, for the user
// alone, in place of the one before; path is the profile's. The text must hold
// no secret. The error is a Problem.
func SaveLog(pl Places, path, direction, text string) error {
	return writeFile(pl.logPath(path, direction), []byte(text), access{})
}

// LoadLog gives the last protocol log of a direction with the time when it was
// kept, and whether there is one; path is the profile's. The error is a Problem.
func LoadLog(pl Places, path, direction string) (text string, kept time.Time, ok bool, err error) {
	file := pl.logPath(path, direction)
	data, err := readFile(file, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return "", time.Time{}, false, nil
	}
	if err != nil {
		return "", time.Time{}, false, ReadProblem(file, err, "no_such_profile")
	}
	if info, err := os.Stat(file); err == nil {
		kept = info.ModTime()
	}
	return string(data), kept, true, nil
}

// removeLogs deletes the logs of the profile at path, and says which.
func (pl Places) removeLogs(path string) (removed []string, err error) {
	for _, direction := range Directions {
		file := pl.logPath(path, direction)
		switch err := os.Remove(file); {
		case err == nil:
			removed = append(removed, file)
		case !errors.Is(err, fs.ErrNotExist):
			return removed, writeProblem(file, err)
		}
	}
	return removed, nil
}
