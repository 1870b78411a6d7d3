package table_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
	"github.com/seatwright/seatwright/shared/webhook"
)

// Two orders of different shops: one new customer with a discount, one that has a tenant and buys two lines in another currency.
var shopOrders = []string{"../shopify/testdata/paid.json", "testdata/paid.gbp.json"} //nolint:gochecknoglobals // a list that nobody changes

func read(tb testing.TB, file string) []byte {
	tb.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func paid(body []byte) webhook.Delivery {
	return webhook.Delivery{Connection: "con_sample_7f3k2m9q", Event: guid(1) + "/orders/paid", Topic: "orders/paid", At: clock(), Body: body}
}

func TestAUsualOrderOfAShopTakesTwoUnits(t *testing.T) {
	t.Parallel()
	for _, file := range shopOrders {
		s, body := memory.NewStore(clock), read(t, file)
		if _, err := table.Open(s, clock).PutDelivery(t.Context(), paid(body)); err != nil {
			t.Fatal(err)
		}
		size := store.Size(s.All()[0])
		t.Logf("%s: %d bytes are stored in %d", file, len(body), size)
		if size > 2048 || len(s.All()) != 1 {
			t.Errorf("%s: %d bytes in %d items, want at most 2048 in one", file, size, len(s.All()))
		}
	}
}

func TestADeliveryOfBeforeTheDictionaryStaysReadable(t *testing.T) {
	t.Parallel()
	s, body := memory.NewStore(clock), read(t, shopOrders[0])
	k, sum := key.Delivery("c", "e"), sha256.Sum256(body)
	i := store.Item{
		key.AttrPK: string(k.PK), key.AttrSK: string(k.SK), "topic": "orders/paid", "at": clock().UnixNano(), "hash": hex.EncodeToString(sum[:]),
		"body": deflated(t, string(body))[1:], "chunks": int64(0), key.AttrExpires: clock().Unix() + 1,
	}
	if err := s.Put(t.Context(), i, nil); err != nil {
		t.Fatal(err)
	}
	d, err := table.Open(s, clock).Delivery(t.Context(), "c", "e")
	if err != nil || !bytes.Equal(d.Body, body) {
		t.Errorf("%d bytes, %v", len(d.Body), err)
	}
}

func TestWhateverIsDeliveredIsReadBack(t *testing.T) {
	t.Parallel()
	whole := string(read(t, shopOrders[1]))
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, len(whole)).Draw(t, "from")
		body := append(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "noise"), whole[from:rapid.IntRange(from, len(whole)).Draw(t, "to")]...)
		tab := table.Open(memory.NewStore(clock), clock)
		if _, err := tab.PutDelivery(t.Context(), paid(body)); err != nil {
			t.Fatal(err)
		}
		if d, err := tab.Delivery(t.Context(), paid(nil).Connection, paid(nil).Event); err != nil || !bytes.Equal(d.Body, body) {
			t.Fatalf("%d bytes instead of %d: %v", len(d.Body), len(body), err)
		}
	})
}

func TestManyAtOnceDoNotMixTheirBodies(t *testing.T) {
	t.Parallel()
	tab, whole := table.Open(memory.NewStore(clock), clock), string(read(t, shopOrders[0]))
	var wg sync.WaitGroup
	for n := range 32 {
		wg.Go(func() {
			d := paid([]byte(strings.ReplaceAll(whole, "820982911946154508", strconv.Itoa(n))))
			d.Event = strconv.Itoa(n)
			if _, err := tab.PutDelivery(t.Context(), d); err != nil {
				t.Error(err)
			}
			if got, err := tab.Delivery(t.Context(), d.Connection, d.Event); err != nil || !bytes.Equal(got.Body, d.Body) {
				t.Errorf("%d: %d bytes, %v", n, len(got.Body), err)
			}
		})
	}
	wg.Wait()
}

func BenchmarkPutDelivery(b *testing.B) {
	tab, d := table.Open(memory.NewStore(clock), clock), paid(read(b, shopOrders[0]))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tab.PutDelivery(b.Context(), d); err != nil {
			b.Fatal(err)
		}
	}
}
