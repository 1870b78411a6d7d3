package partnercenter

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Foreign is a subscription of a customer that another partner sold. The customer's partner here does not see it.
type Foreign struct {
	SubscriptionSeed

	Partner string `json:"partner"` // the other's tenant
}

// AddForeign adds one and gives its id.
func (s *Sim) AddForeign(f Foreign) (string, error) {
	id, err := s.AddSubscription(f.SubscriptionSeed)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	cu := s.customers[strings.ToLower(f.Customer)]
	if !isGUID(f.Partner) {
		return "", fmt.Errorf("foreign subscription: partner %q is not a GUID", f.Partner)
	}
	at := slices.IndexFunc(cu.subs, func(sub *subscription) bool { return sub.ID == id })
	cu.handover.foreign = append(cu.handover.foreign, &foreign{partner: strings.ToLower(f.Partner), sub: cu.subs[at]})
	cu.subs = slices.Delete(cu.subs, at, at+1)
	return id, nil
}

// Takeaway is a request of another partner for a customer of a partner here.
type Takeaway struct {
	Customer string   `json:"customer"`
	Partner  string   `json:"partner"` // the other's tenant
	Name     string   `json:"name"`
	Products []string `json:"products"`
}

// RequestTransfer is what another partner does that wants a customer, and gives the transfer's id.
func (s *Sim) RequestTransfer(w Takeaway) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	cu := s.customers[strings.ToLower(w.Customer)]
	if cu == nil || !isGUID(w.Partner) {
		return "", fmt.Errorf("request a transfer: customer %q is unknown, or partner %q is not a GUID", w.Customer, w.Partner)
	}
	own := s.partners[cu.partner]
	t := s.openTransfer(cu, transferView{
		Type: "5", Email: "admin@" + cu.domain, CustomerName: cu.company, SourceName: own.Name, Source: own.Tenant, TargetName: w.Name,
		Target: strings.ToLower(w.Partner), Products: w.Products,
	}, s.opt.Clock.Now())
	return t.ID, nil
}

// Submission is what another partner does with a request of a partner here.
type Submission struct {
	Transfer      string   `json:"transfer"` // "" is the newest
	Subscriptions []string `json:"subscriptions"`
	Takes         string   `json:"takes"` // until it is through; Go's duration, "" is at once
}

// SubmitTransfer is what another partner does that hands over; without subscriptions all that it sold.
func (s *Sim) SubmitTransfer(in Submission) (string, error) {
	takes, err := time.ParseDuration(in.Takes + "0s")
	if err != nil {
		return "", fmt.Errorf("submit a transfer: %q is not a duration", in.Takes)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	cu, t, err := s.played(in.Transfer, func(t *p2p, cu *customer) bool { return t.Target == cu.partner })
	if err != nil {
		return "", err
	}
	now := s.opt.Clock.Now()
	var chosen []*subscription
	for _, f := range cu.handover.foreign {
		s.advance(f.sub, now)
		if f.partner == t.Source && f.sub.Status == active && (len(in.Subscriptions) == 0 || slices.Contains(in.Subscriptions, f.sub.ID)) {
			chosen = append(chosen, f.sub)
		}
	}
	if len(chosen) == 0 {
		return "", errors.New("submit a transfer: the partner has sold nothing that can go")
	}
	s.submitTransfer(cu, t, chosen, now, takes)
	s.settleHandover(cu, now)
	return t.ID, nil
}

// EndTransfer is what another partner does, or the service, that ends a request: Cancelled, Rejected, Expired or Failed.
func (s *Sim) EndTransfer(id, status string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains([]string{transferCancel, transferReject, transferExpired, transferFailed}, status) {
		return fmt.Errorf("end a transfer: %q is no state", status)
	}
	cu, t, err := s.played(id, func(*p2p, *customer) bool { return true })
	if err != nil {
		return err
	}
	s.endTransfer(cu, t, status, s.opt.Clock.Now())
	return nil
}

// played finds an open transfer, the newest where none is named.
func (s *Sim) played(id string, fits func(*p2p, *customer) bool) (found *customer, t *p2p, err error) {
	now := s.opt.Clock.Now()
	for _, cu := range s.listed {
		s.settleHandover(cu, now)
		for _, o := range cu.handover.transfers {
			if (id == "" || strings.EqualFold(o.ID, id)) && o.Status == transferPending && fits(o, cu) {
				found, t = cu, o
			}
		}
	}
	if t == nil {
		return nil, nil, fmt.Errorf("transfer %q: there is none that is open", id)
	}
	return found, t, nil
}

// Transfer is a transfer as tests see it.
type Transfer struct {
	ID       string `json:"id"`
	Customer string `json:"customer"`
	Status   string `json:"status"`
	Source   string `json:"source"`
	Target   string `json:"target"`
	Type     string `json:"type"`
	Lines    int    `json:"lines"`
}

// Transfers gives all, by customer.
func (s *Sim) Transfers() []Transfer {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Transfer{}
	for _, cu := range s.listed {
		s.settleHandover(cu, s.opt.Clock.Now())
		for _, t := range cu.handover.transfers {
			all = append(all, Transfer{t.ID, cu.id, t.Status, t.Source, t.Target, t.Type, len(t.Lines)})
		}
	}
	return all
}

// plays serves what other partners do.
func (s *Sim) plays(mux *http.ServeMux) {
	on(mux, "foreign", s.AddForeign)
	on(mux, "transfers/request", s.RequestTransfer)
	on(mux, "transfers/submit", s.SubmitTransfer)
	on(mux, "transfers/end", func(in struct{ Transfer, Status string }) (string, error) {
		return in.Transfer, s.EndTransfer(in.Transfer, in.Status)
	})
}
