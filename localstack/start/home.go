package start

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const homePrefix = "seatwright-localstack-"

// newHome makes the folder that LocalStack lives in: everything it writes is there and goes with it.
func newHome(parts Installation) (string, error) {
	home, err := os.MkdirTemp("", homePrefix)
	if err != nil {
		return "", fmt.Errorf("home of LocalStack: %w", err)
	}
	// Where LocalStack looks for what it would download otherwise.
	library := filepath.Join(home, "var", "lib", "localstack", "lib")
	java := filepath.Join(library, "java", "21", "bin")
	dynamodb := filepath.Join(library, "dynamodb-local")
	err = errors.Join(
		os.MkdirAll(filepath.Join(home, "tmp"), 0o700),
		os.MkdirAll(java, 0o700),
		os.MkdirAll(dynamodb, 0o700),
	)
	if err == nil {
		err = errors.Join(
			os.Symlink(parts.dynamodb, filepath.Join(dynamodb, "2")),
			//nolint:gosec // it must be executable
			os.WriteFile(filepath.Join(java, "java"), []byte(javaScript(parts)), 0o700),
		)
	}
	if err != nil {
		return "", errors.Join(fmt.Errorf("home of LocalStack: %w", err), os.RemoveAll(home))
	}
	return home, nil
}

// javaScript stands for java: LocalStack starts it in a session of its own, out of reach of signals to our group, so
// it is told to end with its parent.
func javaScript(parts Installation) string {
	return fmt.Sprintf("#!/bin/sh\nexec %s -m seatwright_executor.bound %s \"$@\"\n", quote(parts.python), quote(parts.java))
}

// quote makes a text one word of a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
