package localstack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

const ofPartner = "/v1/partners/sample"

// toldBy calls our API as client and reads what it says.
func toldBy[T any](c command, method, path string, body any) (T, error) {
	var out T
	header := http.Header{}
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return out, err
		}
		header.Set("Content-Type", "application/json")
	}
	token, err := c.driver.Token(c.ctx, local.Client)
	if err != nil {
		return out, err
	}
	header.Set("Authorization", "Bearer "+token)
	res, err := c.call(method, path, header, raw)
	if err != nil {
		return out, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= http.StatusBadRequest {
		return out, fmt.Errorf("%s %s: %d", method, path, res.StatusCode)
	}
	return out, json.NewDecoder(res.Body).Decode(&out)
}

// base has the partner's customers read, waits until they are, and prints how many there are.
func (c command) base(args []string) error {
	b := map[string]bool{}
	for _, a := range args {
		b[a] = true
	}
	if _, err := toldBy[api.Reading](c, http.MethodPost, ofPartner+"/base", b); err != nil {
		return err
	}
	if err := c.driver.Drain(c.ctx); err != nil {
		return err
	}
	var r api.Reading
	err := c.until("the customers are read", func() (done bool, err error) {
		r, err = toldBy[api.Reading](c, http.MethodGet, ofPartner+"/base", nil)
		return r.Done, err
	})
	c.printf("%d customers, %d services, %d kept, %d gone\n", r.Customers, r.Services, r.Kept, r.Gone)
	if r.Whole != nil {
		c.printf("everything was read: %s\n", *r.Whole)
	}
	return errors.Join(err, c.driver.Drain(c.ctx)) // until everything is filled in
}

// forecast has a forecast computed and prints it. Its hash becomes $HASH, and itself $FORECAST.
func (c command) forecast([]string) error {
	f, err := toldBy[api.ForecastAnswer](c, http.MethodPost, ofPartner+"/forecasts", nil)
	if err != nil {
		return err
	}
	if err := c.driver.Drain(c.ctx); err != nil {
		return err
	}
	if err := c.until("the forecast is there", func() (done bool, err error) {
		f, err = toldBy[api.ForecastAnswer](c, http.MethodGet, ofPartner+"/forecasts/"+f.Id, nil)
		return f.State != "computing", err
	}); err != nil {
		return err
	}
	c.ts.Setenv("FORECAST", f.Id)
	c.printf("forecast %s\n", f.State)
	if f.Why != nil {
		c.printf("why: %s\n", *f.Why)
	}
	if f.Hash != nil {
		c.ts.Setenv("HASH", *f.Hash)
		c.printf("%d customers\n", *f.CustomerCount)
	}
	for _, s := range some(f.Totals) {
		c.printf("%s: cost %s to %s, price %s to %s, margin %s, %d services, %d unknown\n",
			s.Currency, s.CostBefore, s.CostAfter, s.PriceBefore, s.PriceAfter, s.MarginAfter, s.Services, s.Unknown)
	}
	for _, x := range some(f.Expected) {
		c.printf("expected %s %d: %s %s\n", x.Cause, x.Customers, x.Who, x.Action)
	}
	return nil
}

// migration waits until $MIGRATION has a state, and prints its waves.
func (c command) migration(args []string) error {
	if err := c.driver.Drain(c.ctx); err != nil {
		return err
	}
	path := ofPartner + "/migrations/" + c.ts.Getenv("MIGRATION")
	var m api.MigrationAnswer
	err := c.until("the migration is "+strings.Join(args, " "), func() (there bool, err error) {
		m, err = toldBy[api.MigrationAnswer](c, http.MethodGet, path, nil)
		return len(args) == 0 || m.State == args[0], err
	})
	c.printf("migration %s, wave %d\n", m.State, m.Wave)
	if m.Why != nil {
		c.printf("why: %s\n", *m.Why)
	}
	for _, w := range m.Counters {
		c.printf("wave %d: %d pending, %d working, %d done, %d failed, %d cancelled; services %d, %d done, %d failed\n",
			w.Wave, w.Pending, w.Working, w.Done, w.Failed, w.Cancelled, w.Services, w.ServicesDone, w.ServicesFailed)
	}
	return err
}

// matches prints the offers that customers have, in a state or in "all". The id of the first, or of the one with a name, becomes $MATCH.
func (c command) matches(args []string) error {
	path := ofPartner + "/matches"
	if len(args) > 0 && args[0] != "all" {
		path += "?state=" + args[0]
	}
	all, err := toldBy[api.Matches](c, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	for i, m := range all.Matches {
		if i == 0 && len(args) < 2 || len(args) == 2 && m.Name == args[1] {
			c.ts.Setenv("MATCH", m.Id)
		}
		c.printf("%s  %s  %s  %s: %d services of %d customers\n", m.Id, m.Of, m.Name, m.Verdict, m.Services, m.Customers)
	}
	return nil
}

// heard has Amazon report a bounce or a complaint, as it documents them, about the letter to $TENANT that has a message id.
func (c command) heard(args []string) error {
	v, ok := c.driver.(virtual)
	if !ok || len(args) != 2 {
		return errors.New("want the name of a sample and the message's id, and mail that can be read; see [!virtual]")
	}
	raw, err := samples.Sample(args[0])
	if err != nil {
		return err
	}
	text := strings.NewReplacer("11111111-1111-4111-8111-111111111111", c.ts.Getenv("TENANT"), "0102018d-sample", args[1]).Replace(string(raw))
	return v.Hear(c.ctx, []byte(text))
}
