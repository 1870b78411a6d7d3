package start

import (
	"context"
	"fmt"
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
	cache, unlock, err := lockCache(ctx, cache)
	if err != nil {
		return Installation{}, err
	}
	defer unlock()
	done := Installation{java: tools.java.file, records: filepath.Join(cache, "running")}
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error {
		commands, err := cdkTool().install(ctx, cache, tools, progress)
		done.cdklocal = filepath.Join(commands, "cdklocal")
		return err
	})
	both.Go(func() error { return installLocalStack(ctx, cache, tools, progress, &done) })
	return done, both.Wait()
}

// installLocalStack installs all but the CDK, and notes where it is.
func installLocalStack(ctx context.Context, cache string, tools Tools, progress *Progress, done *Installation) error {
	pins, err := contentHash(installed, "pins/localstack", tools.python.file, tools.python.version)
	if err != nil {
		return err
	}
	executor, err := contentHash(installed, "executor", pins)
	if err != nil {
		return err
	}
	pinned := filepath.Join(cache, "localstack-"+pins)
	if err := whole(pinned, func(aside string) error { return installPins(ctx, aside, tools, progress) }); err != nil {
		return err
	}
	done.python, done.dynamodb = filepath.Join(pinned, "python", "bin", "python"), filepath.Join(pinned, "dynamodb")
	done.executor = filepath.Join(cache, "executor-"+executor)
	return whole(done.executor, func(aside string) error {
		return progress.step("install executor", func() error { return installExecutor(ctx, aside, done.python) })
	})
}

// install installs command lines, for which Node is enough, and gives their folder.
func (n nodeTool) install(ctx context.Context, cache string, tools Tools, progress *Progress) (string, error) {
	pins, err := contentHash(installed, "pins/"+n.pins, tools.node.version)
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, n.pins+"-"+pins)
	err = whole(folder, func(aside string) error {
		if err := unpack("pins/"+n.pins, aside); err != nil {
			return err
		}
		return progress.step("install "+n.name+" command line (npm)", func() error {
			return run(ctx, aside, os.Environ(), tools.npm.file, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
		})
	})
	return filepath.Join(folder, "node_modules", ".bin"), err
}

// installPins installs what changes rarely, side by side. The first line says that it takes a while.
func installPins(ctx context.Context, aside string, tools Tools, progress *Progress) error {
	if err := unpack("pins/localstack", aside); err != nil {
		return err
	}
	progress.line("installing LocalStack 4.9.2 and DynamoDB Local: 600 MB, once")
	steps, ctx := errgroup.WithContext(ctx)
	steps.Go(func() error {
		return progress.step("install LocalStack (pip)", func() error {
			return installPython(ctx, aside, tools.python.file)
		})
	})
	steps.Go(func() error {
		return progress.step("install DynamoDB Local (Maven)", func() error {
			into := filepath.Join(aside, "dynamodb")
			err := run(ctx, aside, os.Environ(), tools.maven.file, "--batch-mode", "--quiet", "dependency:copy-dependencies",
				"-DincludeScope=runtime", "-DoutputDirectory="+filepath.Join(into, "DynamoDBLocal_lib"))
			if err != nil {
				return err
			}
			return writeJars(into)
		})
	})
	return steps.Wait()
}

// installPython makes a virtual environment. It is used by its interpreter only, as its scripts name the folder aside.
func installPython(ctx context.Context, aside, python string) error {
	host := pythonHost()
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
	return run(ctx, source, pythonHost(), python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
		"--no-deps", "--no-index", "--no-build-isolation", "--target", aside, source)
}

// pythonHost is the host's variables but for those of other environments, which must not leak into ours.
func pythonHost() []string {
	return without(os.Environ(), []string{"PYTHON", "VIRTUAL_ENV=", "PIP_REQUIRE", "PIP_TARGET", "PIP_USER"})
}
