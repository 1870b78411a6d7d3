package subscription

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// satisfied reports whether the seller shows what an edit asks for.
func (e Edit) satisfied(f Facts) bool {
	switch {
	case e.Quantity != nil && f.Quantity != *e.Quantity,
		e.Status != "" && f.Status != e.Status,
		e.AutoRenew != nil && f.AutoRenew != *e.AutoRenew,
		e.AutoRenew != nil && !*e.AutoRenew && e.AtTermEnd == End && !f.Ends,
		e.AutoRenew != nil && !*e.AutoRenew && e.AtTermEnd == ExtendMonthly && f.Ends,
		e.Next != nil && (f.Next == nil || !f.Next.same(*e.Next)),
		e.Unplan && f.Next != nil,
		e.Nickname != nil && f.Nickname != *e.Nickname,
		e.Partner != nil && f.PartnerOfRecord != *e.Partner:
		return false
	}
	return e.Upgrade == nil
}

// name says in a word what an edit does, for the history.
func (e Edit) name() string {
	switch {
	case e.Upgrade != nil:
		return "upgrade to " + e.Upgrade.Product + ":" + e.Upgrade.SKU
	case e.Quantity != nil:
		return fmt.Sprintf("set %d seats", *e.Quantity)
	case e.Status != "":
		return "set status " + e.Status
	case e.AutoRenew != nil && *e.AutoRenew:
		return "turn renewal on"
	case e.AutoRenew != nil:
		return "turn renewal off"
	case e.Next != nil:
		return fmt.Sprintf("schedule %d seats of %s:%s", e.Next.Quantity, e.Next.Product, e.Next.SKU)
	case e.Unplan:
		return "take the schedule away"
	case e.Nickname != nil:
		return "set the nickname"
	}
	return "set the partner of record"
}

func (n Next) same(o Next) bool {
	return strings.EqualFold(n.Product, o.Product) && strings.EqualFold(n.SKU, o.SKU) && strings.EqualFold(n.Term, o.Term) &&
		strings.EqualFold(n.Billing, o.Billing) && n.Quantity == o.Quantity
}

// is reports whether a move that the seller remembers is the one that was asked for.
func (t Target) is(m Moved) bool {
	return strings.EqualFold(t.Product, m.Product) && strings.EqualFold(t.SKU, m.SKU) && (t.Seats == 0 || m.Seats == 0 || t.Seats == m.Seats)
}

const maxDrift = 20

// see takes in what the seller shows, and notes what somebody else changed since.
func (s *Subscription) see(f Facts, now time.Time) {
	if !s.Seen.IsZero() {
		found := differences(s.Facts.renewed(f), f, now)
		if len(found) > 0 {
			s.Edition++
		}
		s.Drift = append(s.Drift, found...)
		if n := len(s.Drift); n > maxDrift {
			s.Drift = append([]Drift(nil), s.Drift[n-maxDrift:]...)
		}
	}
	s.show(f, now)
}

// renewed gives facts as they are in the term that others show: what was scheduled for it is there then, and nobody changed it elsewhere.
func (f Facts) renewed(now Facts) Facts {
	if f.Next == nil || !now.Started.After(f.Started) {
		return f
	}
	n := *f.Next
	f.Product, f.SKU, f.Quantity, f.Next = n.Product, n.SKU, n.Quantity, nil
	return f
}

// differences tells what people care about. Windows that close and terms that renew by themselves are no drift.
func differences(a, b Facts, now time.Time) []Drift {
	var all []Drift
	note := func(field, before, after string) {
		if before != after {
			all = append(all, Drift{Field: field, Before: before, After: after, Seen: now})
		}
	}
	note("quantity", strconv.Itoa(a.Quantity), strconv.Itoa(b.Quantity))
	note("status", a.Status, b.Status)
	note("auto_renew", strconv.FormatBool(a.AutoRenew), strconv.FormatBool(b.AutoRenew))
	if a.Status == b.Status && !a.AutoRenew && !b.AutoRenew {
		note("ends_with_term", strconv.FormatBool(a.Ends), strconv.FormatBool(b.Ends))
	}
	note("nickname", a.Nickname, b.Nickname)
	note("partner_of_record", a.PartnerOfRecord, b.PartnerOfRecord)
	note("product", a.Product+":"+a.SKU, b.Product+":"+b.SKU)
	note("next", a.Next.text(), b.Next.text())
	return all
}

func (n *Next) text() string {
	if n == nil {
		return ""
	}
	return fmt.Sprintf("%d of %s:%s %s %s", n.Quantity, n.Product, n.SKU, n.Term, n.Billing)
}

// equal compares facts as they are kept: by their JSON, which has every field and writes equal times alike.
func equal(a, b Facts) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
