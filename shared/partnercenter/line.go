package partnercenter

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// cart writes what is asked for. Lines are numbered by their places, also those of add-ons, which Microsoft wants below the line that they
// are for.
func cart(partnerNumber string, lines []order.CartLine) (wireCart, error) {
	below := map[int][]wireCartLine{}
	for n, l := range lines {
		base := l.Base - 1
		if l.Base < 0 || l.Base > len(lines) || base == n || l.Base > 0 && (lines[base].Base != 0 || l.Parent != "") {
			text := "an add-on is for a line of the same order that is none itself, or for a subscription that is there already"
			return wireCart{}, fault.At(fault.Invalid.Errorf("%s", text), fault.Field{Pointer: fmt.Sprintf("/lines/%d", n), Text: text})
		}
		below[base] = append(below[base], cartLine(n, l, partnerNumber))
	}
	wish := wireCart{Attested: true, Lines: below[-1]}
	for i := range wish.Lines {
		wish.Lines[i].Addons = below[wish.Lines[i].ID]
	}
	return wish, nil
}

// cartLine writes one line. Of the additional words only those that are needed are sent: Microsoft refuses some on other products.
func cartLine(n int, l order.CartLine, partnerNumber string) wireCartLine {
	w := wireCartLine{
		ID: n, Catalog: l.Catalog, Quantity: l.Quantity, Term: l.Term, Billing: l.Billing, Nickname: l.Nickname, Promotion: l.Promotion,
		Attested: l.Attested,
	}
	if partnerNumber != "" {
		w.Participants = []wireParticipant{{Key: "transaction_reseller", Value: partnerNumber}}
	}
	if l.Parent != "" {
		w.Context = map[string]string{"ParentSubscriptionId": l.Parent}
	}
	if !l.Ends.IsZero() {
		w.Ends = l.Ends.UTC().Truncate(24 * time.Hour).Format(time.RFC3339)
	}
	if l.RenewsTo != "" {
		w.RenewsTo = &wireRenewsTo{Term: l.RenewsTo}
	}
	return w
}

// noun gives a cart in our terms, of which so many lines were asked for. What Microsoft puts below a line beyond those is a part of
// that line.
func (w wireCart) noun(asked int) order.Cart {
	c := order.Cart{ID: w.ID, Ordered: same(w.Status, "ordered"), Expires: w.Expires.Time}
	all := flat(w.Lines)
	slices.SortStableFunc(all, func(a, b wireCartLine) int { return a.ID - b.ID })
	for _, l := range all {
		if l.ID >= asked {
			continue
		}
		line := order.CartLine{
			Catalog: l.Catalog, Quantity: l.Quantity, Term: strings.ToUpper(l.Term), Billing: word(l.Billing), Nickname: l.Nickname,
			Promotion: l.Promotion, Group: l.Group,
		}
		if number, left, bad := l.fault(asked); bad {
			meaning := LineMeaning(number)
			line.Refused, line.Left = &meaning, left
		}
		c.Lines = append(c.Lines, line)
	}
	return c
}

// flat gives lines and what is below them.
func flat(lines []wireCartLine) []wireCartLine {
	var all []wireCartLine
	for _, l := range lines {
		all = append(append(all, l), flat(l.Addons)...)
	}
	return all
}

// fault gives the error of a line, or of what Microsoft added below it.
func (w wireCartLine) fault(asked int) (number string, left *int, bad bool) {
	if w.Error != nil {
		number = string(w.Error.Code)
		if number == "" {
			number = "0" // Microsoft's own number for an error that it does not know
		}
		return number, w.Error.More.Left, true
	}
	for _, a := range w.Addons {
		if a.ID < asked {
			continue
		}
		if number, left, bad := a.fault(asked); bad {
			return number, left, true
		}
	}
	return "", nil, false
}
