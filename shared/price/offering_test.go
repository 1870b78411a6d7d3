package price_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
)

var matrix = price.List{Partner: "acme", Kind: price.NewCommerceMatrix} //nolint:gochecknoglobals // a constant that Go has no form for

// matrices yields the same offers each time.
type matrices struct {
	offers []price.Offering
	report price.Report
	err    error
}

func (m matrices) Offerings(_ context.Context, _ price.Import, _ io.Writer, yield func(*price.Offering) error) (price.Report, error) {
	r := m.report
	for n, o := range m.offers {
		o.Line = n + 2
		r.Rows++
		if err := yield(&o); err != nil {
			return r, err
		}
	}
	return r, m.err
}

func offers() []price.Offering {
	return []price.Offering{
		{Product: "CFQ7TTC0AAAA", SKU: "0001", Title: "Exchange", Minimum: 1, Maximum: 300, Requires: []string{"CFQ7TTC0BBBB/0001"}},
		{Product: "CFQ7TTC0AAAA", SKU: "0002", Title: "Exchange Plan 2", Minimum: 1},
		{Product: "CFQ7TTC0BBBB", SKU: "0001", Title: "Teams", Minimum: 1, Countries: []string{"DE", "FR"}},
	}
}

func TestAnOfferMatrixGoesIntoUseAndSaysWhatMayBeOrdered(t *testing.T) {
	t.Parallel()
	s := newStore()
	s.pointer.List = matrix
	d := desk(t, s)
	whole := func(i *price.Import) { i.List = matrix }
	if _, err := price.Orderable(t.Context(), s, d.Codec, matrix, "CFQ7TTC0AAAA", "0001"); fault.Of(err) != fault.NotFound {
		t.Error(err)
	}
	next := offers()
	next[0].Maximum = 500
	shuffled := slices.Clone(offers())
	slices.Reverse(shuffled)
	for _, c := range []struct {
		id     string
		file   matrices
		state  price.State
		change price.Summary
	}{
		{"a", matrices{offers: offers()}, price.Applied, price.Summary{New: 3}},
		{"b", matrices{offers: shuffled}, price.NothingNew, price.Summary{}},
		{"c", matrices{offers: next}, price.Applied, price.Summary{Altered: 1, Same: 2}},
		{"d", matrices{offers: next[:1]}, price.WaitingPerson, price.Summary{Withdrawn: 2, Same: 1}},
		{"e", matrices{}, price.Refused, price.Summary{}},
		{"f", matrices{err: fault.Invalid.Errorf("no matrix")}, price.Refused, price.Summary{}},
		{"g", matrices{err: price.Aside}, price.BeingRead, price.Summary{}},
	} {
		d.Matrices = c.file
		if i := bring(t, d, s, c.id, sheet{}, whole); i.State != c.state || i.Diff != c.change {
			t.Errorf("%s: %s %+v %s", c.id, i.State, i.Diff, i.Outcome)
		}
	}
	got, err := price.Orderable(t.Context(), s, d.Codec, matrix, "CFQ7TTC0AAAA", "0001")
	if diff := cmp.Diff(next[0], got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	_, err = price.Orderable(t.Context(), s, d.Codec, matrix, "CFQ7TTC0AAAA", "0009")
	if fault.Of(err) != fault.Gone || !strings.HasSuffix(fault.Text(err), "possible: 0001, 0002") {
		t.Error(err)
	}
	if _, err := d.Rollback(t.Context(), matrix, 2, price.Undone{By: "anna", Reason: "too many seats"}); err != nil {
		t.Fatal(err)
	}
	if got, err := price.Orderable(t.Context(), s, d.Codec, matrix, "CFQ7TTC0AAAA", "0001"); err != nil || got.Maximum != 300 {
		t.Error(got, err)
	}
}
