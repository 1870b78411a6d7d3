package partnercenter

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/subscription"
)

// Audited is one thing that was done at Partner Center, by whomever: in the portal, by us or by another tool. Who did it is told for an
// application only; a person's name stays where it is.
type Audited struct {
	ID           string
	Tenant       string // of the customer, in lower case, or ""
	Resource     string // kind of the resource, in lower case
	Operation    string // update_subscription, create_order, ... in lower case
	Subscription subscription.ID
	At           time.Time
	Succeeded    bool
	App          string // application id, or ""
	Correlation  string
}

type wireAudit struct {
	ID          string `json:"id"`
	Customer    string `json:"customerId"`
	App         string `json:"applicationId"`
	Resource    string `json:"resourceType"`
	New         text   `json:"resourceNewValue"`
	Operation   string `json:"operationType"`
	At          stamp  `json:"operationDate"`
	Status      string `json:"operationStatus"`
	Correlation string `json:"originalCorrelationId"`
	Data        []struct {
		Key   string `json:"key"`
		Value text   `json:"value"`
	} `json:"customizedData"`
}

// auditDays is for how many days Microsoft keeps audit records.
const auditDays = 90

// Audit gives what was done on a day (UTC), the oldest first. A day that Microsoft does not keep any more has nothing. Microsoft recommends to ask
// for one day at a time.
func (c *Client) Audit(ctx context.Context, day time.Time) ([]Audited, error) {
	day = day.UTC().Truncate(24 * time.Hour)
	if now := c.now(); !now.IsZero() && now.UTC().Truncate(24*time.Hour).Sub(day) > auditDays*24*time.Hour {
		return nil, nil
	}
	date := day.Format(time.DateOnly)
	all, err := list[wireAudit](ctx, c, "/v1/auditrecords", url.Values{"startDate": {date}, "endDate": {date}})
	if err != nil {
		return nil, err
	}
	out := make([]Audited, 0, len(all))
	for _, w := range all {
		out = append(out, w.noun())
	}
	slices.SortStableFunc(out, func(a, b Audited) int { return a.At.Compare(b.At) })
	return out, nil
}

func (w wireAudit) noun() Audited {
	a := Audited{
		ID: w.ID, Tenant: strings.ToLower(w.Customer), Resource: word(w.Resource), Operation: word(w.Operation), At: w.At.Time,
		Succeeded: same(w.Status, "succeeded") || same(w.Status, "success"), App: strings.ToLower(w.App), Correlation: w.Correlation,
	}
	if strings.Contains(a.Operation, "subscription") || a.Resource == "subscription" {
		a.Subscription = subscription.ID(w.subject())
	}
	return a
}

// subject gives the id of what was changed: from the new value, which is JSON in a string, or from the data beside it.
func (w wireAudit) subject() string {
	var value struct {
		ID text `json:"Id"` // names match without regard to case
	}
	if json.Unmarshal([]byte(w.New), &value) == nil && guid.MatchString(string(value.ID)) {
		return strings.ToLower(string(value.ID))
	}
	for _, d := range w.Data {
		if strings.Contains(fold(d.Key), "subscriptionid") && guid.MatchString(string(d.Value)) {
			return strings.ToLower(string(d.Value))
		}
	}
	return ""
}
