package table_test

import (
	"bytes"
	"compress/flate"
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

func evening() time.Time { return time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC) }

// plain writes a document in the format without a dictionary.
func plain(t *testing.T, doc string) []byte {
	t.Helper()
	out := bytes.NewBufferString("d")
	w, err := flate.NewWriter(out, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(doc)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSettingsFromBeforeVersionsAreReadAndGetTheirFirst(t *testing.T) {
	t.Parallel()
	s := memory.NewStore(evening)
	k := key.Partner("acme")
	old := `{"id":"acme","name":"Acme","tenant":"t","app":"a","live":true,"country":"DE","currency":"EUR","clients":["c"]}`
	err := s.Put(t.Context(), store.Item{key.AttrPK: string(k.PK), key.AttrSK: string(k.SK), "doc": plain(t, old)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tab := table.Open(s, evening)
	want := partner.Default("acme")
	want.Name, want.Tenant, want.App.Client, want.Live, want.Market, want.Currency, want.Clients = "Acme", "t", "a", true, "DE", "EUR", []string{"c"}
	v, err := tab.Settings(t.Context(), "acme")
	if diff := cmp.Diff(partner.Version{Settings: want}, v); diff != "" || err != nil {
		t.Fatalf("%v (-want +got):\n%s", err, diff)
	}
	v.Number = 1
	if err := tab.AppendSettings(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	if err := tab.AppendSettings(t.Context(), v); fault.Of(err) != fault.Stale {
		t.Errorf("the first version again: %v", err)
	}
}

// deaf loses the answer of the first transaction, and gives that of the SDK's own repetition.
type deaf struct{ store.Store }

func (d deaf) Transact(ctx context.Context, w []store.Write) error {
	if err := d.Store.Transact(ctx, w); err != nil {
		return err
	}
	return d.Store.Transact(ctx, w)
}

func TestASaveWhoseAnswerWasLostIsASave(t *testing.T) {
	t.Parallel()
	tab := table.Open(deaf{memory.NewStore(evening)}, evening)
	v := partner.Version{Number: 1, Settings: partner.Default("acme")}
	if err := tab.AppendSettings(t.Context(), v); err != nil {
		t.Error(err)
	}
	if err := tab.AppendSettings(t.Context(), v); fault.Of(err) != fault.Stale {
		t.Errorf("another's: %v", err)
	}
}
