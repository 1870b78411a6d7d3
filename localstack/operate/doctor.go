package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/app"
)

const (
	// tooLong is longer than API Gateway waits for an answer.
	tooLong = 30 * time.Second
	maxBody = 1 << 20
)

// examine runs the doctor, prints what it found, and gives the exit code.
func examine(ctx context.Context, env *app.Env, token string, args []string, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("doctor", flag.ContinueOnError)
	flags.SetOutput(out)
	partner := flags.String("partner", "sample", "id of the partner")
	base := flags.String("url", "", "address of the API; without it the sample system is started in this process")
	raw := flags.Bool("json", false, "print the answer as it came")
	if err := flags.Parse(args); err != nil {
		return failed, err
	}
	client := &http.Client{Timeout: tooLong}
	switch {
	case *base == "":
		s, err := local.Start(ctx, local.Options{Now: env.Now, Sleep: env.Sleep, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			return failed, err
		}
		if token, err = s.Token(ctx, local.Operator); err != nil {
			return failed, err
		}
		*base, client.Transport = "http://seatwright", s.Transport()
	case token == "":
		return failed, errors.New("want a bearer token with the scope partners.read in the environment variable TOKEN")
	}
	body, err := call(ctx, client, strings.TrimSuffix(*base, "/")+"/v1/partners/"+url.PathEscape(*partner)+"/doctor", token)
	if err != nil {
		return failed, err
	}
	var found api.Examination
	if err := json.Unmarshal(body, &found); err != nil {
		return failed, fmt.Errorf("the API gave no report: %w", err)
	}
	if *raw {
		fmt.Fprintf(out, "%s\n", body)
	} else {
		show(out, found)
	}
	return code(found.Verdict)
}

func call(ctx context.Context, client *http.Client, address, token string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", "application/json")
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close() //nolint:errcheck // it is only read
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode == http.StatusOK {
		return body, nil
	}
	var p api.Problem
	if json.Unmarshal(body, &p) == nil && p.Detail != nil {
		return nil, fmt.Errorf("the API answers %d: %s", answer.StatusCode, *p.Detail)
	}
	return nil, fmt.Errorf("the API answers %d", answer.StatusCode)
}

func code(v api.Verdict) (int, error) {
	switch v {
	case api.Ok:
		return 0, nil
	case api.Warning:
		return 1, nil
	case api.Broken:
		return 2, nil
	}
	return failed, fmt.Errorf("the API gave a verdict that is not known here: %q", v)
}

// show prints a line for each check, and below it what to do.
func show(out io.Writer, e api.Examination) {
	for _, f := range e.Checks {
		fmt.Fprintf(out, "%-8s %-21s %s\n", f.Verdict, f.Check, f.Means)
		var then []string
		for _, more := range []*string{f.Next, f.Link, f.Code} {
			if more != nil {
				then = append(then, *more)
			}
		}
		if len(then) > 0 {
			fmt.Fprintf(out, "%31s%s\n", "-> ", strings.Join(then, "; "))
		}
	}
	fmt.Fprintf(out, "\npartner %s: %s\n", e.Partner, e.Verdict)
}
