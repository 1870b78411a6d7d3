package main

import (
	"context"
	"fmt"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/partnercenter"
)

// The base of a third partner, which has its customers already: so that what the others show stays as it is.
const (
	baseCustomers     = 500
	baseSubscriptions = 1500
	baseUnsigned      = 3 // of a hundred customers, did not accept Microsoft's agreement
)

// crowd gives that partner its customers, and prints how they are taken over.
func (d *demo) crowd(ctx context.Context) error {
	f, err := d.system.Seed()
	if err != nil {
		return err
	}
	for _, p := range f.Partners {
		if string(p.ID) != "other" {
			continue
		}
		people := partnercenter.Population{Seed: 7, Partner: string(p.Tenant), Customers: baseCustomers, Subscriptions: baseSubscriptions, Unsigned: baseUnsigned, Uneven: true}
		if _, err := d.system.PartnerCenter.Populate(people); err != nil {
			return err
		}
	}
	token, err := d.system.Token(ctx, local.Foreign)
	if err != nil {
		return err
	}
	fmt.Fprintf(d.out, "\nA third partner, \"other\", has %d customers with %d subscriptions already. Take them over:\n\n  OTHER=%s\n  migrate() { go run ./localstack/migrate -api %s -token $OTHER \"$@\"; }\n\n",
		baseCustomers, baseSubscriptions, token, d.base)
	for _, x := range [][2]string{
		{"read", "import a small price list, and read the customers"},
		{"-answer match", "which plan each offer is of; take the nearest where it is asked (without -answer: only look)"},
		{"forecast", "the whole migration computed, nothing written"},
		{"start", "compute it again, and start it with a canary of ten"},
		{"progress", "the counters of each wave; -watch progress follows them"},
		{"pause", ""},
		{"resume", ""},
		{"failures", "by cause, with who can mend it"},
	} {
		line := "  migrate " + x[0]
		if x[1] != "" {
			line = fmt.Sprintf("%-26s # %s", line, x[1])
		}
		fmt.Fprintln(d.out, line)
	}
	return nil
}
