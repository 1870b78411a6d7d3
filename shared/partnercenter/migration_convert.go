package partnercenter

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/rest"
)

// Conversions brings legacy subscriptions into the new commerce.
type Conversions struct{ Base }

var _ migration.Seller = Conversions{}

// Conversions gives the client as seller of a migration.
func (c *Client) Conversions() Conversions { return Conversions{c.Base()} }

const convertRoute = customerRoute + "/migrations/newcommerce"

// wireMigration is asked for with the first part of its fields, and shown with all of them.
type wireMigration struct {
	Current   string `json:"currentSubscriptionId"`
	Term      string `json:"termDuration,omitempty"`
	Billing   string `json:"billingCycle,omitempty"`
	FullTerm  bool   `json:"purchaseFullTerm"`
	Reference string `json:"externalReferenceId,omitempty"`

	ID     string `json:"id,omitempty"`
	Status string `json:"status,omitempty"`
	Result string `json:"newCommerceSubscriptionId,omitempty"`

	Addons []wireMigration `json:"addOnMigrations,omitempty"`
}

// wireVerdict is Microsoft's answer to whether a subscription may be brought over.
type wireVerdict struct {
	Eligible bool `json:"isEligible"`
	Errors   []struct {
		Code code `json:"code"`
	} `json:"errors"`
	Addons []wireVerdict `json:"addOnMigrations"`
}

// Convert asks whether Microsoft takes a legacy subscription over, with the add-ons that move with it, and has it do so. The running term and the number of
// seats are kept; term and billing are asked for where they are to be others. The task's request is the reference by which it is found again.
func (s Conversions) Convert(ctx context.Context, i *migration.Item, t *migration.Task) error {
	wish := wanted(t)
	for _, a := range i.With(t) {
		wish.Addons = append(wish.Addons, wanted(&a))
	}
	begun, err := s.validate(ctx, i.Tenant, wish)
	if begun || err != nil {
		return err
	}
	wish.Reference = t.Request
	return gone(s.client.post(ctx, order.RequestID(t.Request), wish, nil, convertRoute, string(i.Tenant)))
}

func wanted(t *migration.Task) wireMigration {
	w := wireMigration{Current: string(t.Service)}
	if billed := t.Filled[migration.Billed]; billed != "" && !strings.EqualFold(billed, t.Cycle) {
		w.Term, w.Billing, _ = strings.Cut(billed, " ")
	}
	return w
}

// validate asks for a verdict, which changes nothing. begun says that Microsoft is at it already: whoever asked for it, it is to be watched.
func (s Conversions) validate(ctx context.Context, t migration.Tenant, wish wireMigration) (begun bool, err error) {
	var v wireVerdict
	_, err = s.client.do(ctx, rest.Request{
		Method: http.MethodPost, Route: convertRoute + "/validate", Args: []string{string(t)}, ID: rest.NewID(), JSON: wish, Timeout: longWrite,
	}, &v)
	if err != nil {
		return false, gone(err)
	}
	for _, part := range append([]wireVerdict{v}, v.Addons...) {
		for _, e := range part.Errors {
			if string(e.Code) == verdictBegun {
				return true, nil
			}
			return false, refused(string(e.Code))
		}
		if !part.Eligible {
			return false, refused("")
		}
	}
	return false, nil
}

const migrationsRoute = "/v1/migrations/newcommerce"

// Converted gives what Microsoft shows of conversions of a subscription. It is asked for all of the customer's, because an add-on is shown below its base.
func (s Conversions) Converted(ctx context.Context, t migration.Tenant, id migration.ServiceID) ([]migration.Conversion, error) {
	all, err := list[wireMigration](ctx, s.client, migrationsRoute, url.Values{"CustomerTenantId": {string(t)}})
	if err != nil {
		return nil, err
	}
	var out []migration.Conversion
	for _, w := range all {
		for _, part := range w.parts() {
			if !strings.EqualFold(part.Current, string(id)) {
				continue
			}
			c, err := s.conversion(ctx, t, part)
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// parts gives a migration and those of its add-ons, which are shown without what they share with it.
func (w wireMigration) parts() []wireMigration {
	all := []wireMigration{w}
	for _, a := range w.Addons {
		a.Reference = w.Reference
		if a.Status == "" {
			a.Status = w.Status
		}
		all = append(all, a)
	}
	return all
}

func (s Conversions) conversion(ctx context.Context, t migration.Tenant, w wireMigration) (migration.Conversion, error) {
	c := migration.Conversion{Request: strings.ToLower(w.Reference), State: migration.Processing, Result: migration.ServiceID(strings.ToLower(w.Result))}
	switch word(w.Status) {
	case "completed":
		c.State = migration.Completed
		if c.Result != "" {
			return c, nil
		}
		var err error
		c.Result, err = s.successor(ctx, t, w.Current)
		return c, err
	case "failed":
		c.State, c.Why = migration.NotComplete, "Microsoft began to bring the subscription into the new commerce and did not get through"
		old, err := s.state(ctx, t, w.Current)
		c.Suspended = old == "suspended"
		return c, err
	}
	return c, nil
}

// successor finds the subscription that says which legacy one it was made from; "" while it is not shown yet.
func (s Conversions) successor(ctx context.Context, t migration.Tenant, legacy string) (migration.ServiceID, error) {
	type made struct {
		ID   string `json:"id"`
		From string `json:"migratedFromSubscriptionId"`
	}
	all, err := list[made](ctx, s.client, customerRoute+"/subscriptions", nil, string(t))
	for _, m := range all {
		if strings.EqualFold(m.From, legacy) {
			return migration.ServiceID(strings.ToLower(m.ID)), err
		}
	}
	return "", gone(err)
}

// state reads how a legacy subscription stands; "" for one that is not there any more.
func (s Conversions) state(ctx context.Context, t migration.Tenant, legacy string) (string, error) {
	var w wireSubscription
	err := s.client.read(ctx, &w, subscriptionRoute, nil, string(t), legacy)
	if fault.Of(err) == fault.NotFound {
		return "", nil
	}
	return word(w.Status), err
}
