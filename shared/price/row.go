package price

import (
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// Row is one line of a price sheet, typed and checked. Microsoft documents that product, SKU, term, billing plan, segment, market, currency, lowest
// tier and start together are what a price is of.
type Row struct {
	Key

	TierMin int32     // lowest number of units that the price is for; 0 where tiers are not used
	TierMax int32     // highest; 0 for no end
	From    time.Time // UTC, inclusive; zero for "since ever" (Microsoft writes the year 1753)
	To      time.Time // UTC, inclusive; zero for "no end known" (Microsoft writes the year 9999)

	Cost money.Micro // partner's cost of one unit for the whole term
	List money.Micro // Microsoft's suggested price on the same basis
	Free bool        // the sheet has no cost at all, which is not the cost zero

	ProductTitle, SKUTitle, Publisher, Unit, Tags string // interned: equal texts share their bytes

	Change Change // what the sheet itself says of the row
	Line   int    // in the file, the header being where it is
}

// Key names what is sold to whom: everything that a price is of but tier and time.
type Key struct {
	Product  string // such as CFQ7TTC0LHCH; of a legacy offer its GUID
	SKU      string // four characters with their zeros, such as 0001; "" of a legacy offer
	Term     string // P1M, P1Y, P3Y, P5Y; "" for none
	Billing  string // monthly, annual, triennial, one_time, none
	Segment  string // commercial, education, government, nonprofit
	Market   string // ISO 3166 alpha 2; "" of a list that holds for all
	Currency string // ISO 4217
}

// Change is what a sheet says of a row against the month before: the column ChangeIndicator, or A/C/D/U of the legacy list.
type Change string

// Changes that sheets name. Sheets without the column have none.
const (
	Unnamed    Change = ""
	Added      Change = "added"
	Changed    Change = "changed"
	Deleted    Change = "deleted"
	Unchanged  Change = "unchanged"
	Deprecated Change = "deprecated" // existing subscriptions are still billed, new orders refused
)
