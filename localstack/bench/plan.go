package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"

	wire "github.com/miekg/dns"

	"github.com/seatwright/seatwright/localstack/bench/zone"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/dns/zonefile"
)

// Aims of planning: processor time by that of reading the same records, milliseconds a domain, and megabytes of a process that has many plans.
const (
	planRounds    = 9
	planDomains   = 1000
	planAim       = 3.0
	planMillis    = 0.5
	planMemory    = 256.0
	plansInFlight = 10_000
)

// plans measures the planning of many domains without a network, against a library that reads their records and does nothing with them.
func plans(ctx context.Context, r *report) error {
	files, zones, facts := make([]string, planDomains), make([]dns.Zone, planDomains), make([]dns.Facts, planDomains)
	for n := range planDomains {
		files[n], zones[n], facts[n] = zone.File(n), zone.Rows(n), zone.Facts(n)
	}
	took, err := laps(planRounds,
		func() error {
			return domains(func(n int) error { _, err := zone.Plan(ctx, zones[n], facts[n]); return err })
		},
		func() error {
			return domains(func(n int) error { return library(files[n], zone.Name(n)) })
		},
		func() error {
			return domains(func(n int) error {
				z, err := zonefile.Read(strings.NewReader(files[n]), zone.Name(n))
				if err != nil {
					return err
				}
				_, err = dns.Prepare(ctx, zone.Senders{}, z, facts[n], zone.Options())
				return err
			})
		})
	if err != nil {
		return err
	}
	a, peer := took[0]/planDomains, took[1]/planDomains
	x := row{group: groupDomain, name: fmt.Sprintf("%d domains of %d records planned", planDomains, zone.Records), figure: ms(took[0]), bound: ms(took[1]) + " read by miekg/dns"}
	x.ratio = fmt.Sprintf("%.2f", ratio(took[0], took[1]))
	x.aim, x.verdict = aim(ratio(took[0], took[1]), planAim, "%.0f")
	r.add(x)
	x = row{group: groupDomain, name: "a domain planned", figure: micros(a), bound: micros(peer) + " read by miekg/dns"}
	x.aim, x.verdict = aim(a.Seconds()*1000, planMillis, "%.1f ms")
	r.add(x)
	r.add(row{group: groupDomain, name: "a domain read from a zone file and planned", figure: micros(took[2] / planDomains), bound: micros(peer) + " read by miekg/dns", ratio: fmt.Sprintf("%.2f", ratio(took[2], took[1])), aim: "shown"})
	r.note("Plans: fresh zones of OVHcloud with mail, Teams and Intune wanted, no network; judged, SPF counted, ordered and hashed. Processor time on one core, median of %d turns; the library reads "+
		"the same records as text.", planRounds)
	return inFlight(ctx, r)
}

// library reads the records of a zone, and nothing else.
func library(file, name string) error {
	var rows []wire.RR
	parser := wire.NewZoneParser(strings.NewReader(file), name+".", "")
	for row, ok := parser.Next(); ok; row, ok = parser.Next() {
		rows = append(rows, row)
	}
	if err := parser.Err(); err != nil || len(rows) != zone.Records {
		return fmt.Errorf("%s: %d records read, want %d: %w", name, len(rows), zone.Records, err)
	}
	return nil
}

func domains(do func(n int) error) error {
	for n := range planDomains {
		if err := do(n); err != nil {
			return err
		}
	}
	return nil
}

func micros(d time.Duration) string {
	return fmt.Sprintf("%.1f us", float64(d)/float64(time.Microsecond))
}

// inFlight has a process of its own keep many plans.
func inFlight(ctx context.Context, r *report) error {
	cmd := exec.CommandContext(ctx, bootstrap(runtime.GOARCH, "bench-plan"), strconv.Itoa(plansInFlight)) //nolint:gosec // a program of ours
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("plan: %w: %s", err, errors.Bytes())
	}
	var t struct {
		Plans, Items int
		Peak         float64
	}
	if err := json.Unmarshal(out.Bytes(), &t); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	x := row{group: groupDomain, name: fmt.Sprintf("memory with %d plans in flight", t.Plans), figure: fmt.Sprintf("%.0f MB", t.Peak), bound: fmt.Sprintf("%d items", t.Items)}
	x.aim, x.verdict = aim(t.Peak, planMemory, "%.0f MB")
	r.add(x)
	return nil
}
