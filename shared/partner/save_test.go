package partner_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
)

func clock() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// book keeps versions in memory.
type book struct {
	kept map[order.PartnerID][]partner.Version
}

func newBook() *book { return &book{map[order.PartnerID][]partner.Version{}} }

func (b *book) Settings(ctx context.Context, id order.PartnerID) (partner.Version, error) {
	return b.SettingsVersion(ctx, id, int64(len(b.kept[id])))
}

func (b *book) SettingsVersion(_ context.Context, id order.PartnerID, n int64) (partner.Version, error) {
	if n < 1 || int(n) > len(b.kept[id]) {
		return partner.Version{}, fault.NotFound.Errorf("version: not there")
	}
	return b.kept[id][n-1], nil
}

func (b *book) AppendSettings(_ context.Context, v partner.Version) error {
	id := v.Settings.ID
	if int(v.Number) != len(b.kept[id])+1 {
		return fault.Stale.Errorf("changed in between")
	}
	b.kept[id] = append(b.kept[id], v)
	return nil
}

func desk() (partner.Desk, *book) {
	b := newBook()
	return partner.Desk{Book: b, Now: clock}, b
}

// acme gives settings that are fine.
func acme() partner.Partner {
	p := partner.Default("acme")
	p.Name, p.Market, p.Currency, p.Tenant = "Acme", "DE", "EUR", "11111111-aaaa-4bbb-8ccc-000000000001"
	p.App.Client, p.Clients, p.Notify = "22222222-aaaa-4bbb-8ccc-000000000001", []string{"acme-client"}, []string{"csp@acme.example"}
	return p
}

func by(base int64) partner.Change {
	return partner.Change{New: base == 0, Base: base, By: "operator", Reason: "because"}
}

func TestEachSaveIsAVersionThatSaysWhoWhenAndWhy(t *testing.T) {
	t.Parallel()
	d, b := desk()
	p := acme()
	if _, err := d.Save(t.Context(), p, by(0)); err != nil {
		t.Fatal(err)
	}
	p.Name = "Acme GmbH"
	got, err := d.Save(t.Context(), p, partner.Change{Base: 1, By: "ann", Reason: " renamed "})
	if err != nil {
		t.Fatal(err)
	}
	want := partner.Version{Number: 2, By: "ann", At: clock(), Reason: "renamed", Settings: p}
	if diff := cmp.Diff(want, got); diff != "" || len(b.kept["acme"]) != 2 {
		t.Errorf("version (-want +got):\n%s", diff)
	}
}

func TestTheSameSettingsAgainAreNoNewVersion(t *testing.T) {
	t.Parallel()
	d, b := desk()
	for n := range int64(2) {
		if v, err := d.Save(t.Context(), acme(), by(n)); err != nil || v.Number != 1 {
			t.Fatalf("version %d: %v", v.Number, err)
		}
	}
	empty := acme()
	empty.Terms = []partner.TermRule{}
	if v, err := d.Save(t.Context(), empty, by(1)); err != nil || v.Number != 1 || len(b.kept["acme"]) != 1 {
		t.Errorf("an empty list is another than none: %v", err)
	}
}

func TestOnlyWhoHasSeenTheVersionInUseMayChangeIt(t *testing.T) {
	t.Parallel()
	d, _ := desk()
	if _, err := d.Save(t.Context(), acme(), by(3)); fault.Of(err) != fault.NotFound {
		t.Errorf("a change of nothing: %v", err)
	}
	if _, err := d.Save(t.Context(), acme(), by(0)); err != nil {
		t.Fatal(err)
	}
	for _, base := range []int64{0, 2} {
		if _, err := d.Save(t.Context(), acme(), by(base)); fault.Of(err) != fault.Stale {
			t.Errorf("base %d: %v", base, err)
		}
		if _, err := d.Restore(t.Context(), "acme", 1, by(base)); fault.Of(err) != fault.Stale {
			t.Errorf("restore on base %d: %v", base, err)
		}
	}
}

func TestASaveWithoutAReasonIsRefused(t *testing.T) {
	t.Parallel()
	d, b := desk()
	for _, reason := range []string{"", " \t", strings.Repeat("x", 201)} {
		if _, err := d.Save(t.Context(), acme(), partner.Change{New: true, By: "a", Reason: reason}); fault.Of(err) != fault.Malformed {
			t.Errorf("%q: %v", reason, err)
		}
	}
	if len(b.kept) > 0 {
		t.Error("saved")
	}
}

func TestARestoreIsANewVersionAndHasToFitTheRules(t *testing.T) {
	t.Parallel()
	d, b := desk()
	first, second := acme(), acme()
	second.RenewAfter = 14
	for n, p := range []partner.Partner{first, second} {
		if _, err := d.Save(t.Context(), p, by(int64(n))); err != nil {
			t.Fatal(err)
		}
	}
	v, err := d.Restore(t.Context(), "acme", 1, by(2))
	if err != nil || v.Number != 3 || v.Restored != 1 || v.Settings.RenewAfter != first.RenewAfter {
		t.Errorf("%+v: %v", v, err)
	}
	if _, err := d.Restore(t.Context(), "acme", 9, by(3)); fault.Of(err) != fault.NotFound {
		t.Errorf("a version that is not there: %v", err)
	}
	b.kept["acme"][1].Settings.Regenerate = 90
	if _, err := d.Restore(t.Context(), "acme", 2, by(3)); fault.Of(err) != fault.Invalid || len(fault.Fields(err)) != 1 {
		t.Errorf("settings of looser times: %v", err)
	}
}

// TestTheHistoryIsWhatWasSaved: whatever saves and restores come, in whatever state of knowledge, each version is what its writer saw plus the change.
func TestTheHistoryIsWhatWasSaved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, b := desk()
		var wrote []partner.Partner
		for range rapid.IntRange(1, 12).Draw(t, "saves") {
			base := rapid.Int64Range(0, int64(len(wrote)+1)).Draw(t, "base")
			p := acme()
			p.RenewAfter = rapid.IntRange(1, 4).Draw(t, "days")
			old := rapid.Int64Range(0, int64(len(wrote))).Draw(t, "restored")
			save := func() (partner.Version, error) { return d.Save(context.Background(), p, by(base)) }
			if old > 0 {
				p = wrote[old-1]
				save = func() (partner.Version, error) { return d.Restore(context.Background(), "acme", old, by(base)) }
			}
			v, err := save()
			current := base == int64(len(wrote))
			if (err == nil) != current {
				t.Fatalf("base %d of %d: %v", base, len(wrote), err)
			}
			if current && (len(wrote) == 0 || !cmp.Equal(wrote[len(wrote)-1], p)) {
				wrote = append(wrote, p)
			}
			if current && v.Number != int64(len(wrote)) {
				t.Fatalf("version %d, want %d", v.Number, len(wrote))
			}
		}
		var kept []partner.Partner
		for _, v := range b.kept["acme"] {
			kept = append(kept, v.Settings)
		}
		if diff := cmp.Diff(wrote, kept); diff != "" {
			t.Fatalf("history (-want +got):\n%s", diff)
		}
	})
}
