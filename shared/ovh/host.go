package ovh

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/fault"
)

// grantLasts is how long a consumer key is believed to have the rules and the status that it had.
const grantLasts = 10 * time.Minute

// Host is an account as a setup needs it: its zones, and nothing else. It may be used by many goroutines.
type Host struct {
	client *Client

	mu    sync.Mutex
	grant Grant
	at    time.Time // of the grant; zero: not asked for
}

var _ domain.Zones = (*Host)(nil)

// NewHost gives the zones of a client's account.
func NewHost(c *Client) *Host { return &Host{client: c} }

// Look reads a zone as it is staged. It fails with fault.Denied when the consumer key lacks a rule that a setup needs, before anything is written; what
// OAuth2 clients may do shows only when they do it. It fails with fault.Conflict while OVHcloud itself works on the zone.
func (h *Host) Look(ctx context.Context, zone string) (domain.Held, error) {
	held, err := h.look(ctx, zone)
	return held, account(err)
}

func (h *Host) look(ctx context.Context, zone string) (domain.Held, error) {
	if err := h.preflight(ctx, zone); err != nil {
		return domain.Held{}, err
	}
	about, err := h.client.Zone(ctx, zone)
	if err != nil {
		return domain.Held{}, err
	}
	tasks, err := h.client.Tasks(ctx, zone)
	if err != nil {
		return domain.Held{}, err
	}
	if len(tasks) > 0 {
		return domain.Held{}, fault.Conflict.Errorf("zone %s: OVHcloud itself works on it (%s)", zone, named(tasks))
	}
	read, err := h.client.Read(ctx, zone)
	if err != nil {
		return domain.Held{}, err
	}
	export := func(ctx context.Context) (string, error) {
		text, err := h.client.Export(ctx, zone)
		return text, account(err)
	}
	return domain.Held{Zone: read, Servers: servers(about.Servers), Export: export}, nil
}

// preflight fails with fault.Denied when the consumer key cannot do all that a setup may come to need.
func (h *Host) preflight(ctx context.Context, zone string) error {
	if h.client.clock == nil { // an OAuth2 client has a policy, which it cannot ask for
		return nil
	}
	g, err := h.granted(ctx)
	if err != nil {
		return err
	}
	if g.Status != "validated" {
		return fault.Denied.Errorf("zone %s: OVHcloud's consumer key is %s: its owner has to confirm one", zone, status(g.Status))
	}
	missing := Missing(ZoneRules(zone), g.Rules)
	if len(missing) == 0 {
		return nil
	}
	var words []string
	for _, r := range missing {
		words = append(words, r.Method+" "+r.Path)
	}
	return fault.Denied.Errorf("zone %s: OVHcloud's consumer key lacks the rules %s", zone, strings.Join(words, ", "))
}

// granted asks for the grant once in a while: it costs a call of the account's budget.
func (h *Host) granted(ctx context.Context) (Grant, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.client.now()
	if !h.at.IsZero() && now.Sub(h.at) < grantLasts && (h.grant.Expires.IsZero() || now.Before(h.grant.Expires)) {
		return h.grant, nil
	}
	g, err := h.client.Grant(ctx)
	if err == nil && g.Status == "validated" {
		h.grant, h.at = g, now
	}
	return g, err
}

// status keeps to words that are known: the answer is somebody else's text.
func status(text string) string {
	switch text {
	case "pendingValidation":
		return "not confirmed yet"
	case "expired", "refused":
		return text
	}
	return "not valid"
}

func named(tasks []Task) string {
	var all []string
	for _, t := range tasks {
		if word.MatchString(t.Function) {
			all = append(all, t.Function)
		}
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ", ")
}

// servers brings names of hosts into their normal form and order.
func servers(hosts []string) []string {
	var all []string
	for _, h := range hosts {
		all = append(all, strings.ToLower(strings.TrimSuffix(h, ".")))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Stage makes the steps one after the other and stops at the first that fails. It fails with fault.Stale when a row is no longer there by its id. There is no
// reference: OVHcloud gives a publication no name.
func (h *Host) Stage(ctx context.Context, zone string, steps []dns.Step) (string, error) {
	for _, s := range steps {
		err := h.client.Stage(ctx, zone, s)
		if fault.Of(err) == fault.NotFound {
			return "", fault.Stale.Wrap(err, "zone %s: the row %s %q has another id by now, or is gone", zone, s.Row.Type, s.Row.Name)
		}
		if err != nil {
			return "", account(err)
		}
	}
	return "", nil
}

// Publish refreshes the zone. When it was asked to before, and the zone has a newer serial since or is being deployed, that was done and it only looks. A serial
// that went backwards is somebody else's, and no sign of it: a zone that is refreshed twice is served the same.
func (h *Host) Publish(ctx context.Context, zone string, w domain.Publication) (domain.Served, error) {
	served, err := h.publish(ctx, zone, w)
	return served, account(err)
}

func (h *Host) publish(ctx context.Context, zone string, w domain.Publication) (domain.Served, error) {
	if w.Asked > 1 {
		soa, err := h.client.SOA(ctx, zone)
		if err != nil {
			return domain.Served{}, err
		}
		s, err := h.client.Status(ctx, zone)
		if err != nil {
			return domain.Served{}, err
		}
		if newer(soa.Serial, w.Serial) || !s.Deployed && len(s.Errors) == 0 {
			return domain.Served{Deployed: s.Deployed, Errors: s.Errors}, nil
		}
	}
	if err := h.client.Refresh(ctx, zone); err != nil {
		return domain.Served{}, err
	}
	s, err := h.client.Status(ctx, zone)
	return domain.Served{Deployed: s.Deployed, Errors: s.Errors}, err
}

// newer compares serials as RFC 1982 has it: they go round.
func newer(serial, than uint32) bool { return serial != than && serial-than < 1<<31 }

// account makes a refusal of the keys one of what the account may do: whoever is asked to mend the one has to mend the other.
func account(err error) error {
	if fault.Of(err) != fault.Unauthenticated {
		return err
	}
	return fault.Coded(fault.Denied.Wrap(err, "%s", fault.Text(err)), fault.Code(err))
}
