package price

import (
	"fmt"
	"slices"
)

// Thresholds is what a sheet may be like before a person has to look at it. Shares are in hundredths of a percent; a share of 10000 switches its guard off.
type Thresholds struct {
	Header       []How `json:"header"`         // differences of the header that a person has to see
	Rejected     int64 `json:"rejected"`       // of all rows
	FewerRows    int64 `json:"fewer_rows"`     // than the list in use has
	Risen        int64 `json:"risen"`          // prices, of those in use
	Fallen       int64 `json:"fallen"`         // prices, of those in use
	Withdrawn    int64 `json:"withdrawn"`      // prices, of those in use
	CostOverList int64 `json:"cost_over_list"` // prices whose cost is above Microsoft's suggested price
}

// Usual gives the thresholds of a partner who has set none.
func Usual() Thresholds {
	return Thresholds{
		Header: []How{Renamed, Translated, Missing, Repeated}, Rejected: 100, FewerRows: 1000, Risen: 5000, Fallen: 3000, Withdrawn: 1000, CostOverList: 500,
	}
}

// Check gives what is wrong with thresholds, by JSON pointers without the first slash, or nothing.
func (t Thresholds) Check() map[string]string {
	wrong := map[string]string{}
	for name, share := range map[string]int64{
		"rejected": t.Rejected, "fewer_rows": t.FewerRows, "risen": t.Risen, "fallen": t.Fallen, "withdrawn": t.Withdrawn, "cost_over_list": t.CostOverList,
	} {
		if share < 0 || share > 10_000 {
			wrong[name] = "a share is 0 to 10000 hundredths of a percent"
		}
	}
	known := []How{Renamed, Translated, Reordered, Missing, Extra, Repeated}
	for n, h := range t.Header {
		at := fmt.Sprintf("header/%d", n)
		if !slices.Contains(known, h) {
			wrong[at] = "a difference is renamed, translated, reordered, missing, extra or repeated"
		} else if slices.Contains(t.Header[:n], h) {
			wrong[at] = "is there twice"
		}
	}
	return wrong
}
