package order

// Expects says what has to happen next, and by whom; the order's Deadline is by when. It is "" when nothing more will.
func (o Order) Expects() string {
	switch {
	case o.over():
		return ""
	case o.Held():
		return o.Hold.Next
	case o.State == AsksPerson:
		return "a person answers the question"
	case o.Return != nil:
		return "the order is cancelled: what was bought is given back, or runs to the end of its term"
	case o.State == Waiting && o.Intent.Step == StepCheck:
		return "an administrator of the customer accepts the partner as its reseller"
	case o.State == Waiting:
		return "the customer signs the Microsoft Customer Agreement"
	case o.State == NotKnown:
		return "it is found out what Microsoft made of the request whose answer was lost"
	}
	switch o.Intent.Step {
	case StepCheck:
		return "the partner of record, the customer and its domain are looked at"
	case StepTenant:
		return "Microsoft makes the customer's tenant"
	case StepAgreement:
		return "the customer's signature is passed on"
	case StepCart:
		return "every line is held against what Microsoft sells to the customer now"
	case StepCheckout:
		return "Microsoft takes the purchase"
	case StepWatch:
		return "Microsoft provides the licences"
	case StepReturn:
	}
	return ""
}
