package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	lockLimit = 10 * time.Second      // how long a writer waits for another
	lockPoll  = 25 * time.Millisecond // flock(2) cannot be waited for and be cancelled
)

// lockPath is the sidecar of a profile: never the profile itself, whose inode
// changes with every rename.
func lockPath(path string) string {
	return strings.TrimSuffix(path, extension) + lockEnd
}

// lock takes the sidecar lock of path, waiting up to limit (0: lockLimit) and
// no longer than ctx. Remove deletes the sidecar, so a lock counts only while
// its file is still the one that others would open.
func lock(ctx context.Context, path string, limit time.Duration, a access) (unlock func(), err error) {
	if limit <= 0 {
		limit = lockLimit
	}
	if err := makeFolder(filepath.Dir(path), a); err != nil {
		return nil, writeProblem(filepath.Dir(path), err)
	}
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	side := lockPath(path)
	for {
		l := flock.New(side)
		if _, err := l.TryLockContext(within, lockPoll); err != nil {
			return nil, lockProblem(ctx, side, err)
		}
		held, err := l.Stat()
		now, err2 := os.Stat(side)
		if err == nil && err2 == nil && os.SameFile(held, now) {
			shareLock(side)
			return func() { _ = l.Unlock() }, nil
		}
		_ = l.Unlock()
	}
}

func lockProblem(ctx context.Context, side string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return problem("locked", "file", side).in(side)
	}
	return writeProblem(side, err)
}

// dropLock deletes the sidecar and gives up the lock: in that order where an
// open file can be deleted, so that nobody takes a lock that no longer counts.
func dropLock(path string, unlock func()) {
	if err := os.Remove(lockPath(path)); err == nil {
		unlock()
		return
	}
	unlock()
	_ = os.Remove(lockPath(path)) // Windows; in use by another writer it stays
}
