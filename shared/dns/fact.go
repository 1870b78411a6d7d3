package dns

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Service is a part of Microsoft 365, by Microsoft's name, or Ownership.
type Service string

// The services whose records can be planned.
const (
	Ownership Service = "Ownership" // the proof that a domain is the tenant's
	Email     Service = "Email"
	Teams     Service = "OfficeCommunicationsOnline"
	Intune    Service = "Intune"
)

// Source says where a wanted record comes from.
type Source string

// Sources.
const (
	FromGraph    Source = "graph"
	FromExchange Source = "exchange" // Exchange's own list of DKIM keys
	FromOperator Source = "operator"
	FromTable    Source = "static" // names that are the same for every domain of a cloud
)

// Wanted is one record that Microsoft asks for.
type Wanted struct {
	Name string `json:"name"` // in full
	Type Type   `json:"type"` // MX, TXT, CNAME or SRV
	// Value is in the form of a zone file, where hosts are always absolute, with a final dot or without; a text has no quotes.
	Value    string  `json:"value"`
	TTL      uint32  `json:"ttl"` // seconds; 0: an hour
	Service  Service `json:"service"`
	Optional bool    `json:"optional,omitempty"`
	Source   Source  `json:"source"`
}

// Facts are what Microsoft says of a domain in a customer's tenant.
type Facts struct {
	Domain   string   `json:"domain"`
	Cloud    Cloud    `json:"cloud,omitempty"`
	Verified bool     `json:"verified"`
	Wanted   []Wanted `json:"wanted"`
	Notes    []string `json:"notes,omitempty"` // what Microsoft asks of a person where it has no record to give
}

const (
	hour   = 3600
	minTTL = 60 // hosts raise less without a word
)

// Check fails with fault.Invalid when the facts are not such as can be planned. MX, DKIM and the proof of ownership are never taken from a table: Microsoft
// alone knows them, and each of them has changed its form.
func (f *Facts) Check() error {
	domain, err := Name(f.Domain)
	if err != nil {
		return err
	}
	if domain != f.Domain || !registrable(domain) {
		return fault.Invalid.Errorf("domain %q: not the normal form of a customer's domain", f.Domain)
	}
	if _, ok := f.Cloud.table(); !ok {
		return fault.Invalid.Errorf("cloud %q: not known", f.Cloud)
	}
	slots := make([]Record, 0, len(f.Wanted)) // of a name and type there is one
	for i := range f.Wanted {
		w := &f.Wanted[i]
		rec, err := w.check(domain)
		if err != nil {
			return err
		}
		if w.Type == TXT || w.Service == Ownership {
			continue
		}
		if i := slices.IndexFunc(slots, rec.contradicts); i >= 0 {
			return fault.Invalid.Errorf("record %s %s: wanted as %q and as %q", w.Type, w.Name, slots[i].Data, rec.Data)
		}
		slots = append(slots, rec)
	}
	return nil
}

// registrable reports whether somebody could have a domain of this name. An address in digits is none.
func registrable(domain string) bool {
	top := domain[strings.LastIndex(domain, ".")+1:]
	return len(top) < len(domain) && !strings.ContainsAny(domain, "*_") && strings.Trim(top, "0123456789") != "" &&
		!strings.Contains("."+domain+".", ".-") && !strings.Contains("."+domain+".", "-.")
}

// contradicts reports whether another record stands for something else at the same name.
func (r Record) contradicts(o Record) bool {
	return r.Name == o.Name && r.Type == o.Type && r.Data != o.Data
}

// check gives what is wanted in normal form, with its full name.
func (w *Wanted) check(domain string) (Record, error) {
	name, err := Name(w.Name)
	if err != nil {
		return Record{}, err
	}
	if _, ok := Below(domain, name); !ok {
		return Record{}, fault.Invalid.Errorf("record %s %s: not in the domain %s", w.Type, w.Name, domain)
	}
	if w.TTL > 0 && w.TTL < minTTL {
		return Record{}, fault.Invalid.Errorf("record %s %s: time to live of %d s, at least %d", w.Type, w.Name, w.TTL, minTTL)
	}
	if w.Source == FromTable && (w.Type == MX || w.Service == Ownership || isDKIM(name)) {
		return Record{}, fault.Invalid.Errorf("record %s %s: only Microsoft knows it", w.Type, w.Name)
	}
	rec := Record{Name: name, Type: w.Type, Data: w.data()}
	switch w.Type {
	case TXT:
		if strings.TrimSpace(w.Value) == "" {
			return Record{}, fault.Invalid.Errorf("record TXT %s: empty", w.Name)
		}
	case MX, SRV, CNAME:
		if !w.shaped() || !wellFormed(rec.target()) {
			return Record{}, fault.Invalid.Errorf("record %s %s: %q is not of its form", w.Type, w.Name, w.Value)
		}
	default:
		return Record{}, fault.Invalid.Errorf("record %s %s: a type that Microsoft never asks for", w.Type, w.Name)
	}
	return rec, nil
}

// shaped reports whether the words before the host are as many numbers as the type has.
func (w Wanted) shaped() bool {
	if _, ok := cutNumbers(w.Value, w.Type.numbers()); ok {
		return true
	}
	words := strings.Fields(w.Value)
	numbers := w.Type.numbers()
	return len(words) == numbers+1 && !slices.ContainsFunc(words[:numbers], func(word string) bool {
		_, err := strconv.ParseUint(word, 10, 16)
		return err != nil
	})
}

// wellFormed reports whether a host is one that can be looked up. What Microsoft makes of a name in other letters begins like an A-label and is none.
func wellFormed(host string) bool {
	_, err := Name(strings.ReplaceAll(strings.ToLower(host), "xn--", "xnnn"))
	return err == nil && strings.Contains(host, ".")
}

// data gives the normal form of what is wanted: its host is absolute, whether Microsoft ends it with a dot or not.
func (w Wanted) data() string {
	if w.Type == TXT {
		return w.Value
	}
	value := strings.TrimSpace(w.Value)
	if !strings.HasSuffix(value, ".") {
		value += "."
	}
	return data("", w.Type, value)
}

func (w Wanted) ttl() uint32 {
	if w.TTL == 0 {
		return hour
	}
	return w.TTL
}

// isDKIM reports whether a name is one at which Exchange's keys are looked up.
func isDKIM(name string) bool {
	_, below, _ := strings.Cut(name, ".")
	return strings.HasPrefix(below, "_domainkey.")
}

// chosen gives the records that are wanted for some services: Microsoft's, and from the cloud's table those that are the same for every domain and that
// Microsoft left out.
func (f *Facts) chosen(o *Options) []Wanted {
	all := make([]Wanted, 0, len(f.Wanted)+3)
	for _, w := range f.Wanted {
		w.Name, _ = Name(w.Name) // Check read it
		w.Value = w.data()
		below, _ := Below(f.Domain, w.Name)
		switch {
		case w.Service == Ownership:
			continue
		case !slices.Contains(o.Services, w.Service):
			continue
		case below == "msoid" && f.Cloud != China:
			continue // it locks people out everywhere else
		case w.Optional && isSkype(below) && !o.LegacySkype:
			continue
		}
		if !slices.ContainsFunc(all, func(o Wanted) bool { return o.Name == w.Name && o.Type == w.Type && o.Value == w.Value }) {
			all = append(all, w)
		}
	}
	for _, w := range f.Cloud.records(f.Domain, o) {
		if !f.verifiedFor(w.Service, o) || slices.ContainsFunc(all, w.sameSlot) {
			continue
		}
		all = append(all, w)
	}
	return all
}

// verifiedFor reports whether a service's records may be planned: a domain gets none before it is proved, but what Microsoft itself already gave.
func (f *Facts) verifiedFor(s Service, o *Options) bool {
	return f.Verified && slices.Contains(o.Services, s)
}

// sameSlot reports whether another wanted record is what a table's would be.
func (w Wanted) sameSlot(o Wanted) bool {
	return w.Name == o.Name && w.Type == o.Type && (w.Type != TXT || isSPF(o.Value))
}

func isSkype(below string) bool {
	return below == "sip" || below == "lyncdiscover" || below == "_sip._tls"
}
