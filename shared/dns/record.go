package dns

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Type is the type of a record. Hosts have some of their own, and any that is not known here is left alone.
type Type string

// Types that rules are about.
const (
	A     Type = "A"
	AAAA  Type = "AAAA"
	CNAME Type = "CNAME"
	DNAME Type = "DNAME"
	MX    Type = "MX"
	NS    Type = "NS"
	PTR   Type = "PTR"
	SOA   Type = "SOA"
	SRV   Type = "SRV"
	TXT   Type = "TXT"
)

// Row is one record as its host has it.
type Row struct {
	ID    string `json:"id"`    // at the host, or what Mark gave it; it may change at any edit of the zone's text
	Name  string `json:"name"`  // before the zone's, "" at its apex
	Type  Type   `json:"type"`  // as the host calls it
	TTL   uint32 `json:"ttl"`   // seconds; 0: the zone's own
	Value string `json:"value"` // as the host writes it
	// Locked says why the row may not be changed by us, such as "weighted"; "" for an ordinary one.
	Locked string `json:"locked,omitempty"`
}

// Record is what the world sees of a row. Two rows with the same record are the same, whatever their ids, times to live, quotes and the host's names of
// their types.
type Record struct {
	Name string // before the zone's, in normal form
	Type Type   // as it is served
	Data string // in normal form: hosts are absolute, and the strings of a text are joined
}

// Zone is what a host has of a zone.
type Zone struct {
	Name    string  `json:"name"`   // in normal form
	Serial  uint32  `json:"serial"` // of the SOA; it may go backwards
	TTL     uint32  `json:"ttl"`    // seconds; of the rows that have none
	Dialect Dialect `json:"dialect"`
	Rows    []Row   `json:"rows"`
}

// Record gives what the world sees of a row.
func (z *Zone) Record(r Row) Record {
	t := z.Dialect.served(r.Type)
	return Record{Name: owner(z.Name, r.Name), Type: t, Data: data(z.Name, t, r.Value)}
}

// ttl gives the seconds that the world sees of a row.
func (z *Zone) ttl(r Row) uint32 { return cmp.Or(r.TTL, z.TTL) }

// data gives the normal form of a value. One that is not of its type's form stays as it is: nothing will be equal to it.
func data(zone string, t Type, value string) string {
	switch t {
	case CNAME, DNAME, NS, PTR:
		return host(zone, strings.TrimSpace(value))
	case MX:
		return numbered(zone, value, 1)
	case SRV:
		return numbered(zone, value, 3)
	case TXT:
		return unquote(value)
	case A, AAAA:
		if ip, err := netip.ParseAddr(strings.TrimSpace(value)); err == nil {
			return ip.String()
		}
	default:
	}
	return strings.Join(strings.Fields(value), " ")
}

// numbered gives the normal form of some numbers and a host.
func numbered(zone, value string, numbers int) string {
	if last, ok := cutNumbers(value, numbers); ok && host(zone, last) == last {
		return value // as most are
	}
	words := strings.Fields(value)
	if len(words) != numbers+1 {
		return strings.Join(words, " ")
	}
	for i, w := range words[:numbers] {
		n, err := strconv.ParseUint(w, 10, 16)
		if err != nil {
			return strings.Join(words, " ")
		}
		words[i] = strconv.FormatUint(n, 10)
	}
	words[numbers] = host(zone, words[numbers])
	return strings.Join(words, " ")
}

// cutNumbers gives what stands behind some numbers, where each is in its shortest form and has one blank behind it.
func cutNumbers(value string, numbers int) (last string, ok bool) {
	for range numbers {
		word, rest, more := strings.Cut(value, " ")
		if !more || len(word) > 1 && word[0] == '0' {
			return "", false
		}
		if _, err := strconv.ParseUint(word, 10, 16); err != nil || word[0] == '+' {
			return "", false
		}
		value = rest
	}
	return value, printable(value)
}

// printable reports whether a text is one word of ASCII.
func printable(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return text != ""
}

// target gives the host to which a record points, without its final dot; "" for the null host and for what does not read as one.
func (r Record) target() string {
	numbers := r.Type.numbers()
	if numbers < 0 || strings.Count(r.Data, " ") != numbers {
		return ""
	}
	return strings.TrimSuffix(r.Data[strings.LastIndexByte(r.Data, ' ')+1:], ".")
}

// numbers gives how many numbers stand before a record's host; -1 for a type that points to none.
func (t Type) numbers() int {
	switch t {
	case MX:
		return 1
	case SRV:
		return 3
	case CNAME, DNAME, NS, PTR:
		return 0
	default:
		return -1
	}
}

// Mark gives an id to every row that has none, made of what the row is: for hosts that number nothing. Rows that are the same get different ones.
func (z *Zone) Mark() {
	seen := make(map[string]int, len(z.Rows))
	for i, r := range z.Rows {
		if r.ID != "" {
			continue
		}
		rec := z.Record(r)
		id := strings.ToLower(string(rec.Type)) + "-" + brief(rec.Name, string(rec.Type), rec.Data, r.Locked)
		seen[id]++
		if n := seen[id]; n > 1 {
			id += "-" + strconv.Itoa(n)
		}
		z.Rows[i].ID = id
	}
}

// byID orders rows as their host numbered them: shorter numbers are older.
func byID(a, b Row) int {
	return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), strings.Compare(a.ID, b.ID))
}

// sorted gives the rows in the order of their ids.
func sorted(rows []Row) []Row { return slices.SortedFunc(slices.Values(rows), byID) }
