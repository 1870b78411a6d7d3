package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/app"
)

// longest is longer than any refresh token, in bytes.
const longest = 64 << 10

// take makes a refresh token the partner's sign-in, after the same proof as a consent's.
func take(ctx context.Context, env *app.Env, args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	flags.SetOutput(out)
	partner := flags.String("partner", "", "id of the partner")
	since := flags.String("issued", "", "when the token was issued, as 2026-11-21T10:00:00Z; needed only if Microsoft gives no new one")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *partner == "" || flags.NArg() > 1 {
		return errors.New("want a partner and at most one file: import -partner ID [FILE]; the token is read from the file or from standard input")
	}
	var issued time.Time
	if *since != "" {
		var err error
		if issued, err = time.Parse(time.RFC3339, *since); err != nil {
			return errors.New("-issued: want a time such as 2026-11-21T10:00:00Z")
		}
	}
	refresh, err := read(flags.Arg(0), in)
	if err != nil {
		return err
	}
	i, err := env.Importer() //nolint:contextcheck // it reads configuration only
	if err != nil {
		return err
	}
	r, err := i.Import(ctx, *partner, refresh, issued)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "partner %s: signed in as %s of tenant %s\n", *partner, r.User, r.Tenant)
	return err
}

// read reads a token. What is wrong with it is said without it.
func read(name string, in io.Reader) (string, error) {
	if name != "" && name != "-" {
		file, err := os.Open(name)          //nolint:gosec // the caller's own file
		if errors.Is(err, os.ErrNotExist) { // the name may be a token that was given by mistake
			return "", errors.New("there is no such file; the token is read from a file or from standard input, never from an argument")
		}
		if err != nil {
			return "", err
		}
		defer file.Close() //nolint:errcheck // it is only read
		in = file
	}
	raw, err := io.ReadAll(io.LimitReader(in, longest+1))
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(string(raw))
	if text == "" || len(raw) > longest || strings.ContainsAny(text, " \t\r\n") {
		return "", errors.New("want one refresh token, and nothing else")
	}
	return text, nil
}
