package key_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/key"
)

func TestKeysOfShopsOrdersAreWhatIsStored(t *testing.T) {
	t.Parallel()
	for k, want := range map[key.Key]string{
		key.Sale("con_1", "10#01"):             "SALE#con_1#10%2301 | SALE",
		key.Bought("p", "contoso.com", "M365"): "BOUGHT#p#contoso.com | SKU#M365",
		key.Cursor("con_1"):                    "CONNECTION#con_1 | CURSOR",
		key.Heard("con_1"):                     "CONNECTION#con_1 | HEARD",
	} {
		if got := fmt.Sprintf("%s | %s", k.PK, k.SK); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestAShopsOrderIsReadBackFromItsKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.StringOfN(rapid.RuneFrom([]rune("ab#%235 ü")), 1, 12, -1)
		a, b := part.Draw(t, "connection"), part.Draw(t, "order")
		if c, o, ok := key.SaleOf(string(key.Sale(a, b).PK)); !ok || c != a || o != b {
			t.Fatalf("%q of %q read back as %q of %q, %v", b, a, o, c, ok)
		}
	})
	if _, _, ok := key.SaleOf(string(key.Domain("a", "b").PK)); ok {
		t.Error("a domain read as an order of a shop")
	}
}
