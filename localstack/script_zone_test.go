package localstack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/ovh"
	"github.com/seatwright/seatwright/shared/api"
)

// row is a line of a script's zone: "[ID] NAME TYPE VALUE", where "@" is the zone itself.
type row struct {
	id                int64
	name, kind, value string
}

func rows(text string) (all []row, err error) {
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		var r row
		if id, notID := strconv.ParseInt(words[0], 10, 64); notID == nil {
			r.id, words = id, words[1:]
		}
		if len(words) < 3 {
			return nil, fmt.Errorf("row %q: want [ID] NAME TYPE VALUE", line)
		}
		r.name, r.kind, r.value = words[0], words[1], strings.Join(words[2:], " ")
		if r.name == "@" {
			r.name = ""
		}
		all = append(all, r)
	}
	return all, nil
}

func (r row) ovh() ovh.Row { return ovh.Row{ID: r.id, Name: r.name, Type: r.kind, Target: r.value} }

// full is a name in full.
func full(name, zone string) string {
	if name == "" {
		return zone
	}
	return name + "." + zone
}

// zone puts $ZONE at a host and has its parent delegate it there.
func (c command) zoneAt(args []string) error {
	given, rest, err := options(args, "servers", "spf")
	if err != nil || len(rest) == 0 || len(rest) > 2 {
		return errors.Join(err, errors.New("want ovh, route53 or hand, and a file"))
	}
	text := ""
	if len(rest) == 2 {
		text = string(c.file(rest[1]))
	}
	switch zone := c.ts.Getenv("ZONE"); rest[0] {
	case "ovh":
		err = c.zoneAtOVH(zone, text, first(given["spf"], "TXT"))
	case "route53":
		err = c.zoneAtAmazon(zone, text)
	case "hand":
		err = c.zoneByHand(zone, text)
	default:
		err = fmt.Errorf("host %s is not known", rest[0])
	}
	if servers := given["servers"]; err == nil && servers != nil {
		return c.delegate(c.ts.Getenv("ZONE"), servers...)
	}
	return err
}

func (c command) delegate(zone string, servers ...string) error {
	return c.post("dns", "delegations", map[string]any{"domain": zone, "hosts": servers})
}

// post orders something of a simulator.
func (c command) post(sim, what string, in any) error {
	_, err := ask[json.RawMessage](c, sim, http.MethodPost, what, in)
	if err != nil && strings.Contains(err.Error(), "unexpected end of JSON input") {
		return nil // done, and nothing to say
	}
	return err
}

// zoneAtOVH makes a zone of rows; of none it is as the host makes each new one.
func (c command) zoneAtOVH(zone, text, spf string) error {
	z := ovh.Zone{Name: zone, Account: local.OVHAccount, Servers: []string{"dns200.anycast.me", "ns200.anycast.me"}, Rows: ovh.FreshRows(zone, spf)}
	if text != "" {
		all, err := rows(text)
		if err != nil {
			return err
		}
		z.Rows = []ovh.Row{{Type: "NS", Target: "dns200.anycast.me."}, {Type: "NS", Target: "ns200.anycast.me."}}
		for _, r := range all {
			z.Rows = append(z.Rows, r.ovh())
		}
	}
	if err := c.post("ovh", "zones", z); err != nil {
		return err
	}
	return c.delegate(zone, z.Servers...)
}

// zoneAtAmazon makes a hosted zone as a customer does.
func (c command) zoneAtAmazon(zone, text string) error {
	made, err := c.driver.Amazon().CreateHostedZone(c.ctx, &route53.CreateHostedZoneInput{Name: aws.String(zone), CallerReference: aws.String(c.script + zone)})
	if err != nil {
		return err
	}
	all, err := rows(text)
	if err != nil {
		return err
	}
	c.ts.Setenv("HOSTED", aws.ToString(made.HostedZone.Id))
	for _, r := range all {
		if err := c.editAmazon(types.ChangeActionCreate, zone, r); err != nil {
			return err
		}
	}
	if err := c.delegate(zone, made.DelegationSet.NameServers...); err != nil {
		return err
	}
	return c.until("the zone is served", func() (bool, error) {
		found, err := c.answers(zone, "SOA")
		return len(found) > 0, err
	})
}

func (c command) editAmazon(action types.ChangeAction, zone string, r row) error {
	_, err := c.driver.Amazon().ChangeResourceRecordSets(c.ctx, &route53.ChangeResourceRecordSetsInput{
		HostedZoneId: aws.String(c.ts.Getenv("HOSTED")), ChangeBatch: &types.ChangeBatch{Changes: []types.Change{{Action: action, ResourceRecordSet: &types.ResourceRecordSet{
			Name: aws.String(full(r.name, zone)), Type: types.RRType(r.kind), TTL: aws.Int64(3600), ResourceRecords: []types.ResourceRecord{{Value: aws.String(r.value)}},
		}}}},
	})
	return err
}

// zoneByHand has a registrar's server serve a zone file. For our API, the file is $FILE.
func (c command) zoneByHand(zone, text string) error {
	c.hand = text
	if err := c.serveByHand(zone); err != nil {
		return err
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return err
	}
	c.ts.Setenv("FILE", string(quoted))
	return c.delegate(zone, local.HandServer)
}

func (c command) serveByHand(zone string) error {
	c.edits++
	soa := fmt.Sprintf("$TTL 3600\n@ IN SOA %s. hostmaster.%s. %d 7200 3600 1209600 300\n@ IN NS %s.\n", local.HandServer, zone, c.edits, local.HandServer)
	return c.post("dns", "zones", map[string]any{"zone": zone, "file": soa + c.hand})
}

// enter does at the registrar what the lines of $PLAN say.
func (c command) enter([]string) error {
	p, err := read[api.DomainPlan](c, "/v1/dns/plans/"+c.ts.Getenv("PLAN"))
	if err != nil {
		return err
	}
	if p.Lines == nil {
		return errors.New("there is nothing to enter")
	}
	for _, line := range *p.Lines {
		verb, rr, _ := strings.Cut(line, " ")
		rr = strings.TrimSpace(rr)
		switch verb {
		case "delete":
			if !strings.Contains(c.hand, rr+"\n") {
				return fmt.Errorf("the zone has no line %q", rr)
			}
			c.hand = strings.Replace(c.hand, rr+"\n", "", 1)
		case "enter":
			c.hand += rr + "\n"
		default:
			return fmt.Errorf("line %q: want to delete or to enter", line)
		}
	}
	return c.serveByHand(c.ts.Getenv("ZONE"))
}

// edit changes $ZONE at its host as somebody else does there.
func (c command) edit(args []string) error {
	if len(args) < 5 || args[1] != "add" && args[1] != "remove" {
		return errors.New("want ovh or route53, add or remove, and NAME TYPE VALUE")
	}
	zone := c.ts.Getenv("ZONE")
	all, err := rows(strings.Join(args[2:], " "))
	if err != nil {
		return err
	}
	r := all[0]
	if args[0] == "route53" {
		return c.editAmazon(map[string]types.ChangeAction{"add": types.ChangeActionCreate, "remove": types.ChangeActionDelete}[args[1]], zone, r)
	}
	e := ovh.Edit{Zone: zone, Refresh: true}
	if args[1] == "add" {
		e.Add = []ovh.Row{r.ovh()}
		return c.post("ovh", "edits", e)
	}
	z, err := look[ovh.Zone](c, "ovh", "zones/"+zone)
	if err != nil {
		return err
	}
	for _, had := range z.Rows {
		if had.Name == r.name && had.Type == r.kind && had.Target == r.value {
			e.Remove = append(e.Remove, had.ID)
		}
	}
	if len(e.Remove) != 1 {
		return fmt.Errorf("%d rows are like that", len(e.Remove))
	}
	return c.post("ovh", "edits", e)
}

// zones makes so many new zones at OVHcloud, and adds them to a list as a reseller has it: domain and account.
func (c command) zones(args []string) error {
	if len(args) != 2 {
		return errors.New("want how many, and the file")
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	var list strings.Builder
	list.Write(c.file(args[1]))
	for i := range n {
		zone := fmt.Sprintf("customer-%04d.%s", i+1, c.ts.Getenv("ZONE"))
		if err := c.zoneAtOVH(zone, "", "TXT"); err != nil {
			return err
		}
		fmt.Fprintf(&list, "%s;main\n", zone)
	}
	quoted, err := json.Marshal(list.String())
	if err != nil {
		return err
	}
	c.ts.Setenv("CSV", string(quoted))
	return nil
}
