package partnercenter

import (
	"fmt"
	"strings"
)

// judge sets why a promotion is not given, where the answer is about it.
func (w wireEligible) judge(promotion string, why *string) {
	for _, e := range w.Eligibilities {
		if !same(e.Promotion, promotion) {
			continue
		}
		if e.Eligible {
			*why = ""
			return
		}
		var all []string
		for _, x := range e.Errors {
			all = append(all, reason(x.Type, x.Min, x.Max, x.Term))
		}
		if len(all) == 0 {
			all = []string{reason("", 0, 0, nil)}
		}
		*why = strings.Join(all, "; ")
		return
	}
}

func reason(kind string, least, most int, terms []string) string {
	switch fold(kind) {
	case "invalidcatalogitemid":
		return "the promotion is not for this product"
	case "invalidpromotion":
		return "there is no such promotion now"
	case "prerequisiteproductownership":
		return "the promotion is for customers who have another product"
	case "redemptionlimit":
		return "the customer has used the promotion as often as it may"
	case "seatcount":
		return seatCount(least, most)
	case "offerpurchasedpreviously":
		return "the customer had this product before"
	case "firstpurchase":
		return "the promotion is for a first purchase"
	case "term":
		return "the promotion is for the terms " + strings.Join(terms, ", ")
	}
	return "Microsoft does not give the promotion"
}

func seatCount(least, most int) string {
	switch {
	case least > 0 && most > 0:
		return fmt.Sprintf("the promotion is for %d to %d seats", least, most)
	case most > 0:
		return fmt.Sprintf("the promotion is for at most %d seats", most)
	}
	return fmt.Sprintf("the promotion is for at least %d seats", least)
}
