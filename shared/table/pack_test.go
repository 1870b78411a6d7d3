package table_test

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table"
	"github.com/seatwright/seatwright/shared/table/store"
)

// loaded puts a document under an order's key, as an earlier version of the program might have left it, and loads it.
func loaded(t *testing.T, doc []byte) (company string, err error) {
	t.Helper()
	s := memory.NewStore(clock)
	k := key.Order("ord_1")
	i := store.Item{key.AttrPK: string(k.PK), key.AttrSK: string(k.SK), key.AttrVersion: int64(3), "doc": doc}
	if err := s.Put(t.Context(), i, nil); err != nil {
		t.Fatal(err)
	}
	o, err := table.Open(s, clock).Load(t.Context(), "ord_1")
	return o.Customer.Company, err
}

// deflated gives a document of format d.
func deflated(t *testing.T, plain string) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteByte('d')
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(plain)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDocumentsOfEveryFormatStayReadable(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile("testdata/format1.hex")
	if err != nil {
		t.Fatal(err)
	}
	one, err := hex.DecodeString(strings.TrimSpace(string(golden)))
	if err != nil {
		t.Fatal(err)
	}
	for name, doc := range map[string][]byte{
		"plain": deflated(t, `{"customer":{"company":"Brightwater Logistics GmbH"}}`), "dictionary one": one,
	} {
		if company, err := loaded(t, doc); err != nil || company != "Brightwater Logistics GmbH" {
			t.Errorf("%s: %q, %v; a changed dictionary needs a new format", name, company, err)
		}
	}
}

func TestABrokenDocumentIsAnErrorWithoutAKind(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string][]byte{
		"empty": {}, "unknown format": []byte("?x"), "cut": deflated(t, `{"id":"ord_1"}`)[:8], "not deflated": []byte("dxxxxxxxx"),
		"no JSON": deflated(t, "{"), "a bomb": deflated(t, `{"id":"`+strings.Repeat("x", 5<<20)+`"}`),
	} {
		if _, err := loaded(t, doc); err == nil || fault.Of(err) != "" {
			t.Errorf("%s: %v, want an error without a kind", name, err)
		}
	}
}

// TestDictionariesAreWhatWasStoredWith: whoever changes one makes what is stored unreadable. Do not mend the sums to make it pass.
func TestDictionariesAreWhatWasStoredWith(t *testing.T) {
	t.Parallel()
	for dictionary, want := range map[string]string{
		table.DictionaryOne:   "ee89e4eafb293727226ef7523bf9d74be1ead5c8d0da85e5ab5c4dbc39ce11eb",
		table.DictionaryAudit: "894d3b2a024e11b135d15b3bc0a27f8c80bc179c915d9af532c6b86f629c5451",
		table.DictionaryShop:  "98535c80b02e8846c7b75369b2b9e38d3bba029e9d693b1ceb234477a7f5d637",
	} {
		if sum := sha256.Sum256([]byte(dictionary)); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%.40s...: %x, want %s", dictionary, sum, want)
		}
	}
}

func BenchmarkSave(b *testing.B) {
	o := life(b)[7]
	tab := table.Open(memory.NewStore(clock), clock)
	o.Version = 0
	if err := tab.Create(b.Context(), &o); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := tab.Save(b.Context(), &o); err != nil {
			b.Fatal(err)
		}
	}
}
