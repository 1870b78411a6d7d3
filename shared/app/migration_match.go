package app

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
)

// matchList is what customers have, by what it is of.
type matchList struct {
	More    bool         `json:"more"`
	Matches []shownMatch `json:"matches"`
}

type shownMatch struct {
	ID        string                `json:"id"`
	Of        string                `json:"of"`
	Name      string                `json:"name"`
	Kind      migration.Kind        `json:"kind"`
	Verdict   migration.Verdict     `json:"verdict"`
	Plan      string                `json:"plan,omitempty"`
	Rule      string                `json:"rule,omitempty"`
	Services  int                   `json:"services"`
	Customers int                   `json:"customers"`
	Evidence  []string              `json:"evidence,omitempty"`
	Nearest   []migration.Candidate `json:"nearest,omitempty"`

	last migration.Tenant // that was counted
}

// mostMatches is how many offers one answer lists.
const mostMatches = 500

// matches lists what customers have, those first that most have. Offers that are alike but for the verdict, which may depend on the term, are listed apart.
func (c migrationCounter) matches(ctx context.Context, r edge.Request) (edge.Answer, error) {
	state, err := optional(r, "state")
	if err != nil {
		return edge.Answer{}, err
	}
	if state == "ask" {
		state = string(migration.Asked)
	}
	if state != "" && !api.ListMatchesParamsState(state).Valid() {
		return edge.Answer{}, fault.Malformed.Errorf("want the parameter state to be one of the contract's")
	}
	f, err := c.filling(ctx, r.Partner)
	if err != nil {
		return edge.Answer{}, err
	}
	all, err := f.offered(ctx, state)
	if err != nil {
		return edge.Answer{}, err
	}
	more := len(all) > mostMatches
	return edge.Answer{Status: http.StatusOK, Body: matchList{More: more, Matches: all[:min(mostMatches, len(all))]}}, nil
}

// offered gives the offers that customers have, with a verdict or, for none, all but those that are left.
func (f baseFilling) offered(ctx context.Context, verdict string) ([]shownMatch, error) {
	found := map[[2]string]*shownMatch{}
	err := f.services(ctx, func(t migration.Tenant, s *migration.Service) bool {
		m := f.match.Match(s)
		if verdict == "" && m.Verdict == migration.Left || verdict != "" && string(m.Verdict) != verdict {
			return true
		}
		k := [2]string{migration.Offered(s), string(m.Verdict)}
		if found[k] == nil {
			found[k] = &shownMatch{
				ID: migration.RuleID(s), Of: k[0], Name: s.Name, Kind: s.Kind, Verdict: m.Verdict, Plan: m.Plan, Rule: m.Rule, Evidence: m.Evidence, Nearest: m.Nearest,
			}
		}
		found[k].Services++
		if found[k].last != t {
			found[k].last = t
			found[k].Customers++
		}
		return true
	})
	all := []shownMatch{}
	for _, m := range found {
		all = append(all, *m)
	}
	slices.SortFunc(all, func(a, b shownMatch) int {
		return cmp.Or(cmp.Compare(b.Services, a.Services), cmp.Compare(a.Of, b.Of), cmp.Compare(a.Verdict, b.Verdict))
	})
	return all, err
}

// services goes through all services of all customers, until do says false.
func (f baseFilling) services(ctx context.Context, do func(migration.Tenant, *migration.Service) bool) error {
	folders := pager[migration.Folder]{read: func(after string) ([]migration.Folder, string, error) {
		return f.kept.Folders(ctx, f.partner, after, onFolders)
	}}
	for {
		folder, err := folders.first()
		if err != nil || folder == nil {
			return err
		}
		for i := range folder.Services {
			if !do(folder.Customer.Tenant, &folder.Services[i]) {
				return nil
			}
		}
		folders.drop()
	}
}

// answer remembers which plan an offer is, and has entries filled in anew.
func (c migrationCounter) answer(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.MatchAnswer](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	if err := asAnswer(b); err != nil {
		return edge.Answer{}, err
	}
	f, err := c.filling(ctx, r.Partner)
	if err != nil {
		return edge.Answer{}, err
	}
	var asked *migration.Service
	if err := f.services(ctx, func(_ migration.Tenant, s *migration.Service) bool {
		if migration.RuleID(s) == r.Path["match_id"] {
			asked = s
		}
		return asked == nil
	}); err != nil {
		return edge.Answer{}, err
	}
	if asked == nil {
		return edge.Answer{}, fault.NotFound.Errorf("no customer has an offer of that id")
	}
	rule, err := f.match.Answer(asked, b.Plan, r.Client, c.env.Now())
	if err != nil {
		return edge.Answer{}, fault.At(err, fault.Field{Pointer: "/plan", Text: fault.Text(err)})
	}
	if err := c.leave(ctx, audit.Base(r.Partner), r.Partner, audit.MatchAnswered, audit.Facts{"offer": rule.Of, "plan": rule.Plan}); err != nil {
		return edge.Answer{}, err
	}
	if err := c.kept.PutRule(ctx, r.Partner, rule); err != nil {
		return edge.Answer{}, err
	}
	why := rule.ID + "." + rule.At.Format("20060102150405.000")
	return edge.Answer{Status: http.StatusOK, Body: rule}, c.wake.refill(ctx, r.Partner, why, r.Correlation)
}

type ruleList struct {
	Rules []migration.Rule `json:"rules"`
}

func (c migrationCounter) rules(ctx context.Context, r edge.Request) (edge.Answer, error) {
	all, err := c.kept.Rules(ctx, r.Partner)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: ruleList{append([]migration.Rule{}, all...)}}, nil
}
