package secret_test

import (
	"context"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/sdk/sdktest"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/secret/secrettest"
)

func TestSecretsManagerIsAStore(t *testing.T) {
	t.Parallel()
	cfg := sdktest.Config(t)
	secrettest.Run(t, func(*testing.T) secret.Versions { return secret.Open(cfg, "suite/") })
}

// counted is a store that counts its reads. Of versions it has only the promotion.
type counted struct {
	secret.Versions

	values map[string]string
	reads  int
}

func (c *counted) Read(_ context.Context, name string) (string, error) {
	c.reads++
	if v, ok := c.values[name]; ok {
		return v, nil
	}
	return "", fault.NotFound.Errorf("secret: not there")
}

func (c *counted) Write(_ context.Context, name, value string) error {
	c.values[name] = value
	return nil
}

func (c *counted) Promote(_ context.Context, name, id, _ string) error {
	c.values[name] = id
	return nil
}

func TestCachedAsksAgainAfterFiveMinutesAChangeOrForget(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	of := &counted{values: map[string]string{}}
	c := secret.NewCached(of, func() time.Time { return now })
	want := func(value string, reads int) {
		t.Helper()
		got, err := c.Read(t.Context(), "a")
		if got != value || of.reads != reads || (err != nil) != (value == "") {
			t.Fatalf("read %q (%v) after %d reads of the store, want %q after %d", got, err, of.reads, value, reads)
		}
	}
	want("", 1)
	want("", 2)
	of.values["a"] = "one"
	want("one", 3)
	of.values["a"] = "two"
	now = now.Add(secret.Remember - 1)
	want("one", 3)
	now = now.Add(1)
	want("two", 4)
	of.values["a"] = "three"
	c.Forget("a")
	want("three", 5)
	if err := c.Write(t.Context(), "a", "four"); err != nil {
		t.Fatal(err)
	}
	want("four", 6)
	want("four", 6)
	if err := c.Promote(t.Context(), "a", "five", ""); err != nil {
		t.Fatal(err)
	}
	want("five", 7)
}
