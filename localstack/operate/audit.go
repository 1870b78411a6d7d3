package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/setting"
)

// Exit codes of audit-verify beside failed.
const (
	untouched = 0
	touched   = 2
)

// verify holds the audit against itself, prints what it found, and gives the exit code. Without a table and a bucket it makes a sample system in this
// process, once as it is and once with a record changed.
func verify(ctx context.Context, env *app.Env, args []string, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("audit-verify", flag.ContinueOnError)
	flags.SetOutput(out)
	from := flags.String("from", "", "first day whose root is looked at, such as 2026-11-21; without it all are")
	if err := flags.Parse(args); err != nil {
		return failed, err
	}
	if *from != "" && audit.Day(*from).Begins().IsZero() {
		return failed, errors.New("-from: want a day such as 2026-11-21")
	}
	if env.Settings[setting.Table] == "" && env.Settings[setting.AuditBucket] == "" {
		return sample(ctx, env, out)
	}
	v, err := env.Auditor() //nolint:contextcheck // it reads configuration only
	if err != nil {
		return failed, err
	}
	return report(ctx, v, audit.Day(*from), out)
}

func report(ctx context.Context, v audit.Verifier, from audit.Day, out io.Writer) (int, error) {
	r, err := v.Verify(ctx, from)
	if err != nil {
		return failed, err
	}
	for _, f := range r.Findings {
		fmt.Fprintln(out, f)
	}
	last := "no day is sealed yet"
	if r.Last != "" {
		last = "sealed up to " + string(r.Last)
	}
	fmt.Fprintf(out, "%d records in %d chains, %d of them without their data of people, %d roots, %s: ", r.Records, r.Chains, r.Erased, r.Roots, last)
	if len(r.Findings) > 0 {
		fmt.Fprintf(out, "%d findings\n", len(r.Findings))
		return touched, nil
	}
	fmt.Fprintln(out, "nothing was removed or altered")
	return untouched, nil
}

// sample sells an order, seals its day, and verifies: as it is, after its data of people was erased, and after a record was taken away.
func sample(ctx context.Context, env *app.Env, out io.Writer) (int, error) {
	clock := local.NewClock(env.Now())
	s, all, err := sold(ctx, clock)
	if err != nil {
		return failed, err
	}
	fmt.Fprintln(out, "no table and no bucket in the environment: a sample in this process")
	fmt.Fprintf(out, "an order left %d records for %g write units\n", len(all), s.Store.Units().By["put AUDIT"])
	v := audit.Verifier{Archive: s.Table(), Safe: s.Blobs, Now: clock.Now}
	for _, step := range []struct {
		what string
		do   func() error
		want int
	}{
		{"as it is", func() error { return nil }, untouched},
		{"without its data of people", func() error {
			_, err := audit.Erase(ctx, audit.Trail{Chains: s.Table(), Now: clock.Now}, s.Table(), all[0].Aggregate, audit.Operator, "")
			return err
		}, untouched},
		{"with a record taken away", func() error { return s.Forget(ctx, all[len(all)/2]) }, touched},
	} {
		fmt.Fprintf(out, "\n%s:\n", step.what)
		if err := step.do(); err != nil {
			return failed, err
		}
		if code, err := report(ctx, v, "", out); err != nil || code != step.want {
			return failed, errors.Join(err, fmt.Errorf("exit code %d, want %d", code, step.want))
		}
	}
	return untouched, nil
}

// sold gives a system that has sold an order, whose day is sealed, and the order's records.
func sold(ctx context.Context, clock *local.Clock) (*local.System, []audit.Entry, error) {
	s, err := local.Start(ctx, local.Options{Clock: clock})
	if err != nil {
		return nil, nil, err
	}
	bought, err := events.Sample("webhook")
	if err != nil {
		return nil, nil, err
	}
	if _, err := s.Invoke(ctx, "webhook", bought); err != nil {
		return nil, nil, err
	}
	if err := errors.Join(s.Drain(ctx), s.Tick(ctx, time.Hour)); err != nil {
		return nil, nil, err
	}
	clock.Advance(24 * time.Hour)
	if err := s.Wake(ctx, "seal"); err != nil {
		return nil, nil, err
	}
	id, err := s.OnlyOrder()
	if err != nil {
		return nil, nil, err
	}
	all, err := s.Table().Chain(ctx, audit.Order(id))
	return s, all, err
}

// erase removes the data of people beside the records of a chain.
func erase(ctx context.Context, env *app.Env, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("audit-erase", flag.ContinueOnError)
	flags.SetOutput(out)
	chain := flags.String("chain", "", "what the records are about, such as order/ord_7")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *chain == "" || flags.NArg() > 0 {
		return errors.New("want a chain: audit-erase -chain order/ID")
	}
	n, err := env.EraseAudit(ctx, audit.Aggregate(*chain))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: data of people erased beside %d records\n", *chain, n)
	return err
}
