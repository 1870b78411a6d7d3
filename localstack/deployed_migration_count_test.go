package localstack_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/seatwright/seatwright/shared/api"
)

// movings counts what became of a base.
type movings struct {
	customers, services                             int
	unended, lost, doubled, bought, missing, differ int
}

func (m movings) wrong() bool {
	return m.unended+m.lost+m.doubled+m.bought+m.missing+m.differ > 0
}

func (m movings) String() string {
	return fmt.Sprintf("%d customers with %d services; %d not done, %d lost, %d twice, %d bought, %d licences missing, %d counters differ",
		m.customers, m.services, m.unended, m.lost, m.doubled, m.bought, m.missing, m.differ)
}

// sold gives the subscriptions that the customers have at Microsoft.
func (w *moving) sold() map[string]bool {
	ours := map[string]bool{}
	for _, t := range w.tenants {
		ours[t] = true
	}
	all := map[string]bool{}
	for _, s := range w.c.PartnerCenter.Subscriptions() {
		if ours[s.Customer] {
			all[s.ID] = true
		}
	}
	return all
}

// verdict holds what our API says against what the seller has.
func (w *moving) verdict(ctx context.Context, before map[string]bool) (movings, error) {
	items, err := w.items(ctx)
	if err != nil {
		return movings{}, err
	}
	listed, err := w.licences(ctx)
	if err != nil {
		return movings{}, err
	}
	var m movings
	seen, owned := map[string]int{}, map[string]int{}
	for _, i := range items {
		seen[i.Tenant]++
		if i.State != "done" {
			m.unended++
			fmt.Printf("  %s is %s: %s %s\n", i.Tenant, i.State, value(i.Cause), value(i.Text))
		}
		for _, t := range some(i.Tasks) {
			m.services++
			id := value(t.Result)
			if owned[id]++; !listed[id] {
				m.missing++
			}
		}
	}
	for _, t := range w.tenants {
		m.customers += seen[t]
		m.lost += max(0, 1-seen[t])
		m.doubled += max(0, seen[t]-1)
	}
	for _, n := range owned {
		m.doubled += n - 1
	}
	for id := range w.sold() {
		if !before[id] {
			m.bought++
		}
	}
	return m, w.recount(ctx, &m)
}

// recount has the counters told from the customers, and compares them with those that are shown.
func (w *moving) recount(ctx context.Context, m *movings) error {
	var r api.MigrationRecount
	if err := w.call(ctx, http.MethodGet, "migrations/"+w.id+"/recount", nil, &r); err != nil {
		return err
	}
	done := 0
	for _, c := range r.Counters {
		done += c.Done
	}
	if !r.Same || done != w.last.Done || w.last.Done != len(w.tenants) {
		m.differ++
		fmt.Printf("  recounted %d done, shown %d of %d: %s\n", done, w.last.Done, len(w.tenants), value(r.Difference))
	}
	return nil
}

// items lists the customers of the migration.
func (w *moving) items(ctx context.Context) ([]api.MigrationItem, error) {
	var all []api.MigrationItem
	for query := (url.Values{}); ; {
		var page api.MigrationItems
		if err := w.call(ctx, http.MethodGet, "migrations/"+w.id+"/items?"+query.Encode(), nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.Next == nil {
			return all, nil
		}
		query.Set("cursor", *page.Next)
	}
}

// licences lists the ids of all that are among the partner's own.
func (w *moving) licences(ctx context.Context) (map[string]bool, error) {
	all := map[string]bool{}
	for query := (url.Values{}); ; {
		var page api.SubscriptionPage
		if err := w.call(ctx, http.MethodGet, "/v1/subscriptions?"+query.Encode(), nil, &page); err != nil {
			return nil, err
		}
		for _, s := range page.Subscriptions {
			all[s.Id] = true
		}
		if page.Next == nil {
			return all, nil
		}
		query.Set("cursor", *page.Next)
	}
}

func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}
