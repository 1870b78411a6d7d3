package local_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/route53"
)

// domains is a system in which the sample partner has a customer, and its account at OVHcloud.
type domains struct {
	*local.System

	clock  *local.Clock
	client string
	tenant string
}

// keys are those of the sample account, with a consumer key that its owner has confirmed.
const keys = `{"kind":"ovh","application_key":"` + local.OVHApplication + `","application_secret":"` + local.OVHSecret + `","consumer_key":"` + local.OVHConsumer + `"}`

func zoned(t *testing.T) domains {
	t.Helper()
	s, clock := begin(t, local.World{})
	t.Cleanup(func() { _ = s.DNS.Close() })
	d := domains{System: s, clock: clock, client: local.Client, tenant: newCustomer(t, s, "northwind.onmicrosoft.com")}
	a := d.ask(t, http.MethodPut, "/hosts/main", keys)
	status(t, a, http.StatusOK)
	if !strings.Contains(a.Body, `"state":"ready"`) || strings.Contains(a.Body, local.OVHSecret) {
		t.Fatalf("account: %s", a.Body)
	}
	return d
}

// ask calls an operation below /v1/dns, and holds the answer against the contract.
func (d domains) ask(t *testing.T, method, path, body string) events.APIGatewayProxyResponse {
	t.Helper()
	token, err := d.Token(t.Context(), d.client)
	must(t, err)
	a := through(t, d.System, method, "/v1/dns"+path, body, token, nil)
	bare, _, _ := strings.Cut(path, "?")
	allows(t, method+" "+path, at(t, method, "/v1/dns"+bare), a)
	return a
}

// shownPlan is what the tests read of a plan.
type shownPlan struct {
	ID, State, Stage, Hash, Text, Export, Zone string
	Lines                                      []string
	Line                                       struct {
		State string
		Codes []string
		Needs []struct {
			Class string
			Rows  []string
		}
	}
	Items []struct {
		Kind, Code, Reason string
		Row, To            *struct{ ID, Name, Type, Value string }
	}
	Changes []struct {
		Name, Type, Was, Is string
		Ours                bool
	}
	Problem *struct{ Code, Text string }
	Steps   []struct{ Name, Text string }
}

// plan has a domain planned and waits until it is.
func (d domains) plan(t *testing.T, body string) shownPlan {
	t.Helper()
	a := d.ask(t, http.MethodPost, "/plans", strings.ReplaceAll(body, "TENANT", d.tenant))
	status(t, a, http.StatusAccepted)
	p := planOf(t, a)
	must(t, d.Drain(t.Context()))
	return d.look(t, p.ID)
}

func planOf(t *testing.T, a events.APIGatewayProxyResponse) shownPlan {
	t.Helper()
	var p shownPlan
	if err := json.Unmarshal([]byte(a.Body), &p); err != nil {
		t.Fatalf("%v: %s", err, a.Body)
	}
	return p
}

func (d domains) look(t *testing.T, id string) shownPlan {
	t.Helper()
	a := d.ask(t, http.MethodGet, "/plans/"+id, "")
	status(t, a, http.StatusOK)
	return planOf(t, a)
}

// decide consents, applies or the like.
func (d domains) decide(t *testing.T, id, how, body string) shownPlan {
	t.Helper()
	status(t, d.ask(t, http.MethodPost, "/plans/"+id+"/"+how, body), http.StatusAccepted)
	must(t, d.Drain(t.Context()))
	return d.look(t, id)
}

func (d domains) apply(t *testing.T, p shownPlan) {
	t.Helper()
	d.decide(t, p.ID, "apply", `{"hash":"`+p.Hash+`"}`)
}

// until lets time go by, a minute at a time, until a plan is in one of some states.
func (d domains) until(t *testing.T, id string, most time.Duration, states ...string) shownPlan {
	t.Helper()
	var p shownPlan
	for range int(most / time.Minute) {
		p = d.look(t, id)
		for _, s := range states {
			if p.State == s || p.State+" "+p.Stage == s {
				return p
			}
		}
		d.clock.Advance(time.Minute)
		must(t, d.Fire(t.Context()))
		must(t, d.Drain(t.Context()))
	}
	t.Fatalf("%s after %s, want one of %v: problem %+v, steps %+v", p.State, most, states, p.Problem, p.Steps)
	return p
}

// edit is what somebody else does to a proof at Amazon.
func edit(proof string) route53.Edit {
	return route53.Edit{Zone: local.AmazonZone, Remove: []route53.Set{{Name: local.AmazonZone, Type: "TXT", TTL: 3600, Values: []string{`"` + proof + `"`}}}}
}

// confirm has the owner of the account confirm the consumer key that was asked for.
func confirm(t *testing.T, d domains) error {
	t.Helper()
	text, err := d.Secrets.Read(t.Context(), "partner/sample/host/second")
	must(t, err)
	var k struct{ Consumer string }
	must(t, json.Unmarshal([]byte(text), &k))
	return d.OVH.Confirm(k.Consumer, local.OVHAccount, "validated")
}
