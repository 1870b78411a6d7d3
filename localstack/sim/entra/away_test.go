package entra_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sim/entra"
)

const buyer = "99999999-9999-4999-8999-999999999999"

// away is a world in which one more tenant is a customer, which lets the partner's users in while roles are there.
func away(t *testing.T, roles *[]string) *world {
	t.Helper()
	w := newWorld(t, func(o *entra.Options) {
		o.Known = func(tenant string) bool { return tenant == buyer }
		o.Delegated = func(home, tenant string) ([]string, bool) {
			return *roles, home == partner && tenant == buyer && len(*roles) > 0
		}
	})
	return w
}

func TestACustomersTenantLetsDelegatedAdministratorsInWithTheRolesThatTheyHaveThere(t *testing.T) {
	t.Parallel()
	var roles []string
	w := away(t, &roles)
	path := "/" + buyer + "/oauth2/v2.0/token"
	f := v2(w.IssueRefresh(partner, appID, userID, true)).with(form{"scope": entra.Graph + "/.default"})
	refused := func(code int) {
		t.Helper()
		status, out := w.send(t, path, f)
		if codes, _ := out["error_codes"].([]any); status != http.StatusBadRequest || len(codes) != 1 || codes[0] != float64(code) {
			t.Errorf("%d %v, want %d", status, out, code)
		}
	}
	refused(50020)
	roles = []string{"8329153b-31d0-4727-b945-745eb3bc5f31"}
	refused(65001)
	if err := w.Grant(appID, buyer, entra.Graph, "Domain.ReadWrite.All"); err != nil {
		t.Fatal(err)
	}
	claims := w.claims(t, w.granted(t, path, f), entra.Graph)
	got := []any{claims["tid"], claims["scp"], claims["wids"]}
	if d := cmp.Diff([]any{buyer, "Domain.ReadWrite.All", []any{roles[0]}}, got); d != "" {
		t.Error(d)
	}
	home := w.claims(t, w.granted(t, pathV2, f), entra.Graph)
	if home["scp"] == "Domain.ReadWrite.All" || home["wids"] != nil {
		t.Errorf("what the customer consented to reaches the partner's own tenant: %v", home)
	}
	if err := w.Withdraw(appID, buyer, ""); err != nil {
		t.Fatal(err)
	}
	refused(65001)
	roles = nil
	refused(50020)
}
