package partnercenter

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// The qualifications that Microsoft documents. Nonprofit can be read only.
const (
	education  = "Education"
	government = "GovernmentCommunityCloud"
	stateOwned = "StateOwnedEntity"
	nonprofit  = "Nonprofit"
)

// Code lets a partner qualify customers for the government's cloud.
type Code struct {
	Organization string `json:"organizationName"`
	ID           string `json:"validationId"`
	Most         int    `json:"maxCreates"`
	Left         int    `json:"remainingCreates"`
}

// listQualifications gives a bare list, empty for a customer without any.
func (c *call) listQualifications() reply {
	return ok(http.StatusOK, append([]qualification{}, c.customer.qualified...))
}

// createQualification asks for one. Microsoft documents 201, and that education, which needs its segment and a website, is decided later;
// that the government's cloud needs the id of a validation in the query. Modelled: the others are granted at once, and
// the codes of the refusals.
func (c *call) createQualification() reply {
	var in struct {
		Name    string `json:"qualification"`
		Segment string `json:"educationSegment"`
		Website string `json:"website"`
	}
	if json.Unmarshal(c.body, &in) != nil {
		return bad("The body is not a qualification.")
	}
	q := qualification{Status: approved, Created: stamp(c.now)}
	switch {
	case strings.EqualFold(in.Name, education):
		if !holds([]string{"K12", "HigherEducation"}, in.Segment) || in.Website == "" {
			return bad("The qualification Education needs educationSegment and website.")
		}
		q.Name, q.Status = education, inReview
	case strings.EqualFold(in.Name, government):
		n := slices.IndexFunc(c.partner.Codes, func(v Code) bool { return v.ID == c.r.URL.Query().Get("code") && v.Left > 0 })
		if n < 0 {
			return bad("The qualification GovernmentCommunityCloud needs the code of a validation that is not used up.")
		}
		c.partner.Codes[n].Left--
		q.Name = government
	case strings.EqualFold(in.Name, stateOwned):
		q.Name = stateOwned
	default:
		return bad("The qualification cannot be asked for.")
	}
	c.customer.qualify(q)
	if q.Status == inReview && c.opt.Vetting == "" {
		// Nobody decides by hand: the answer still says in review, as the real one does, and the next reading shows the decision.
		c.customer.qualify(qualification{Name: q.Name, Status: approved, Created: q.Created})
	}
	return ok(http.StatusCreated, q)
}

// qualify replaces a qualification by its name.
func (cu *customer) qualify(q qualification) {
	cu.qualified = slices.DeleteFunc(cu.qualified, func(old qualification) bool { return old.Name == q.Name })
	cu.qualified = append(cu.qualified, q)
}

// Vet decides about a customer's qualification: InReview, Approved or Denied, with a reason where one is given.
func (s *Sim) Vet(customer, name, status, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	cu := s.customers[strings.ToLower(customer)]
	n := slices.IndexFunc([]string{education, government, stateOwned, nonprofit}, func(s string) bool { return strings.EqualFold(s, name) })
	if cu == nil || n < 0 || !slices.Contains([]string{approved, inReview, denied}, status) {
		return fmt.Errorf("vet %q: needs a known customer, qualification and status", customer)
	}
	cu.qualify(qualification{
		Name: []string{education, government, stateOwned, nonprofit}[n], Status: status, Reason: reason, Created: stamp(s.opt.Clock.Now()),
	})
	return nil
}

// listCodes gives the partner's validations for the government's cloud as a bare list.
func (c *call) listCodes() reply {
	type view struct {
		Partner string `json:"partnerId"`
		Code

		Etag string `json:"eTag"`
	}
	items := []view{}
	for _, v := range c.partner.Codes {
		items = append(items, view{c.partner.Tenant, v, etag(v.ID, 1+v.Most-v.Left)})
	}
	return ok(http.StatusOK, items)
}
