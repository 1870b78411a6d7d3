package migration

import (
	"cmp"
	"slices"
	"strings"
)

// Plan is something that we sell, as far as a service can be recognised as it.
type Plan struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Product   string   `json:"product"`
	SKU       string   `json:"sku"`
	Family    string   `json:"family,omitempty"`
	Segment   string   `json:"segment,omitempty"`
	Cycles    []Cycle  `json:"cycles"`              // how it can be billed
	Replaces  []string `json:"replaces,omitempty"`  // legacy offers that it is the successor of
	Withdrawn bool     `json:"withdrawn,omitempty"` // sold no more
	MaxSeats  int      `json:"max_seats,omitempty"` // that a tenant may have of the product; 0: no limit
}

// Cycle is a term and how it is billed.
type Cycle struct {
	Term    string `json:"term"`
	Billing string `json:"billing"`
}

// Thresholds decide on a match by its confidence, in thousandths.
type Thresholds struct {
	Take int `json:"take"` // from here on it is taken
	Ask  int `json:"ask"`  // from here on a person is asked; below it is missing
	// Apart is by how much the best plan has to lead to be taken.
	Apart int `json:"apart"`
}

// Usual gives thresholds under which only the same product is taken unasked.
func Usual() Thresholds { return Thresholds{Take: 900, Ask: 500, Apart: 30} }

// Verdict is what becomes of a match.
type Verdict string

// Verdicts.
const (
	Taken   Verdict = "taken"
	Asked   Verdict = "asked"   // a person decides between the nearest plans
	Missing Verdict = "missing" // no plan is near enough
	Left    Verdict = "left"    // nothing to take over: consumption, or it is over
)

// Match is the plan that a service was found to be of.
type Match struct {
	Verdict  Verdict     `json:"verdict"`
	Plan     string      `json:"plan,omitempty"` // of the verdict taken
	Rule     string      `json:"rule,omitempty"` // id of the answer that decided
	Best     Candidate   `json:"best,omitzero"`
	Nearest  []Candidate `json:"nearest,omitempty"` // the best ones, of all verdicts but left
	Evidence []string    `json:"evidence,omitempty"`
}

// Candidate is a plan that a service may be of.
type Candidate struct {
	Plan       string   `json:"plan"`
	Confidence int      `json:"confidence"` // thousandths
	Evidence   []string `json:"evidence"`
}

// nearest is how many plans are shown.
const nearest = 3

// Matcher finds plans by indexes over them. It may be used by one goroutine at a time.
type Matcher struct {
	plans      []Plan
	names      [][]string // words of each plan's name
	rules      map[string]Rule
	thresholds Thresholds

	byItem  map[string][]int // product:SKU
	byGroup map[string][]int // product, and family
	byOffer map[string][]int // legacy offers that are replaced
	byWord  map[string][]int
	byID    map[string]int
	// seen keeps the answers for services that are alike: thirty thousand subscriptions are of a few hundred offers.
	seen map[string]Match

	// points of plans for the service that is being matched, and which plans have some.
	points  []int
	touched []int
}

// NewMatcher makes the indexes. Of several rules for the same offer the newest counts.
func NewMatcher(plans []Plan, rules []Rule, t Thresholds) *Matcher {
	m := &Matcher{
		plans: plans, thresholds: t, rules: map[string]Rule{}, byItem: map[string][]int{}, byGroup: map[string][]int{}, byOffer: map[string][]int{},
		byWord: map[string][]int{}, byID: map[string]int{}, seen: map[string]Match{}, points: make([]int, len(plans)),
	}
	for i := range plans {
		m.index(i)
	}
	for _, r := range rules {
		if old, ok := m.rules[r.Of]; !ok || !r.At.Before(old.At) {
			m.rules[r.Of] = r
		}
	}
	return m
}

func (m *Matcher) index(i int) {
	p := &m.plans[i]
	m.byID[p.ID] = i
	put(m.byItem, item(p.Product, p.SKU), i)
	put(m.byGroup, fold(p.Product), i)
	put(m.byGroup, fold(p.Family), i)
	for _, o := range p.Replaces {
		put(m.byOffer, fold(o), i)
	}
	name := words(p.Name)
	m.names = append(m.names, name)
	for _, w := range name {
		put(m.byWord, w, i)
	}
}

func put(index map[string][]int, at string, plan int) {
	if at != "" {
		index[at] = append(index[at], plan)
	}
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func item(product, sku string) string {
	if product == "" || sku == "" {
		return ""
	}
	return fold(product) + ":" + fold(sku)
}

// mostSeen bounds the memory of answers: names are text of customers' making.
const mostSeen = 20_000

// Match finds the plan of a service.
func (m *Matcher) Match(s *Service) Match {
	if !s.Live() {
		return Match{Verdict: Left, Evidence: []string{leftBecause(s)}}
	}
	like := strings.Join([]string{Offered(s), s.Name, s.Family, s.Segment, s.Term, s.Billing}, "\x00")
	found, ok := m.seen[like]
	if !ok {
		found = m.find(s)
		if len(m.seen) < mostSeen {
			m.seen[like] = found
		}
	}
	return found
}

func leftBecause(s *Service) string {
	if s.Kind == Other {
		return "not a licence by seats"
	}
	return "its status is " + s.Status
}

func (m *Matcher) find(s *Service) Match {
	if r, ok := m.rules[Offered(s)]; ok {
		return m.ruled(r)
	}
	all := m.candidates(s)
	if len(all) == 0 {
		return Match{Verdict: Missing, Evidence: []string{"no plan has a product, a family or a word in common"}}
	}
	best := all[0]
	f := Match{Best: best, Nearest: slices.Clone(all[:min(nearest, len(all))]), Evidence: best.Evidence}
	rival := len(all) > 1 && all[1].Confidence > best.Confidence-m.thresholds.Apart
	withdrawn := m.plans[m.byID[best.Plan]].Withdrawn
	switch {
	case best.Confidence < m.thresholds.Ask:
		f.Verdict = Missing
	case best.Confidence < m.thresholds.Take || rival || withdrawn:
		f.Verdict = Asked
	default:
		f.Verdict, f.Plan = Taken, best.Plan
	}
	return f
}

// ruled follows a person's answer, also one that says that there is no plan. A plan that is no more is asked about again.
func (m *Matcher) ruled(r Rule) Match {
	because := []string{"answered by " + r.By}
	c := Candidate{Plan: r.Plan, Confidence: 1000, Evidence: because}
	i, there := m.byID[r.Plan]
	switch {
	case r.Plan == "":
		return Match{Verdict: Missing, Rule: r.ID, Evidence: because}
	case !there || m.plans[i].Withdrawn:
		return Match{Verdict: Asked, Rule: r.ID, Evidence: append(because, "the plan of the answer is not sold any more")}
	}
	return Match{Verdict: Taken, Plan: r.Plan, Rule: r.ID, Best: c, Nearest: []Candidate{c}, Evidence: because}
}

// weighed is how many plans are looked at closely: those with the most words in common.
const weighed = 24

// candidates weighs the plans that have anything in common with a service, the best first.
func (m *Matcher) candidates(s *Service) []Candidate {
	touched := m.touched[:0]
	add := func(plans []int, worth int) {
		for _, i := range plans {
			if m.points[i] == 0 {
				touched = append(touched, i)
			}
			m.points[i] += worth
		}
	}
	const surely = 1_000_000 // looked at before all that are alike by words
	add(m.byItem[item(s.Product, s.SKU)], surely)
	add(m.byOffer[fold(s.Offer)], surely)
	add(m.byGroup[fold(s.Product)], 1000)
	add(m.byGroup[fold(s.Family)], 100)
	name := words(s.Name)
	for _, w := range name {
		if on := m.byWord[w]; len(on) <= len(m.plans)/2+1 { // a word that most have says nothing
			add(on, m.worth(w))
		}
	}
	likely := m.likely(touched)
	for _, i := range touched {
		m.points[i] = 0
	}
	m.touched = touched
	all := make([]Candidate, 0, weighed)
	for _, i := range likely {
		all = append(all, m.weigh(s, name, i))
	}
	slices.SortFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Plan, b.Plan))
	})
	return all
}

// likely gives the plans with the most points, of equal ones the first.
func (m *Matcher) likely(touched []int) []int {
	best := make([]int, 0, weighed+1)
	for _, i := range touched {
		if len(best) == weighed && m.points[i] < m.points[best[weighed-1]] {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, i, func(a, b int) int { return cmp.Or(cmp.Compare(m.points[b], m.points[a]), cmp.Compare(a, b)) })
		best = slices.Insert(best, at, i)
		best = best[:min(weighed, len(best))]
	}
	return best
}
