package graph

import (
	"context"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// wireRecord is a DNS record of any kind, which @odata.type names.
type wireRecord struct {
	Type     string  `json:"@odata.type"`
	Record   string  `json:"recordType"`
	Label    string  `json:"label"` // in full
	Optional bool    `json:"isOptional"`
	Service  string  `json:"supportedService"`
	TTL      int64   `json:"ttl"`
	Text     string  `json:"text"`
	Mail     string  `json:"mailExchange"`
	Rank     int     `json:"preference"`
	Alias    *string `json:"canonicalName"`
	Of       string  `json:"service"` // _sip
	Protocol string  `json:"protocol"`
	Target   string  `json:"nameTarget"`
	Port     int     `json:"port"`
	Priority int     `json:"priority"`
	Weight   int     `json:"weight"`
	Says     string  `json:"description"`
}

// least is the lowest time to live that hosts keep, in seconds.
const least = 60

// mostRecords is how many records of a domain are read; Microsoft has ten for one.
const mostRecords = 200

// Facts gives what Microsoft wants of a domain, which is added to the tenant when it is not there. Before it is verified, that is the proof of ownership;
// afterwards the services of the options are enabled, and their records come, with the proof only where it is to be tidied up. What Microsoft has no record
// for is a note for a person. It fails like AddDomain and Enable, and with fault.Unavailable when the records are not there yet or cannot be used.
func (c *Client) Facts(ctx context.Context, name string, o *dns.Options) (dns.Facts, error) {
	d, err := c.AddDomain(ctx, name)
	if err != nil {
		return dns.Facts{}, err
	}
	if d.Leaving {
		return dns.Facts{}, fault.After(fault.Unavailable.Errorf("the domain %s is just being taken out of the customer's tenant", name), soon)
	}
	f := dns.Facts{Domain: name, Verified: d.Verified}
	if !d.Verified || o.DropProof {
		err = c.proofs(ctx, &f)
	}
	if err == nil && d.Verified {
		err = c.services(ctx, d, o, &f)
	}
	if err != nil {
		return dns.Facts{}, err
	}
	if err := f.Check(); err != nil {
		return dns.Facts{}, fault.Unavailable.Wrap(err, "Microsoft's records of %s cannot be used: %s", name, fault.Text(err))
	}
	return f, nil
}

// proofs reads the records of which one proves ownership.
func (c *Client) proofs(ctx context.Context, f *dns.Facts) error {
	found, err := list[wireRecord](ctx, c, domainRoute+"/verificationDnsRecords", nil, mostRecords, f.Domain)
	switch kind := fault.Of(err); {
	case kind == fault.NotFound && !f.Verified:
		return fault.After(fault.Unavailable.Wrap(err, "Microsoft does not have the proof of ownership of %s ready yet", f.Domain), soon)
	case f.Verified && (kind == fault.NotFound || kind == fault.Invalid):
		return nil // it is not documented that they can still be read, and nothing depends on them
	case err != nil:
		return err
	}
	for i := range found {
		found[i].Service = string(dns.Ownership)
		found[i].note(f)
	}
	return nil
}

// services enables what is wanted and reads its records. Right after that they may not all be there.
func (c *Client) services(ctx context.Context, d Domain, o *dns.Options, f *dns.Facts) error {
	fresh, err := c.Enable(ctx, d, o.Services)
	if err != nil || len(o.Services) == 0 {
		return err
	}
	found, err := list[wireRecord](ctx, c, domainRoute+"/serviceConfigurationRecords", nil, mostRecords, f.Domain)
	if kind := fault.Of(err); kind == fault.NotFound || kind == fault.Invalid {
		return fault.After(fault.Unavailable.Wrap(err, "Microsoft does not show the records of %s yet", f.Domain), soon)
	}
	if err != nil {
		return err
	}
	shown := map[dns.Service]bool{}
	for i := range found {
		found[i].note(f)
		shown[dns.Service(found[i].Service)] = true
	}
	for _, s := range o.Services {
		if fresh && !shown[s] {
			return fault.After(fault.Unavailable.Errorf("Microsoft has only just enabled %s for %s, and does not show its records yet", s, f.Domain), soon)
		}
	}
	return nil
}

// note adds a record to what is wanted, or to what a person is told.
func (w *wireRecord) note(f *dns.Facts) {
	kind := strings.ToLower(w.Record)
	if _, named, ok := strings.Cut(strings.ToLower(w.Type), "domaindns"); ok {
		kind = strings.TrimSuffix(named, "record")
	}
	want := dns.Wanted{Name: w.name(f.Domain), TTL: w.ttl(), Service: dns.Service(w.Service), Optional: w.Optional, Source: dns.FromGraph}
	var missing bool
	switch kind {
	case "mx":
		want.Type, want.Value, missing = dns.MX, strconv.Itoa(w.Rank)+" "+w.Mail, w.Mail == ""
	case "txt":
		want.Type, want.Value, missing = dns.TXT, w.Text, w.Text == ""
	case "cname":
		if missing = w.Alias == nil || *w.Alias == ""; !missing {
			want.Type, want.Value = dns.CNAME, *w.Alias
		}
	case "srv":
		want.Name = w.owner(want.Name)
		want.Type, want.Value, missing = dns.SRV, w.numbers()+" "+w.Target, w.Target == "" || w.Of == "" || w.Protocol == ""
	case "unavailable":
		f.Notes = append(f.Notes, w.Service+" at "+want.Name+": "+w.says())
		return
	default:
		f.Notes = append(f.Notes, w.Service+" at "+want.Name+": Microsoft asks for a record of a kind that is not known here; look at the domain in the admin center")
		return
	}
	if missing {
		f.Notes = append(f.Notes, w.Service+" at "+want.Name+": Microsoft asks for a record of the type "+strings.ToUpper(kind)+" and cannot tell what it points to")
		return
	}
	f.Wanted = append(f.Wanted, want)
}

func (w *wireRecord) name(domain string) string {
	if label := strings.TrimSuffix(strings.TrimSpace(w.Label), "."); label != "" && label != "@" {
		return strings.ToLower(label)
	}
	return domain
}

// owner puts service and protocol before the name of an SRV record, unless the label has them already.
func (w *wireRecord) owner(name string) string {
	front := strings.ToLower(w.Of + "." + w.Protocol)
	if name == front || strings.HasPrefix(name, front+".") {
		return name
	}
	return front + "." + name
}

func (w *wireRecord) numbers() string {
	return strconv.Itoa(w.Priority) + " " + strconv.Itoa(w.Weight) + " " + strconv.Itoa(w.Port)
}

func (w *wireRecord) ttl() uint32 {
	if w.TTL <= 0 {
		return 0
	}
	return uint32(min(max(w.TTL, least), 1<<31-1))
}

// longest is how much of Microsoft's instruction is passed on, in octets.
const longest = 500

// says gives Microsoft's instruction on one line.
func (w *wireRecord) says() string {
	text := strings.Join(strings.Fields(w.Says), " ")
	if text == "" {
		return "Microsoft cannot give this record"
	}
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "") + "..."
	}
	return text
}
