package price

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/money"
)

// Explanation is how a price came about, from the cell of a sheet to what the customer is charged.
type Explanation struct {
	Sale    Sale
	At      time.Time
	Plan    string
	Version int64 // of the plan
	Entry   Entry
	From    Origin // file of the row
	Row     Row    // with its line in the file
	Quote   Quote
	Winner  Rule
	Losers  []Loser // in the order in which they were asked
	Steps   []Step
}

// Step is one line of an explanation.
type Step struct {
	Name   string      // sheet, time, rule, made, charged, rounded, limit, price
	Text   string      // a sentence
	Amount money.Micro // what the step came to, as exact as millionths are; 0 where it came to none
}

// Loser is a rule that did not make the price.
type Loser struct {
	Rule string
	Why  string
}

// Explain makes a price as Price does, and says how. It fails as View.Row, View.Source and Book.Price do.
func Explain(ctx context.Context, v *View, b *Book, s Sale, at time.Time) (Explanation, error) {
	row, err := v.Row(ctx, s.Key, s.Units, at)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Sale: s, At: at, Plan: b.Plan.ID, Version: b.Plan.Version, Entry: v.Entry, Row: row}
	if e.From, e.Row.Line, err = v.Source(ctx, s.Key, s.Units, at); err != nil {
		return Explanation{}, err
	}
	return e, e.priced(b)
}

// priced adds what the plan makes of the row.
func (e *Explanation) priced(b *Book) error {
	var err error
	if e.Quote, err = b.Price(&e.Sale, &e.Row); err != nil {
		return err
	}
	e.rules(b)
	e.sheet()
	e.made()
	e.limited(b)
	e.result()
	return nil
}

// rules finds the winner and says why the others lost.
func (e *Explanation) rules(b *Book) {
	won := false
	for i := range b.rules {
		r := &b.rules[i]
		ok, differs := b.fits(r, &e.Sale, &e.Row)
		switch {
		case !ok:
			e.Losers = append(e.Losers, Loser{r.ID, "it is for another " + differs})
		case won:
			e.Losers = append(e.Losers, Loser{r.ID, outranked(&e.Winner.Match, &r.Match)})
		default:
			e.Winner, won = *r, true
		}
	}
}

// outranked says which dimension decided between two rules that both fit.
func outranked(winner, loser *Match) string {
	w, l := winner.dimensions(), loser.dimensions()
	for i := range w {
		if w[i].value != "" && l[i].value == "" {
			return "the winner names the " + w[i].name + ", and it does not"
		}
	}
	return "it names the same, and its id comes later"
}

func (e *Explanation) step(name string, amount money.Micro, format string, args ...any) {
	e.Steps = append(e.Steps, Step{Name: name, Text: fmt.Sprintf(format, args...), Amount: amount})
}

func (e *Explanation) text(m money.Micro) string {
	return m.Text(e.Row.Currency) + " " + e.Row.Currency
}

func (e *Explanation) sheet() {
	r := &e.Row
	term := r.Term
	if term == "" {
		term = "without a term"
	}
	list := "Microsoft suggests no price"
	if r.List > 0 {
		list = "Microsoft suggests " + e.text(r.List)
	}
	e.step("sheet", r.Cost, "Line %d of %s: one unit of %s costs %s for its whole term (%s); %s.", r.Line, e.From.File, r.Key, e.text(r.Cost), term, list)
	tier := ""
	if r.TierMin > 1 {
		tier = fmt.Sprintf(", and is for %d units or more", r.TierMin)
	}
	e.step("time", 0, "The row holds %s%s; the price is asked for on %s.", between(seconds(r.From, always), seconds(r.To, never)), tier, e.At.UTC().Format(time.DateOnly))
}

// made shows the rule, the fraction and the one rounding.
func (e *Explanation) made() {
	r, w := &e.Row, &e.Winner
	e.step("rule", 0, "Rule %s of plan %s wins over %d others: it is %s.", w.ID, e.Plan, len(e.Losers), w.Match.text())
	months := max(e.Quote.Months, 1)
	var term money.Micro
	switch w.Way {
	case Markup:
		term, _ = r.Cost.Share(10_000+w.Points, 10_000, 6)
		e.step("made", term, "A markup of %s on the cost: %s.", percent(w.Points), e.text(term))
	case Margin:
		term, _ = r.Cost.Share(10_000, 10_000-w.Points, 6)
		e.step("made", term, "A margin of %s of the price, which is the cost by %s: %s.", percent(w.Points), percent(10_000-w.Points), e.text(term))
	case Discount:
		term, _ = r.List.Share(10_000-w.Points, 10_000, 6)
		e.step("made", term, "A discount of %s off the suggested price: %s.", percent(w.Points), e.text(term))
	case Amount:
		term = r.Cost + w.Amount*money.Micro(months)
		e.step("made", term, "The cost and %d times %s: %s.", months, e.text(w.Amount), e.text(term))
	case Fixed:
		term = w.Amount * money.Micro(months)
		e.step("made", term, "%d times the fixed price of %s: %s.", months, e.text(w.Amount), e.text(term))
	}
	if e.Quote.Charges > 1 {
		term, _ = term.Share(1, e.Quote.Charges, 6)
		e.step("charged", term, "It is charged %d times in the term: %s each time, before rounding.", e.Quote.Charges, e.text(term))
	}
	e.step("rounded", e.Quote.Wished, "Rounded once, half to even, to %d decimal places of the exact fraction: %s.", money.Digits(r.Currency), e.text(e.Quote.Wished))
}

func (e *Explanation) limited(b *Book) {
	q := &e.Quote
	bounds := map[Limit]string{
		BelowCost: "the cost", OverList: "what it may be above the suggested price", MinMargin: "the least margin of " + percent(b.Plan.Limits.MinMargin),
	}
	if q.Limit != "" {
		e.step("limit", q.Price, "%s is beyond %s, so the limit is the price: %s.", e.text(q.Wished), bounds[q.Limit], e.text(q.Price))
	}
	if q.Passed != "" {
		o := e.Winner.Override
		e.step("limit", 0, "%s is beyond %s, which %s allowed for this rule: %s", e.text(q.Wished), bounds[q.Passed], o.By, o.Reason)
	}
}

func (e *Explanation) result() {
	q := &e.Quote
	units := int64(max(e.Sale.Units, 1))
	all, _ := q.Price.Share(units, 1, 6) // one that is beyond all amounts is shown as 0
	e.step("price", q.Price, "One unit is %s each time, %d units are %s: a markup of %s on the cost, a margin of %s of the price.",
		e.text(q.Price), units, e.text(all), percent(q.Markup), percent(q.Margin))
}

// text says what a match is for, such as "for customer x and product y".
func (m *Match) text() string {
	var parts []string
	for _, d := range m.dimensions() {
		if d.value != "" {
			parts = append(parts, d.name+" "+d.value)
		}
	}
	if parts == nil {
		return "for every sale"
	}
	return "for " + strings.Join(parts, ", ")
}
