package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// domainStory tells how a fresh zone at OVHcloud is set up for mail, with crashes: the proof, the consent, the records.
type domainStory struct {
	*local.System

	clock  *local.Clock
	seam   *local.Seam
	tenant string
}

// ask calls until it is answered: one whose function crashed is made again.
func (d domainStory) ask(ctx context.Context, method, path, body string, out any) error {
	var last string
	for range 6 {
		token, err := d.Token(ctx, local.Client)
		if err != nil {
			return err
		}
		r, err := http.NewRequestWithContext(ctx, method, local.API+"/v1/dns"+path, strings.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+token)
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Idempotency-Key", "the-one")
		}
		res, err := d.Transport().RoundTrip(r)
		if err != nil {
			return err
		}
		raw, err := io.ReadAll(res.Body)
		_ = res.Body.Close() // it was read
		if err != nil {
			return err
		}
		if res.StatusCode < http.StatusMultipleChoices {
			return json.Unmarshal(raw, out)
		}
		last = fmt.Sprintf("%s %s: %d %s", method, path, res.StatusCode, raw)
		if res.StatusCode == http.StatusConflict && d.seam.Hits() > 0 {
			return nil // the call that crashed was made; what comes of it tells
		}
		if res.StatusCode < http.StatusInternalServerError && res.StatusCode != http.StatusConflict {
			return errors.New(last)
		}
		d.clock.Advance(time.Minute)
	}
	return errors.New(last)
}

// until lets time go by until the plan is in a state at a stage.
func (d domainStory) until(ctx context.Context, id, want string) (shownPlan, error) {
	var p shownPlan
	for range 40 * 6 {
		if err := d.Drain(ctx); err != nil {
			return p, err
		}
		if err := d.ask(ctx, http.MethodGet, "/plans/"+id, "", &p); err != nil || p.State+" "+p.Stage == want {
			return p, err
		}
		d.clock.Advance(10 * time.Minute)
		if err := d.Wake(ctx, "sweep"); err != nil && d.seam.Hits() == 0 {
			return p, err
		}
	}
	return p, fmt.Errorf("%s %s, want %s: %+v, %+v", p.State, p.Stage, want, p.Problem, p.Steps)
}

func tellDomain(ctx context.Context, points ...int) (effects, hits int, err error) {
	d := domainStory{clock: local.NewClock(time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)), seam: local.NewSeam()}
	if d.System, err = local.Start(ctx, local.Options{Clock: d.clock, Seam: d.seam}); err != nil {
		return 0, 0, err
	}
	defer d.DNS.Close() //nolint:errcheck // the story is over
	seed := partnercenter.CustomerSeed{Partner: sampleTenant, Domain: "northwind.onmicrosoft.com", Company: "Northwind", Country: "DE"}
	if d.tenant, err = d.PartnerCenter.AddCustomer(seed); err != nil {
		return 0, 0, err
	}
	before, _ := d.OVH.View(local.FreshZone, true)
	d.seam.Plan(points...)
	p, err := d.tell(ctx)
	if err != nil {
		return 0, 0, err
	}
	if err := d.ask(ctx, http.MethodPost, "/plans/"+p.ID+"/rollback", "", &p); err != nil {
		return 0, 0, err
	}
	if _, err := d.until(ctx, p.ID, "rolled_back services"); err != nil {
		return 0, 0, err
	}
	after, _ := d.OVH.View(local.FreshZone, true)
	var left []string
	for _, r := range after.Rows { // the proof, which was another plan, stays
		if row := fmt.Sprint(r.Name, r.Type, r.Target, r.TTL); !strings.Contains(row, "MS=") {
			left = append(left, row)
		}
	}
	var were []string
	for _, r := range before.Rows {
		were = append(were, fmt.Sprint(r.Name, r.Type, r.Target, r.TTL))
	}
	slices.Sort(left)
	slices.Sort(were)
	switch {
	case !slices.Equal(left, were):
		return 0, 0, fmt.Errorf("rolled back to %q, want %q", left, were)
	case len(d.Domains.Dead()) > 0:
		return 0, 0, fmt.Errorf("%d dead letters", len(d.Domains.Dead()))
	}
	return d.seam.Effects(), d.seam.Hits(), nil
}

// tell is the story up to the end, at which mail goes to Microsoft alone, and one SPF record lets it send.
func (d domainStory) tell(ctx context.Context) (shownPlan, error) {
	var p shownPlan
	body := `{"customer_id":"` + d.tenant + `","domain":"contoso.example","host":{"kind":"ovh","account":"main"},"options":{"services":["Email"]}}`
	if err := errors.Join(d.ask(ctx, http.MethodPut, "/hosts/main", keys, &struct{}{}), d.ask(ctx, http.MethodPost, "/plans", body, &p)); err != nil {
		return p, err
	}
	for _, do := range []struct{ wait, how, body string }{
		{"planned ownership", "apply", `{"hash":"%s"}`}, {"planned services", "consents", `{"hash":"%s","classes":["replace_mx"]}`}, {"planned services", "apply", `{"hash":"%s"}`},
	} {
		var err error
		if p, err = d.until(ctx, p.ID, do.wait); err != nil {
			return p, err
		}
		if err := d.ask(ctx, http.MethodPost, "/plans/"+p.ID+"/"+do.how, fmt.Sprintf(do.body, p.Hash), &p); err != nil {
			return p, err
		}
	}
	p, err := d.until(ctx, p.ID, "done services")
	if err != nil {
		return p, err
	}
	spf := slices.DeleteFunc(d.DNS.Ask(local.FreshZone, "TXT"), func(s string) bool { return !strings.HasPrefix(s, "v=spf1") })
	if mx := d.DNS.Ask(local.FreshZone, "MX"); len(mx) != 1 || len(spf) != 1 {
		return p, fmt.Errorf("mail goes to %v, and is sent by %q", mx, spf)
	}
	return p, nil
}

// TestNoCrashBreaksAZone ends the functions before and after outside effects while a zone is set up and taken back, alone and in pairs. Each point is tried in the
// long run; the short one takes some.
func TestNoCrashBreaksAZone(t *testing.T) {
	t.Parallel()
	effects, _, err := tellDomain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	chance := rand.New(rand.NewPCG(4711, uint64(effects))) //nolint:gosec // the same points each time
	var stories [][]int
	for p := range 2 * effects {
		stories = append(stories, []int{p})
	}
	for range effects {
		stories = append(stories, []int{chance.IntN(2 * effects), chance.IntN(2 * effects)})
	}
	if testing.Short() {
		chance.Shuffle(len(stories), func(i, j int) { stories[i], stories[j] = stories[j], stories[i] })
		stories = stories[:3]
	}
	var cases atomic.Int64
	g, ctx := errgroup.WithContext(t.Context())
	g.SetLimit(2)
	for _, points := range stories {
		g.Go(func() error {
			_, hits, err := tellDomain(ctx, points...)
			if err != nil {
				return fmt.Errorf("crash at %v: %w", points, err)
			}
			if hits > 0 {
				cases.Add(1)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
	fmt.Printf("property: no crash breaks a zone: %d distinct cases, of %d effects\n", cases.Load(), effects)
}
