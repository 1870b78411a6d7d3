package domain_test

import (
	"context"
	"fmt"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
)

// A domain is proved to be the customer's, and then gets the records of the services. A person applies each of the two plans by the hash of what was shown.
func Example() {
	ctx, w := context.Background(), newWorld(fresh())
	desk, worker := w.desk(), w.worker()
	_, err := desk.Ask(ctx, "partner", domain.Wish{
		ID: "plan-1", Customer: "tenant-1", Domain: "example.fr", Host: domain.Host{Kind: domain.OVH, Account: "main"},
		Options: dns.Options{Services: []dns.Service{dns.Teams}},
	})
	for err == nil {
		var s domain.Setup
		if s, err = worker.Run(ctx, "partner", "plan-1"); err != nil {
			break
		}
		fmt.Println(s.State, s.Stage, s.Line.State)
		if s.State == domain.Done {
			return
		}
		_, err = desk.Apply(ctx, "partner", s.ID, s.Hash)
	}
	fmt.Println(err)
	// Output:
	// planned ownership ready
	// planned services ready
	// done services ready
}
