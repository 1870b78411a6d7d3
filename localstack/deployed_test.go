package localstack_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
)

// TestDeployedToLocalStack runs the suites of the adapters and the scripts against the deployed stack. It needs the functions' binaries (make build) and what
// localstack/start installs, so it runs only when it is asked for; make test asks.
func TestDeployedToLocalStack(t *testing.T) { //nolint:paralleltest // it wants the machine for itself
	if os.Getenv("SEATWRIGHT_DEPLOYED") == "" {
		t.Skip("runs when SEATWRIGHT_DEPLOYED is set, as make test does")
	}
	c := startDeployed(t)
	t.Run("suites", func(t *testing.T) { //nolint:paralleltest // one after the other
		code, err := c.Stack.Run(t.Context(), []string{"go", "test", "-race", "-count=1", "./../shared/table/...", "./../shared/queue/...", "./../shared/secret/...", "./../shared/blob/...", "./../shared/route53/..."})
		if err != nil || code != 0 {
			t.Errorf("the adapters' suites: status %d, %v", code, err)
		}
	})
	var ran []string
	t.Run("script", func(t *testing.T) { //nolint:paralleltest // after the suites
		runScripts(t, false, func(s *story) error {
			ran = append(ran, s.script)
			s.driver = c
			return c.turn(t.Context())
		})
	})
	t.Run("restore", func(t *testing.T) { //nolint:paralleltest // after the scripts, whose orders it restores
		restore(t, c)
	})
	t.Run("audit", func(t *testing.T) { audited(t, c) })   //nolint:paralleltest // after the scripts, whose changes it is about
	t.Run("units", func(t *testing.T) { units(t, c) })     //nolint:paralleltest // after the scripts
	t.Run("rush", func(t *testing.T) { rush(t, c) })       //nolint:paralleltest // after the units, which are of scripts alone
	t.Run("migration", func(t *testing.T) { moved(t, c) }) //nolint:paralleltest // likewise
	t.Run("log", func(t *testing.T) {                      //nolint:paralleltest // after the scripts
		c.began = c.first
		lines, err := c.everything(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(lines, "\n")
		for _, private := range private(t, c) {
			if strings.Contains(all, private) {
				t.Errorf("the log shows %q", private)
			}
		}
	})
	slices.Sort(ran)
	fmt.Printf("scripts on LocalStack: %d: %s\n", len(ran), strings.Join(ran, " "))
}

// private gives what must not be in any log: secrets, and the names and addresses of the samples.
func private(t *testing.T, c *deployed) []string {
	t.Helper()
	f, err := c.Seed()
	if err != nil {
		t.Fatal(err)
	}
	found := []string{"Beispiel", "mira.", "@example.com", "Musterweg", "5550100", "Northwind", "Bearer ", local.OVHSecret, local.OVHConsumer, "v=spf1"}
	for _, p := range f.Partners {
		found = append(found, p.ClientSecret)
	}
	for _, k := range f.Connections {
		found = append(found, k.Secret.Current)
	}
	for _, customer := range c.PartnerCenter.Customers() {
		if password := c.PartnerCenter.Password(customer.ID); password != "" {
			found = append(found, password)
		}
	}
	return found
}

// units prints the write units that the functions were billed over all scripts, by kind of item, as DynamoDB counted them.
func units(t *testing.T, c *deployed) {
	t.Helper()
	c.began = c.first
	log, err := c.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	orders, sum := 0, map[string]float64{}
	for line := range strings.Lines(log) {
		var l struct {
			Msg, Op, State string
			Units          float64
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatalf("a line of the log: %v", err)
		}
		if l.Msg == "table" && strings.HasPrefix(l.Op, "put ") {
			sum[strings.TrimPrefix(l.Op, "put ")] += l.Units
		}
		if l.Msg == "order state" && l.State == "fulfilled" {
			orders++
		}
	}
	if sum["ORDER"] == 0 || orders == 0 {
		t.Fatalf("no units were counted: %v over %d orders", sum, orders)
	}
	fmt.Printf("scripts on LocalStack: write units by kind of item, over %d fulfilled orders and all others: %v\n", orders, sum)
}
