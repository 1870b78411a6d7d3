package price

import "github.com/seatwright/seatwright/shared/money"

// legacy types a row of the licence-based legacy list into s.row. Microsoft writes its prices for a month even where a year is bought, unlike those of
// new commerce, so a year's are multiplied here and a Row always means the whole term. The list names neither market nor currency.
func (s *sheet) legacy(row [][]byte) {
	r, m := &s.row, s.memos
	r.Product = take(s, row, colProduct, &m.offer)
	r.Change = take(s, row, colChange, &m.change)
	r.ProductTitle = take(s, row, colProductTitle, &m.productTitle)
	r.Unit = take(s, row, colUnit, &m.unit)
	r.Tags = take(s, row, colTags, &m.tags)
	r.From = take(s, row, colFrom, &m.from)
	r.To = take(s, row, colTo, &m.to)
	r.Segment = take(s, row, colSegment, &m.segment)
	if form(string(s.at(row, colCustomerType))) == "nonprofit" || form(string(s.at(row, colCustomerType))) == "charity" {
		r.Segment = "nonprofit"
	}
	r.Publisher, r.Currency, r.Billing = "Microsoft Corporation", s.options.Currency, "monthly"
	r.Term = string(take(s, row, colUnit, &m.purchase))
	r.Cost, r.Free = s.price(row, colCost)
	r.List, _ = s.price(row, colList)
	if r.Term == "P1Y" {
		r.Billing = "annual"
		r.Cost, r.List = s.year(r.Cost, colCost), s.year(r.List, colList)
	}
	s.agree()
}

// year gives twelve months' price.
func (s *sheet) year(month money.Micro, c column) money.Micro {
	m, err := month.Share(12, 1, 6)
	if err != nil {
		s.wrong(c, &flaw{reason: "a year's price beyond what can be counted"})
	}
	return m
}
