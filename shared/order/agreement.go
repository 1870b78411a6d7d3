package order

import "context"

// agreement passes the customer's signature on, or waits for it. One that was not there may have come by another way in the meantime, and where the
// partner's settings leave it to the customer to sign at Microsoft, it comes no other way.
func (r *run) agreement(ctx context.Context, o Order) (move, error) {
	ours := r.seller.Settings.Attest
	if o.Agreement == nil || !ours {
		known, err := r.seller.Agreements.Attested(ctx, o.Customer.Tenant)
		if err != nil {
			return move{}, err
		}
		if known {
			return move{result: Done, evidence: "customer agreement is known to Microsoft", state: Checking, next: StepCart}, nil
		}
		m := move{
			result: Wait, evidence: "no signature of the customer agreement", state: Waiting, wait: r.watching(o),
			ask: &Question{Field: "/agreement", Text: "who signed the Microsoft Customer Agreement for the customer, and when"},
		}
		if !ours {
			m.evidence = "the customer has not signed the customer agreement at Microsoft"
			m.ask = &Question{
				Text:    "the customer signs the Microsoft Customer Agreement at Microsoft; the order goes on by itself then, and at once after retry",
				Choices: []string{Retry},
			}
		}
		return m, nil
	}
	if o.Agreement.Date.After(r.Now()) { // Microsoft takes no date to come, and elsewhere the day begins before it does in UTC
		return move{
			result: Wait, evidence: "the day of the signature has not begun in UTC", state: Checking, wait: o.Agreement.Date.Sub(r.Now()),
			until: deadline(Checking, o.Agreement.Date),
		}, nil
	}
	template, err := r.seller.Agreements.Attest(ctx, o.Request(), o.Customer.Tenant, *o.Agreement)
	if err != nil {
		return move{}, err
	}
	proof := Attested{At: r.Now(), Template: template, Request: o.Request()}
	return move{
		result: Done, state: Checking, next: StepCart,
		evidence: "customer agreement of " + o.Agreement.Date.Format("2006-01-02") + " attested, text " + template + ", request " + string(proof.Request),
		change:   func(o *Order) { o.Attested = &proof },
	}, nil
}
