package order

// termMonths gives the length of a term duration, or 0 for one that is not known.
func termMonths(term string) int {
	switch term {
	case "P1M":
		return 1
	case "P1Y":
		return 12
	case "P3Y":
		return 36
	}
	return 0
}

// cycleMonths gives how many months one bill covers, or 0 when the plan does not go with the term. A plan of "none", which
// trials have, is billed once.
func cycleMonths(billing, term string) int {
	months := map[string]int{"monthly": 1, "annual": 12, "triennial": 36, "none": termMonths(term)}[billing]
	if months > termMonths(term) {
		return 0
	}
	return months
}
