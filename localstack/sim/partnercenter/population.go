package partnercenter

import (
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Population is many customers at once, made from a number: the same one makes the same customers, with the same subscriptions. Shares are in percent.
type Population struct {
	Seed          uint64 `json:"seed"`
	Partner       string `json:"partner"` // tenant id; default the first partner
	Customers     int    `json:"customers"`
	Subscriptions int    `json:"subscriptions"` // of all together, at least one each
	Legacy        int    `json:"legacy"`        // share of the subscriptions that are legacy ones, some with an add-on
	Unsigned      int    `json:"unsigned"`      // share of the customers that did not sign the agreement
	Recent        int    `json:"recent"`        // share of the legacy ones that are less than a month old
	Uneven        bool   `json:"uneven"`        // a few customers have most of the subscriptions, as in life
	Resellers     int    `json:"resellers"`     // indirect ones that are added, and share the customers
}

// mostPeople bounds a population.
const mostPeople = 200_000

// Populate adds a population and gives the ids of its customers.
func (s *Sim) Populate(p Population) ([]string, error) {
	if p.Customers < 1 || p.Customers > mostPeople || p.Subscriptions > 20*mostPeople || p.Resellers < 0 || p.Resellers > 10_000 {
		return nil, fmt.Errorf("population: wants 1 to %d customers and at most 10000 resellers", mostPeople)
	}
	if p.Partner == "" && len(s.opt.Partners) > 0 {
		p.Partner = s.opt.Partners[0].Tenant
	}
	m := maker{sim: s, Population: p, dice: rand.New(rand.NewPCG(p.Seed, 0))} //nolint:gosec // made up people, the same ones each time
	if err := m.shops(); err != nil {
		return nil, err
	}
	ids := make([]string, 0, p.Customers)
	for n := range p.Customers {
		id, err := m.customer(n)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, m.licences(ids)
}

// maker makes a population.
type maker struct {
	Population

	sim       *Sim
	dice      *rand.Rand
	mpns      []string
	resellers map[string]string // MPN id by customer
}

// chance says whether something happens that does in so many of a hundred cases.
func (m *maker) chance(percent int) bool { return m.dice.IntN(100) < percent }

func pick[T any](m *maker, all []T) T { return all[m.dice.IntN(len(all))] }

// guid makes an id from the seed, so that it does not hang on what was made before.
func (m *maker) guid(kind string, n int) string {
	h := fnv.New128a()
	_, _ = fmt.Fprintf(h, "%d/%s/%d", m.Seed, kind, n) // writing to a hash never fails
	x := hex.EncodeToString(h.Sum(nil))
	return x[:8] + "-" + x[8:12] + "-4" + x[13:16] + "-8" + x[17:20] + "-" + x[20:32]
}

func (m *maker) shops() error {
	for n := range m.Resellers {
		r := Reseller{MPN: strconv.Itoa(8_000_000 + n), Tenant: m.guid("reseller", n), Name: m.name() + " IT", Location: "US"}
		if err := m.sim.AddReseller(m.Partner, r); err != nil {
			return err
		}
		m.mpns = append(m.mpns, r.MPN)
	}
	m.resellers = map[string]string{}
	return nil
}

// name makes one that a company may have.
func (m *maker) name() string {
	people := []string{
		"Adler", "Barnes", "Castillo", "Dubois", "Eriksen", "Fischer", "Garcia", "Hansen", "Ivanova", "Jansen", "Kovacs", "Lindgren", "Moreau", "Nagy", "O'Brien",
		"Petrov", "Quinn", "Rossi", "Schmidt", "Tanaka", "Unger", "Visser", "Weber", "Young", "Zimmermann",
	}
	places := []string{"Harbor", "Valley", "North", "River", "Oak", "Summit", "Lake", "Meadow", "Bridge", "Stone", "Cedar", "Park"}
	if m.chance(60) {
		return pick(m, people)
	}
	return pick(m, places) + " " + pick(m, people)
}

func (m *maker) customer(n int) (string, error) {
	trades := []string{
		"Dental", "Legal", "Logistics", "Bakery", "Architects", "Consulting", "Plumbing", "Motors", "Media", "Pharmacy", "Engineering", "Foods", "Textiles", "Travel",
		"Insurance", "Realty", "Clinic", "Carpentry", "Studios", "Electric",
	}
	name := m.name()
	country := pick(m, []string{"US", "US", "US", "DE", "FR", "GB", "NL", "HU"})
	form := map[string]string{"US": "Inc.", "DE": "GmbH", "FR": "SARL", "GB": "Ltd", "NL": "B.V.", "HU": "Kft."}[country]
	trade := pick(m, trades)
	domain := strings.ToLower(strings.NewReplacer(" ", "", "'", "").Replace(name+trade)) + strconv.FormatUint(m.Seed, 36) + "x" + strconv.Itoa(n)
	id, err := m.sim.AddCustomer(CustomerSeed{
		ID: m.guid("customer", n), Partner: m.Partner, Domain: domain + ".onmicrosoft.com", Company: name + " " + trade + " " + form, Country: country, Agreement: !m.chance(m.Unsigned),
	})
	if err == nil && len(m.mpns) > 0 {
		m.resellers[id] = m.mpns[n%len(m.mpns)]
	}
	return id, err
}

// licences deals subscriptions to customers, the first to each.
func (m *maker) licences(ids []string) error {
	for left, n := max(m.Subscriptions, len(ids)), 0; left > 0; n++ {
		at := n
		switch {
		case n < len(ids):
		case m.Uneven: // the square of a fraction is mostly small
			f := m.dice.Float64()
			at = int(f * f * float64(len(ids)))
		default:
			at = m.dice.IntN(len(ids))
		}
		made, err := m.licence(ids[at], left-max(0, len(ids)-1-n))
		if err != nil {
			return err
		}
		left -= made
	}
	return nil
}

// licence makes a subscription, with an add-on where there is room for two, and gives how many it made.
func (m *maker) licence(customer string, room int) (int, error) {
	now := m.sim.opt.Clock.Now()
	seed := SubscriptionSeed{
		Customer: customer, Reseller: m.resellers[customer], Quantity: 1 + m.dice.IntN(12), Term: "P1Y", BillingCycle: pick(m, []string{"monthly", "monthly", "annual"}),
		Start: now.AddDate(0, 0, -40-m.dice.IntN(300)),
	}
	if !m.chance(m.Legacy) {
		seed.Item = pick(m, []string{"CFQ7TTC0LH18:0001", "CFQ7TTC0LDPB:0001", "CFQ7TTC0LCHC:0002", "CFQ7TTC0LH16:0001"})
		if m.chance(20) {
			seed.Term, seed.BillingCycle = "P1M", "monthly"
		}
		_, err := m.sim.AddSubscription(seed)
		return 1, err
	}
	if m.chance(m.Recent) {
		seed.Start = now.Add(-time.Duration(1+m.dice.IntN(20)) * day)
	}
	offers := m.sim.cat.Legacy
	var bases, addons []LegacyOffer
	for _, o := range offers {
		switch {
		case len(o.Bases) > 0:
			addons = append(addons, o)
		case o.Becomes != "":
			bases = append(bases, o)
		}
	}
	if len(bases) == 0 {
		return 0, errors.New("population: the catalogue has no legacy offers")
	}
	seed.Offer = pick(m, bases).ID
	id, err := m.sim.AddSubscription(seed)
	if err != nil || room < 2 || len(addons) == 0 || !m.chance(20) {
		return 1, err
	}
	seed.Offer, seed.Parent = addons[0].ID, id
	_, err = m.sim.AddSubscription(seed)
	return 2, err
}
