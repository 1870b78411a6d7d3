package start

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

// An Installation says where everything is. Its folders are named for their content and never change.
type Installation struct {
	python   string // interpreter that has LocalStack
	executor string // folder that has our executor
	dynamodb string // folder of DynamoDB Local
	cdklocal string
	java     string
	records  string // folder of the records of runs
}

// Install makes sure that everything is in the cache: the user's cache folder when cache is "". It is quick when it is.
// Each part is installed aside and renamed when it is whole, under a lock, so that one that broke off is never used.
func Install(ctx context.Context, cache string, progress *Progress) (Installation, error) {
	tools, err := Find(ctx)
	if err != nil {
		return Installation{}, err
	}
	if cache, err = cacheFolder(cache); err != nil {
		return Installation{}, err
	}
	pins, err := contentHash(installed, "pins", tools.python.file, tools.python.version, tools.node.version)
	if err != nil {
		return Installation{}, err
	}
	executor, err := contentHash(installed, "executor", pins)
	if err != nil {
		return Installation{}, err
	}
	unlock, err := lock(ctx, filepath.Join(cache, "lock"))
	if err != nil {
		return Installation{}, err
	}
	defer unlock()
	pinned, ours := filepath.Join(cache, "pins-"+pins), filepath.Join(cache, "executor-"+executor)
	if err := whole(pinned, func(aside string) error { return installPins(ctx, aside, tools, progress) }); err != nil {
		return Installation{}, err
	}
	done := Installation{
		python:   filepath.Join(pinned, "python", "bin", "python"),
		executor: ours,
		dynamodb: filepath.Join(pinned, "dynamodb"),
		cdklocal: filepath.Join(pinned, "node_modules", ".bin", "cdklocal"),
		java:     tools.java.file,
		records:  filepath.Join(cache, "running"),
	}
	return done, whole(ours, func(aside string) error {
		return progress.step("install executor", func() error { return installExecutor(ctx, aside, done.python) })
	})
}

// cacheFolder makes the folder, and the one for the records of runs in it.
func cacheFolder(cache string) (string, error) {
	if cache == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("cache: %w", err)
		}
		cache = filepath.Join(user, "seatwright")
	}
	if err := os.MkdirAll(filepath.Join(cache, "running"), 0o700); err != nil {
		return "", fmt.Errorf("cache: %w", err)
	}
	return cache, nil
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

// installPins installs what changes rarely, side by side. The first line says that it takes a while.
func installPins(ctx context.Context, aside string, tools Tools, progress *Progress) error {
	if err := unpack("pins", aside); err != nil {
		return err
	}
	progress.line("installing LocalStack 4.9.2, DynamoDB Local and the CDK command line: 600 MB, once")
	host := os.Environ()
	steps, ctx := errgroup.WithContext(ctx)
	steps.Go(func() error {
		return progress.step("install LocalStack (pip)", func() error {
			return installPython(ctx, aside, tools.python.file)
		})
	})
	steps.Go(func() error {
		return progress.step("install DynamoDB Local (Maven)", func() error {
			into := filepath.Join(aside, "dynamodb")
			err := run(ctx, aside, host, tools.maven.file, "--batch-mode", "--quiet", "dependency:copy-dependencies",
				"-DincludeScope=runtime", "-DoutputDirectory="+filepath.Join(into, "DynamoDBLocal_lib"))
			if err != nil {
				return err
			}
			return writeJars(into)
		})
	})
	steps.Go(func() error {
		return progress.step("install CDK command line (npm)", func() error {
			return run(ctx, aside, host, tools.npm.file, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
		})
	})
	return steps.Wait()
}

// installPython makes a virtual environment. It is used by its interpreter only, as its scripts name the folder aside.
func installPython(ctx context.Context, aside, python string) error {
	// Variables of other environments must not leak into this one.
	host := without(os.Environ(), []string{"PYTHON", "VIRTUAL_ENV=", "PIP_REQUIRE", "PIP_TARGET", "PIP_USER"})
	if err := run(ctx, aside, host, python, "-m", "venv", "python"); err != nil {
		return err
	}
	return run(ctx, aside, host, filepath.Join("python", "bin", "python"), "-m", "pip", "install", "--quiet", "--no-input",
		"--disable-pip-version-check", "--no-deps", "--requirement", "requirements.txt")
}

// installExecutor installs our own package from what is embedded in this program, with nothing from outside.
func installExecutor(ctx context.Context, aside, python string) error {
	source, err := os.MkdirTemp("", "seatwright-executor-")
	if err != nil {
		return fmt.Errorf("executor: %w", err)
	}
	defer os.RemoveAll(source) //nolint:errcheck // a leftover in the system's temporary folder
	if err := unpack("executor", source); err != nil {
		return err
	}
	host := without(os.Environ(), []string{"PYTHON", "VIRTUAL_ENV=", "PIP_REQUIRE", "PIP_TARGET", "PIP_USER"})
	return run(ctx, source, host, python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
		"--no-deps", "--no-index", "--no-build-isolation", "--target", aside, source)
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
