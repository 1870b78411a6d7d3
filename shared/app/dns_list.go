package app

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

const longCSV = 1_000_000

// wishedDomains reads which domains are to be set up. What one does not say itself is that of the request.
func wishedDomains(r edge.Request) ([]domain.Wish, error) {
	b, err := edge.JSON[api.NewDomainBatch](r.Body)
	if err != nil {
		return nil, err
	}
	var bad forms
	bad.text("/csv", b.Csv, 1, longCSV, nil)
	bad.ofAll(b)
	list, at := value(b.Domains), "/domains"
	switch {
	case (b.Domains == nil) == (b.Csv == nil):
		bad = append(bad, fault.Field{Pointer: "/domains", Text: "want either domains or csv"})
	case b.Csv != nil:
		list, at = bad.lines(*b.Csv), "/csv"
	}
	if len(bad) == 0 && len(list) == 0 || len(list) > domain.MaxDomains {
		bad = append(bad, fault.Field{Pointer: at, Text: fmt.Sprintf("want 1 to %d domains", domain.MaxDomains)})
	}
	if err := bad.failed("the domains cannot be planned so"); err != nil {
		return nil, err
	}
	wishes := make([]domain.Wish, 0, len(list))
	for i, one := range list {
		wishes = append(wishes, bad.one(fmt.Sprintf("%s/%d", at, i), one, b))
	}
	const most = 100 // complaints; with a thousand more nobody is helped
	return wishes, bad[:min(len(bad), most)].failed("the domains cannot be planned so")
}

// ofAll looks at what a request says of all its domains, whether any of them needs it or not.
func (f *forms) ofAll(b api.NewDomainBatch) {
	if b.CustomerId != nil {
		f.tenant("/customer_id", *b.CustomerId)
	}
	if b.Host != nil {
		f.host("/host", *b.Host)
	}
	f.options("/options", b.Options)
}

// one makes the wish of a domain of a request.
func (f *forms) one(at string, one api.DomainOfBatch, all api.NewDomainBatch) domain.Wish {
	customer, host := cmp.Or(one.CustomerId, all.CustomerId), cmp.Or(one.Host, all.Host)
	if customer == nil {
		*f = append(*f, fault.Field{Pointer: at + "/customer_id", Text: "is missing, for the domain and for the request"})
	}
	if host == nil {
		*f = append(*f, fault.Field{Pointer: at + "/host", Text: "is missing, for the domain and for the request"})
		return domain.Wish{}
	}
	f.text(at+"/domain", &one.Domain, 1, longName, nil)
	w := domain.Wish{Domain: one.Domain, Options: f.options(at+"/options", cmp.Or(one.Options, all.Options))}
	if customer != nil {
		w.Customer = f.tenant(at+"/customer_id", *customer)
	}
	w.Host, w.File = f.host(at+"/host", *host)
	return w
}

// lines reads a list as a file: a header, and one domain on each line.
func (f *forms) lines(text string) []api.DomainOfBatch {
	wrong := func(format string, args ...any) []api.DomainOfBatch {
		*f = append(*f, fault.Field{Pointer: "/csv", Text: fmt.Sprintf(format, args...)})
		return nil
	}
	in := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	if head, _, _ := strings.Cut(text, "\n"); strings.Contains(head, ";") {
		in.Comma = ';' // as spreadsheets write it where the comma is in numbers
	}
	head, err := in.Read()
	if err != nil {
		return wrong("want a header")
	}
	columns := []string{"domain", "customer_id", "host", "account"}
	for i, h := range head {
		if head[i] = strings.ToLower(strings.TrimSpace(h)); !slices.Contains(columns, head[i]) || slices.Index(head, head[i]) < i {
			return wrong("column %d: want each of %s once", i+1, strings.Join(columns, ", "))
		}
	}
	if !slices.Contains(head, "domain") {
		return wrong("want a column domain")
	}
	var list []api.DomainOfBatch
	for len(list) <= domain.MaxDomains {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			line, _ := in.FieldPos(0)
			return wrong("line %d: want %d fields", max(line, len(list)+2), len(head))
		}
		list = append(list, lineOf(head, fields))
	}
	return list
}

// lineOf gives the domain of a line.
func lineOf(head, fields []string) api.DomainOfBatch {
	at := map[string]string{}
	for i, h := range head {
		at[h] = strings.TrimSpace(fields[i])
	}
	out := api.DomainOfBatch{Domain: at["domain"], CustomerId: some(at["customer_id"])}
	if at["host"] != "" || at["account"] != "" {
		out.Host = &api.NewZoneHost{Kind: api.HostKind(cmp.Or(at["host"], string(domain.OVH))), Account: some(at["account"])}
	}
	return out
}
