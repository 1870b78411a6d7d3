package start

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// lockCache makes the folder of installations, with the one for the records of runs in it, and holds its lock: installing is one's at a time.
func lockCache(ctx context.Context, cache string) (folder string, unlock func(), err error) {
	if cache == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", nil, fmt.Errorf("cache: %w", err)
		}
		cache = filepath.Join(user, "seatwright")
	}
	if err := os.MkdirAll(filepath.Join(cache, "running"), 0o700); err != nil {
		return "", nil, fmt.Errorf("cache: %w", err)
	}
	unlock, err = lock(ctx, filepath.Join(cache, "lock"))
	return cache, unlock, err
}

// whole fills a folder that is not there yet. The caller holds the lock, so that what lies aside is of a broken run.
func whole(folder string, fill func(aside string) error) error {
	if _, err := os.Stat(folder); err == nil {
		return nil
	}
	aside := folder + ".aside"
	if err := errors.Join(os.RemoveAll(aside), os.Mkdir(aside, 0o700)); err != nil {
		return fmt.Errorf("install: %w", err)
	}
	if err := fill(aside); err != nil {
		return fmt.Errorf("install: %w", errors.Join(err, os.RemoveAll(aside)))
	}
	if err := os.Rename(aside, folder); err != nil {
		return fmt.Errorf("install: %w", err)
	}
	return nil
}

// unpack writes an embedded folder's content to another.
func unpack(folder, to string) error {
	part, err := fs.Sub(installed, folder)
	if err == nil {
		err = os.CopyFS(to, part)
	}
	if err != nil {
		return fmt.Errorf("unpack %s: %w", folder, err)
	}
	return nil
}
