package partner

import (
	_ "embed"
	"strings"
)

// billing has a line for each currency with the markets whose partners Microsoft bills in it, as its lists for the partner programme and for its
// marketplace have them (2019 to 2021; where the two differ, the marketplace's). A market that they do not have is not in it.
//
//go:embed currency.tsv
var billing string

// usual is the currency of the markets that have none of their own in Microsoft's lists.
const usual = "USD"

// CurrencyOf gives the currency that partners of a market are billed in, or "" when Microsoft's lists do not have the market.
func CurrencyOf(market string) string {
	for line := range strings.Lines(billing) {
		currency, markets, _ := strings.Cut(strings.TrimSpace(line), "\t")
		for m := range strings.FieldsSeq(markets) {
			if m == market {
				return currency
			}
		}
	}
	return ""
}

// belongs reports whether a partner of the market may be billed in the currency. The lists are some years old, and uncertain where they say US
// dollars: since then a market may have got its own currency, whose code begins with the market's (ISO 4217), so that is let through, and
// everything is for a market that is not listed.
func belongs(currency, market string) bool {
	listed := CurrencyOf(market)
	return listed == "" || currency == listed || listed == usual && market != "US" && strings.HasPrefix(currency, market)
}
