package price

import "time"

// memos are the memories of all columns.
type memos struct {
	texts *pool

	product, sku, offer                           memo[string]
	productTitle, skuTitle, publisher, unit, tags memo[string]
	term, billing, segment, market, currency      memo[string]
	change                                        memo[Change]
	from, to                                      memo[time.Time]
	tierMin, tierMax                              memo[int32]
	purchase                                      memo[unit]
}

func newMemos(o *ReadOptions) *memos {
	texts := &pool{all: make(map[string]string, 1<<14)}
	return &memos{
		texts:   texts,
		product: remember(texts.product), sku: remember(texts.sku), offer: remember(texts.offer),
		productTitle: remember(texts.title), skuTitle: remember(texts.title), publisher: remember(texts.title), unit: remember(texts.title),
		tags:     remember(texts.title),
		term:     remember(word("not a term such as P1Y", termWords())),
		billing:  remember(word("not a billing plan such as Monthly", billingWords())),
		segment:  remember(word("not a segment such as Commercial", segmentWords())),
		market:   remember(texts.code(2, "not a market such as DE")),
		currency: remember(texts.code(3, "not a currency such as EUR")),
		change:   remember(word("not a change such as Unchanged", changeWords())),
		purchase: remember(word("not a purchase unit such as 1 Month(s)", unitWords())),
		from:     remember(cached(o.begin)),
		to:       remember(cached(o.end)),
		tierMin:  remember(count),
		tierMax:  remember(count),
	}
}

// begin reads when a price begins to hold: zero for the year 1753, which stands for "since ever", and for a list that does not say.
func (o *ReadOptions) begin(cell []byte) (time.Time, *flaw) {
	return o.bound(cell, nil, &flaw{reason: "a price that never begins to hold"})
}

// end reads when a price ends to hold: zero for the year 9999, which stands for "no end".
func (o *ReadOptions) end(cell []byte) (time.Time, *flaw) {
	return o.bound(cell, &flaw{reason: "a price that ended before it could begin"}, nil)
}

// bound reads a date: zero where there is none, and for Microsoft's first and last years with what is wrong with them.
func (o *ReadOptions) bound(cell []byte, first, last *flaw) (time.Time, *flaw) {
	if len(cell) == 0 {
		return time.Time{}, nil
	}
	t, wrong := o.instant(cell)
	switch {
	case wrong != nil:
		return time.Time{}, wrong
	case t.Year() <= firstYear:
		return time.Time{}, first
	case t.Year() >= lastYear:
		return time.Time{}, last
	}
	return t, nil
}

// newCommerce types a row of a new commerce sheet into s.row.
func (s *sheet) newCommerce(row [][]byte) {
	r, m := &s.row, s.memos
	r.Change = take(s, row, colChange, &m.change)
	r.Product = take(s, row, colProduct, &m.product)
	r.ProductTitle = take(s, row, colProductTitle, &m.productTitle)
	r.SKU = take(s, row, colSKU, &m.sku)
	r.SKUTitle = take(s, row, colSKUTitle, &m.skuTitle)
	r.Publisher = take(s, row, colPublisher, &m.publisher)
	r.Unit = take(s, row, colUnit, &m.unit)
	r.Term, r.Billing = s.term(row), s.billing(row)
	r.Market = take(s, row, colMarket, &m.market)
	r.Currency = take(s, row, colCurrency, &m.currency)
	r.Segment = take(s, row, colSegment, &m.segment)
	r.Tags = take(s, row, colTags, &m.tags)
	r.TierMin = take(s, row, colTierMin, &m.tierMin)
	r.TierMax = take(s, row, colTierMax, &m.tierMax)
	r.From = take(s, row, colFrom, &m.from)
	r.To = take(s, row, colTo, &m.to)
	r.Cost, r.Free = s.price(row, colCost)
	r.List, _ = s.price(row, colList)
	if len(s.at(row, colFrom)) == 0 {
		s.wrong(colFrom, &flaw{reason: "no date; a price that always held is written with the year 1753"})
	}
	if len(s.at(row, colTo)) == 0 {
		s.wrong(colTo, &flaw{reason: "no date; a price without an end is written with the year 9999"})
	}
	s.agree()
}

// agree checks what no cell alone can get wrong.
func (s *sheet) agree() {
	r := &s.row
	if r.TierMax != 0 && r.TierMax < r.TierMin {
		s.wrong(colTierMax, &flaw{reason: "the highest number of units is below the lowest"})
	}
	if !r.To.IsZero() && r.To.Before(r.From) {
		s.wrong(colTo, &flaw{reason: "the price ends before it begins"})
	}
}

// term and billing differ from the cell above more often than not, so the words that Microsoft writes are known without a look into a map.
func (s *sheet) term(row [][]byte) string {
	switch string(s.at(row, colTerm)) {
	case "P1M":
		return "P1M"
	case "P1Y":
		return "P1Y"
	case "P3Y":
		return "P3Y"
	}
	return take(s, row, colTerm, &s.memos.term)
}

func (s *sheet) billing(row [][]byte) string {
	switch string(s.at(row, colBilling)) {
	case "Monthly":
		return "monthly"
	case "Annual":
		return "annual"
	case "Triennial":
		return "triennial"
	}
	return take(s, row, colBilling, &s.memos.billing)
}
