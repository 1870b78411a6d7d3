package sheet

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Options says which sheet. The zero value is the 100,000 rows of November 2026 for Germany in euro.
type Options struct {
	Rows     int // of the later month, without the header; 0 for 100,000. The month before has as many, give or take one in a hundred
	Seed     uint64
	Previous bool // the month before
	Market   string
	Currency string
}

// Columns are the sheet's, as the portal's export writes them.
func Columns() []string {
	return []string{
		"ChangeIndicator", "ProductTitle", "ProductId", "SkuId", "SkuTitle", "Publisher", "SkuDescription", "UnitOfMeasure", "TermDuration", "BillingPlan",
		"Market", "Currency", "UnitPrice", "PricingTierRangeMin", "PricingTierRangeMax", "EffectiveStartDate", "EffectiveEndDate", "EndOfSaleDate", "Tags",
		"ERP Price", "Segment", "PreviousValues",
	}
}

// Numbers of columns that are more than text.
const (
	change, cost, start, end, list, previous = 0, 12, 15, 16, 19, 21
)

// Month is the one that the sheet is of.
func (o Options) Month() time.Time {
	if o.Previous {
		return time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
}

func (o Options) filled() Options {
	if o.Rows == 0 {
		o.Rows = 100_000
	}
	if o.Market == "" {
		o.Market = "DE"
	}
	if o.Currency == "" {
		o.Currency = "EUR"
	}
	return o
}

// Each gives the rows to yield, which must not keep the slice.
func (o Options) Each(yield func(row []string) error) error {
	o = o.filled()
	b := &book{Options: o, row: make([]string, len(Columns())), yield: yield}
	for n := uint64(0); ; n++ {
		if err := b.product(n); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// book is a sheet that is being made.
type book struct {
	Options
	row   []string
	yield func([]string) error
	count int // rows of this month, whichever is made, so that both end with the same product
}

// sale is one way in which a SKU is sold.
type sale struct {
	term, billing string
	months        int64
	tenths        int64 // of the price for a month, per month
}

func sales() []sale {
	return []sale{
		{"P1M", "Monthly", 1, 12}, {"P1Y", "Annual", 12, 10}, {"P1Y", "Monthly", 12, 10}, {"P3Y", "Triennial", 36, 9}, {"P3Y", "Annual", 36, 9}, {"P3Y", "Monthly", 36, 9},
	}
}

// product makes all rows of a product. Its chance is its own, so that a product is the same in a sheet of any size.
func (b *book) product(n uint64) error {
	r := rand.New(rand.NewPCG(b.Seed+1, n)) //nolint:gosec // made up, and the same each time
	family := families()[r.IntN(len(families()))]
	b.row[1], b.row[2], b.row[5] = family+grades()[r.IntN(len(grades()))], "CFQ7TT"+base36(n*48_271), "Microsoft Corporation"
	if r.IntN(10) == 0 {
		b.row[5] = "Contoso Software GmbH & Co. KG"
	}
	b.row[7], b.row[10], b.row[11], b.row[18] = "1 License", b.Market, b.Currency, "License"
	for sku := range 1 + r.IntN(4) + r.IntN(2) {
		if err := b.sku(r, sku); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) sku(r *rand.Rand, n int) error {
	b.row[3] = fmt.Sprintf("%04d", n+1)
	if n > 2 {
		b.row[3] = fmt.Sprintf("00%cP", 'A'+2*r.IntN(13)+n%2)
	}
	b.row[4] = b.row[1] + grades()[r.IntN(len(grades()))]
	b.row[6] = description(r, b.row[1])
	month := int64(100 + r.IntN(9_900)) // hundredths
	offered := sales()[:4+r.IntN(3)]
	for _, segment := range []string{"Commercial", "Education", "Government", "Charity"}[:2+r.IntN(3)] {
		b.row[20] = segment
		for _, s := range offered {
			if err := b.sold(r, s, month); err != nil {
				return err
			}
		}
		month -= month / 5
	}
	return nil
}

// sold makes a row of this month, or of the month before.
func (b *book) sold(r *rand.Rand, s sale, month int64) error {
	b.row[8], b.row[9] = s.term, s.billing
	was := month * s.months * s.tenths / 10
	now, luck, rise := was, r.IntN(10_000), int64(r.IntN(15)-4)
	b.row[change], b.row[previous] = "Unchanged", ""
	since := time.Date(2021+luck%5, time.Month(1+luck%10), 1, 0, 0, 0, 0, time.UTC)
	switch {
	case luck < 400: // another price than the month before
		now = was + was*rise/100
		if !b.Previous {
			b.row[change], b.row[previous], since = "Changed", "UnitPrice="+hundredths(was), b.Month()
		}
	case luck < 500:
		if b.Previous {
			return b.pass()
		}
		b.row[change], since = "New", b.Month()
	case luck < 600:
		if !b.Previous {
			return nil
		}
	}
	price := now
	if b.Previous {
		price = was
	}
	b.row[13], b.row[14], b.row[17] = "", "", ""
	if luck%50 == 7 {
		b.row[13], b.row[14] = "1", "300"
	}
	b.row[cost], b.row[list] = hundredths(price), hundredths(price*5/4)
	b.row[start], b.row[end] = stamp(since), "9999-11-30T00:00:00.0000000Z"
	if luck%100 == 9 {
		b.row[start] = "1753-01-01T00:00:00.0000000Z"
	}
	if luck == 9_999 { // Microsoft's sheets have rows that occur twice
		if err := b.give(luck); err != nil {
			return err
		}
	}
	return b.give(luck)
}

// pass counts a row that the month before lacks.
func (b *book) pass() error {
	if b.count++; b.count == b.Rows {
		return io.EOF
	}
	return nil
}

// give ends the sheet with io.EOF when it is full.
func (b *book) give(luck int) error {
	if err := b.yield(b.row); err != nil {
		return err
	}
	if luck < 500 || luck >= 600 {
		b.count++
	}
	if b.count == b.Rows {
		return io.EOF
	}
	return nil
}

func stamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.0000000Z") }

func hundredths(n int64) string {
	text := strconv.FormatInt(n/100, 10)
	if n %= 100; n%10 != 0 {
		return text + "." + strconv.FormatInt(100+n, 10)[1:]
	} else if n != 0 {
		return text + "." + strconv.FormatInt(n/10, 10)
	}
	return text
}

// base36 gives six digits and letters.
func base36(n uint64) string {
	const all = 36 * 36 * 36 * 36 * 36 * 36
	return strings.ToUpper(strconv.FormatUint(all+n%all, 36)[1:])
}
