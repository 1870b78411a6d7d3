package route53_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/seatwright/seatwright/localstack/sim/control"
	sim "github.com/seatwright/seatwright/localstack/sim/route53"
	"github.com/seatwright/seatwright/shared/route53"
)

func Example() {
	zones := sim.New(sim.Options{Zones: []sim.Zone{{Name: "example.fr", Sets: []sim.Set{{Name: "www.example.fr", Type: "CNAME", TTL: 300, Values: []string{"shop.example"}}}}}})
	host := route53.Open(route53.Options{
		Config: aws.Config{
			Credentials: credentials.NewStaticCredentialsProvider("id", "secret", ""),
			HTTPClient:  &http.Client{Transport: control.Transport(map[string]http.Handler{"route53.amazonaws.com": zones})},
		},
		Now:   func() time.Time { return time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) },
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	held, err := host.Look(context.Background(), "example.fr")
	fmt.Println(held.Servers[0], err)
	for _, r := range held.Zone.Rows[4:] {
		fmt.Println(r.Name, r.TTL, r.Type, r.Value)
	}
	// Output:
	// ns-2048.awsdns-64.com <nil>
	// www 300 CNAME shop.example.
}
