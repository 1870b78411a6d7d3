package strict_test

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/strict"
)

func nested(levels int) string {
	return strings.Repeat("[", levels) + strings.Repeat("]", levels)
}

func TestUnambiguousJSONPasses(t *testing.T) {
	t.Parallel()
	for _, ok := range []string{`{}`, `[]`, `null`, ` {"a":1,"b":{"a":1}} `, `"x"`, `[{"a":1},{"a":2}]`, nested(64), `{"a":12345678901234567890.5e3}`} {
		if err := strict.Check([]byte(ok)); err != nil {
			t.Errorf("%.40s: %v", ok, err)
		}
	}
}

func TestAmbiguousJSONIsMalformed(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]string{
		"empty": "", "cut": `{"a":`, "cut in an array": `[1,`, "trailing": `{} {}`, "trailing text": `{}x`, "byte order mark": "\xef\xbb\xbf{}",
		"not UTF-8": "{\"a\":\"\xff\"}", "65 levels": nested(65), "same key": `{"a":1,"a":2}`, "same key escaped": `{"a":1,"\u0061":2}`,
		"same key in other case": `{"sku":1,"SKU":2}`, "same key with a long s": `{"sku":1,"\u017fku":2}`, "HTML": "<html></html>",
		"missing colon": `{"a" 1}`, "missing comma": `{"a":1 "b":2}`, "wrong bracket": `[1}`,
	} {
		if err := strict.Check([]byte(bad)); fault.Of(err) != fault.Malformed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestADoubledKeyIsNamed(t *testing.T) {
	t.Parallel()
	err := strict.Check([]byte(`{"a":[{},{"b/c":1,"b/c":2}]}`))
	if f := fault.Fields(err); len(f) != 1 || f[0].Pointer != "/a/1/b~1c" {
		t.Errorf("fields: %v", f)
	}
}

// agree fails when Check and the oracle judge a text in different ways, or name different places.
func agree(tb interface {
	Helper()
	Fatalf(format string, args ...any)
}, raw []byte,
) {
	tb.Helper()
	pointer, want := oracle(raw)
	got := strict.Check(raw)
	if (got == nil) != (want == nil) || got != nil && fault.Of(got) != fault.Malformed {
		tb.Fatalf("%q: %v, the oracle: %v", raw, got, want)
	}
	named := ""
	if f := fault.Fields(got); len(f) == 1 {
		named = f[0].Pointer
	}
	if named != pointer {
		tb.Fatalf("%q: names %q, the oracle %q", raw, named, pointer)
	}
}

func FuzzCheckJudgesAsTheOracle(f *testing.F) {
	for _, s := range []string{
		`{"a":1}`, `[1,2`, `{"a":1,"A":2}`, nested(70), "\xff", `{"a":[{},{"b/~c":"\u017f\n","k":-0.5e+3}], "\u212a":null}`, `[01]`, `[1,]`, `{"":1,"":2}`,
		`{"\ud800":1,"\udbff":2}`, `[1.e5,tru]`, "{\"a\x01\":1}", `{"a":{"b":1,"b":x`, `1 2`, `truefalse`, `{"a":1,}`, `{,}`, `"\u00`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		agree(t, raw)
		if strict.Check(raw) == nil && !json.Valid(raw) {
			t.Errorf("accepted: %q", raw)
		}
	})
}

// TestTextsThatAreNearlyJSONAreJudgedAsByTheOracle puts pieces together: most texts of chance fail at their first byte.
func TestTextsThatAreNearlyJSONAreJudgedAsByTheOracle(t *testing.T) {
	t.Parallel()
	leaf := rapid.SampledFrom([]string{"1", "-0.5e+3", "01", "1.", "-", "true", "nul", `"x"`, `"\u017f\n"`, `"\x"`, "\"\t\"", `""`, "[]", "{}", ""})
	key := rapid.SampledFrom([]string{`"a"`, `"A"`, `"\u0061"`, `"b/c"`, `"b~c"`, `"k"`, `"\u212a"`, "\"\u212a\"", `"s"`, `"ſ"`, `""`, `"\ud800"`, `"long_name_of_a_key"`, `a`})
	gap := rapid.SampledFrom([]string{"", "", "", " ", "\n\t"})
	mark := func(t *rapid.T, usual string) string {
		if rapid.IntRange(0, 60).Draw(t, "slip") == 0 {
			usual = rapid.SampledFrom([]string{"", ",", ":", "]", "}", "x"}).Draw(t, "instead")
		}
		return gap.Draw(t, "before") + usual + gap.Draw(t, "after")
	}
	var write func(t *rapid.T, deep int) string
	write = func(t *rapid.T, deep int) string {
		kind := rapid.IntRange(0, 3).Draw(t, "kind")
		if deep == 0 || kind == 0 {
			return leaf.Draw(t, "leaf")
		}
		var parts []string
		for range rapid.IntRange(0, 4).Draw(t, "members") {
			part := write(t, deep-1)
			if kind > 1 {
				part = key.Draw(t, "key") + mark(t, ":") + part
			}
			parts = append(parts, part)
		}
		body := strings.Join(parts, mark(t, ","))
		if kind > 1 {
			return mark(t, "{") + body + mark(t, "}")
		}
		return mark(t, "[") + body + mark(t, "]")
	}
	rapid.Check(t, func(t *rapid.T) { agree(t, []byte(write(t, 4))) })
}

func TestAKeyComesTwiceAmongManyToo(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 127, 128, 129, 130, 2000} {
		var b strings.Builder
		for i := range n {
			b.WriteString(`"k` + strconv.Itoa(i) + `":{"K1":0},`)
		}
		for _, last := range []string{"k0", "K" + strconv.Itoa(n-1), "other"} {
			agree(t, []byte(`[0,{`+b.String()+`"`+last+`":1}]`))
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	raw, err := os.ReadFile("../shopify/testdata/paid.json")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if err := strict.Check(raw); err != nil {
			b.Fatal(err)
		}
	}
}
