package price

import (
	"bytes"
	"context"
)

// Offering is one line of an offer matrix: what may be ordered where, and in which numbers. Items of a price sheet that no matrix has cannot be
// ordered yet.
type Offering struct {
	Product string // of a legacy matrix the offer's GUID
	SKU     string // "" of a legacy matrix

	Title, SKUTitle string
	Provisioning    string // GUID by which the customer's directory knows the licence; "" if the matrix does not say
	Term, Billing   string // as the matrix writes them; legacy only

	Minimum, Maximum int32 // licences of one order; 0 where the matrix does not say
	Limit            int32 // of what one customer may own; 0 for none
	LimitScope       string

	Requires, Converts []string // "PRODUCT/SKU" or offer ids
	Countries          []string // ISO 3166 alpha 2; none for all
	Line               int
}

// ReadMatrix types and checks the rows of an offer matrix and gives the good ones to yield, which may keep what is in the offering but not itself. What
// goes wrong is handled as by Read.
func ReadMatrix(ctx context.Context, cells Cells, o ReadOptions, yield func(*Offering) error) (Report, error) {
	s, err := open(cells, o, NewCommerceMatrix, LegacyMatrix)
	if err != nil {
		return s.report, err
	}
	m := newMatrixMemos(s.memos.texts)
	err = s.each(ctx, func(row [][]byte, line int) error {
		offering := s.offering(row, m)
		offering.Line = line
		if len(s.flaws) > 0 {
			return s.refuse(row, line)
		}
		s.report.Rows++
		return yield(&offering)
	})
	return s.report, s.end(err)
}

// matrixMemos are the memories of the columns that only a matrix has.
type matrixMemos struct {
	scope, provisioning, term, billing memo[string]
	minimum, maximum, limit            memo[int32]
	countries, requires, converts      memo[[]string]
}

func newMatrixMemos(texts *pool) *matrixMemos {
	return &matrixMemos{
		scope: remember(texts.title), provisioning: remember(texts.title), term: remember(texts.title), billing: remember(texts.title),
		minimum: remember(licences), maximum: remember(licences), limit: remember(licences),
		countries: remember(texts.countries), requires: remember(texts.list), converts: remember(texts.list),
	}
}

func (s *sheet) offering(row [][]byte, m *matrixMemos) Offering {
	o := Offering{
		Title: take(s, row, colProductTitle, &s.memos.productTitle), SKUTitle: take(s, row, colSKUTitle, &s.memos.skuTitle),
		Provisioning: take(s, row, colProvisioning, &m.provisioning), Term: take(s, row, colTerm, &m.term), Billing: take(s, row, colBilling, &m.billing),
		Minimum: take(s, row, colMinimum, &m.minimum), Maximum: take(s, row, colMaximum, &m.maximum), Limit: take(s, row, colLimit, &m.limit),
		LimitScope: take(s, row, colLimitScope, &m.scope), Requires: take(s, row, colRequires, &m.requires), Converts: take(s, row, colConverts, &m.converts),
		Countries: take(s, row, colCountries, &m.countries),
	}
	if s.report.Kind == LegacyMatrix {
		o.Product = take(s, row, colProduct, &s.memos.offer)
	} else {
		o.Product, o.SKU = take(s, row, colProduct, &s.memos.product), take(s, row, colSKU, &s.memos.sku)
	}
	if o.Maximum != 0 && o.Maximum < o.Minimum {
		s.wrong(colMaximum, &flaw{reason: "the highest number of licences is below the lowest"})
	}
	return o
}

// licences reads a number of licences. Microsoft writes no limit as nothing, as a word or as a number that no order reaches.
func licences(cell []byte) (int32, *flaw) {
	switch form(string(cell)) {
	case "", "na", "none", "unlimited", "nolimit":
		return 0, nil
	}
	return count(cell)
}

// list reads what commas and semicolons part.
func (p *pool) list(cell []byte) (all []string, wrong *flaw) {
	for _, part := range bytes.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if part = bytes.TrimSpace(part); len(part) > 0 {
			text, wrong := p.title(part)
			if wrong != nil {
				return nil, wrong
			}
			all = append(all, text)
		}
	}
	return all, nil
}

func (p *pool) countries(cell []byte) ([]string, *flaw) {
	all, wrong := p.list(cell)
	if wrong != nil || len(all) == 1 && form(all[0]) == "all" {
		return nil, wrong
	}
	code := p.code(2, "not a list of countries such as DE;FR")
	for n, one := range all {
		if all[n], wrong = code([]byte(one)); wrong != nil {
			return nil, wrong
		}
	}
	return all, nil
}
