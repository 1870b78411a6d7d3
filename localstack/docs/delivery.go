package docs

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/seatwright/seatwright/localstack/sign"
)

// shown is a delivery as the page has it.
type shown struct {
	Delivery
	Time    string
	Became  []string // what became of its order since
	Headers []string
	Text    string // the body, line by line
}

// deliveries shows the last webhooks, and what was decided on each.
func (d *Docs) deliveries(w http.ResponseWriter, r *http.Request) {
	all := []shown{}
	for _, one := range d.record.list() {
		s := shown{Delivery: one, Time: one.At.Format("15:04:05"), Text: pretty(one.Body)}
		if d.Became != nil && accepted(one.Status) { // what was refused is nobody's
			s.Became = d.Became(r.Context(), one)
		}
		for _, name := range slices.Sorted(maps.Keys(one.Header)) {
			s.Headers = append(s.Headers, name+": "+one.Header.Get(name))
		}
		all = append(all, s)
	}
	d.write(w, r, "deliveries.html", "Last deliveries", all)
}

// resend has a delivery come once more, the same bytes. Where a signature is good for minutes only, it is made anew, as the shop would.
func (d *Docs) resend(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.Atoi(r.PathValue("number"))
	one, found := d.record.find(number)
	if err != nil || !found {
		http.Error(w, "this delivery is not kept any more", http.StatusNotFound)
		return
	}
	again, err := d.repeat(r.Context(), one)
	if err != nil {
		http.Error(w, "it could not be signed again: "+err.Error(), http.StatusConflict)
		return
	}
	d.witness(&nobody{header: http.Header{}}, again)
	http.Redirect(w, r, Base+"deliveries", http.StatusSeeOther)
}

// repeat makes the same request as a delivery was.
func (d *Docs) repeat(ctx context.Context, one Delivery) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Address+one.Path, bytes.NewReader([]byte(one.Body)))
	if err != nil {
		return nil, err
	}
	r.Header = one.Header.Clone()
	scheme, signed := sign.Of(r.Header)
	if !signed || !scheme.Timed() || !accepted(one.Status) {
		return r, nil
	}
	secret, err := d.Secret(ctx, one.Connection)
	if err != nil {
		return nil, err
	}
	return r, sign.Sign(r.Header, scheme, secret, []byte(one.Body), d.Now())
}

// nobody takes an answer that is kept with the delivery.
type nobody struct{ header http.Header }

func (n *nobody) Header() http.Header         { return n.header }
func (n *nobody) Write(b []byte) (int, error) { return len(b), nil }
func (n *nobody) WriteHeader(int)             {}
