package webhook

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/storefront"
)

// matters takes over what a person has to look at: what is new, and what is mended.
func (r *Record) matters(actions []storefront.Action, now time.Time) {
	for i, m := range r.Matters {
		r.Matters[i].Over = !slices.ContainsFunc(actions, func(a storefront.Action) bool { return a.Key == m.Key })
	}
	r.Matters = slices.DeleteFunc(r.Matters, func(m Matter) bool { return m.Over && !m.Noted })
	for _, a := range actions {
		if a.Op == storefront.Hold || a.Op == storefront.Task {
			r.add(a, now)
		}
	}
}

// add adds a matter, once.
func (r *Record) add(a storefront.Action, now time.Time) {
	i := slices.IndexFunc(r.Matters, func(m Matter) bool { return m.Key == a.Key })
	if i < 0 {
		r.Matters = append(r.Matters, Matter{Key: a.Key, Line: a.Line, Reason: a.Reason, Text: a.Text, Suggestion: a.Suggestion, Until: a.Until, At: now})
		return
	}
	r.Matters[i].Over = false
}

// offer offers a form for what a person may fill in. A new form is noted anew.
func (r *Record) offer(s storefront.Sale) {
	form := 0
	if len(storefront.Blank(s)) > 0 {
		form = r.Forms + 1
	}
	for i, m := range r.Matters {
		if m.Reason.Fillable() && m.Form != form && !m.Over {
			r.Matters[i].Form, r.Matters[i].Noted = form, false
		}
	}
}

// noteMatters brings the list of what waits for a person up to date.
func (d Desk) noteMatters(ctx context.Context, r *Record) error {
	for i, m := range r.Matters {
		n := Note{
			Connection: r.Connection, Event: "mtr_" + short(m.Key), Delivery: r.Delivery, Order: r.Order, Line: m.Line, Code: m.Reason, Reason: m.Text, Suggestion: m.Suggestion, Until: m.Until, At: m.At, Form: m.Form,
		}
		switch {
		case m.Over:
			if err := d.Inbox.Mended(ctx, n); err != nil {
				return err
			}
		case !m.Noted:
			if err := d.Inbox.Quarantine(ctx, n); err != nil {
				return err
			}
			r.Matters[i].Noted = true
		}
	}
	r.Matters = slices.DeleteFunc(r.Matters, func(m Matter) bool { return m.Over })
	return nil
}

// advice is what would mend each field.
func advice(err error) string {
	var all []string
	for _, f := range fault.Fields(err) {
		all = append(all, strings.TrimSpace(f.Pointer+" "+f.Text))
	}
	return strings.Join(all, "; ")
}

// short gives a name of 26 characters for a longer one.
func short(name string) string {
	const bytes = 16
	sum := sha256.Sum256([]byte(name))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:bytes]))
}
