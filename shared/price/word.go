package price

import "strings"

// word reads a cell that holds one of a few words, whatever their case, blanks and hyphens.
func word[T ~string](what string, words map[string]T) func([]byte) (T, *flaw) {
	return cached(func(cell []byte) (T, *flaw) {
		if w, ok := words[form(string(cell))]; ok {
			return w, nil
		}
		return "", &flaw{reason: what, suggestion: alike(form(string(cell)), words)}
	})
}

// alike gives the word with at most two letters wrong, if there is one alone.
func alike[T ~string](f string, words map[string]T) string {
	var found []string
	for w := range words {
		if len(f) >= 5 && len(w) >= 5 && distance(f, w) <= 2 {
			found = append(found, w)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return strings.ToUpper(found[0][:1]) + found[0][1:]
}

func termWords() map[string]string {
	return map[string]string{"p1m": "P1M", "p1y": "P1Y", "p3y": "P3Y", "p5y": "P5Y", "noterm": "", "": "", "none": ""}
}

func billingWords() map[string]string {
	return map[string]string{"monthly": "monthly", "annual": "annual", "annually": "annual", "yearly": "annual", "triennial": "triennial", "onetime": "one_time", "none": "none", "": "none"}
}

// segmentWords names segments by the words of both lists: price sheets say Charity where Microsoft's programs say nonprofit.
func segmentWords() map[string]string {
	return map[string]string{
		"commercial": "commercial", "corporate": "commercial", "education": "education", "academic": "education", "government": "government",
		"charity": "nonprofit", "nonprofit": "nonprofit",
	}
}

func changeWords() map[string]Change {
	return map[string]Change{
		"": Unnamed, "new": Added, "added": Added, "add": Added, "changed": Changed, "change": Changed, "updated": Changed, "chg": Changed,
		"deleted": Deleted, "removed": Deleted, "del": Deleted, "unchanged": Unchanged, "nochange": Unchanged, "unc": Unchanged,
		"depr": Deprecated, "deprecated": Deprecated,
	}
}

// unit is how long a legacy price's unit is.
type unit string

func unitWords() map[string]unit {
	return map[string]unit{"1months": "P1M", "1month": "P1M", "month": "P1M", "monthly": "P1M", "1years": "P1Y", "1year": "P1Y", "12months": "P1Y", "year": "P1Y"}
}
