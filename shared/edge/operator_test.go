package edge_test

import (
	"context"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/seatwright/seatwright/shared/edge"
)

func TestAClientActsForItsPartnerAndAnOperatorsForTheOneInThePath(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, c := range map[string]struct {
		client, path string
		everyone     bool
		status       int
		partner      string
	}{
		"its own partner":                 {"client-1", "p1", false, 202, "p1"},
		"another partner":                 {"client-1", "p2", false, 403, ""},
		"every partner, by name":          {"client-1", "*", false, 403, ""},
		"no partner in the path":          {"client-1", "", false, 202, "p1"},
		"no partner, where all may call":  {"client-1", "", true, 202, "p1"},
		"an operator":                     {"operator", "p2", false, 202, "p2"},
		"an operator, no partner":         {"operator", "", false, 403, ""},
		"an operator, where all may call": {"operator", "", true, 202, edge.Every},
		"an operator who names everybody": {"operator", "*", false, 403, ""},
		"a stranger":                      {"client-2", "p1", true, 403, ""},
	} {
		o, _ := options()
		o.Guard, o.Scope, o.Everyone = h.guard(), "orders.write", c.everyone
		e := post("{}")
		if e.PathParameters = map[string]string{}; c.path != "" {
			e.PathParameters["partner_id"] = c.path
		}
		e.MultiValueHeaders["authorization"] = []string{"Bearer " + token(t, jose.RS256, h.key, claims(map[string]any{"client_id": c.client}))}
		who := ""
		out := invoke(t, o, e, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
			who = r.Partner
			return fine(ctx, r)
		})
		if out.StatusCode != c.status || who != c.partner {
			t.Errorf("%s: %d, partner %q", name, out.StatusCode, who)
		}
	}
}
