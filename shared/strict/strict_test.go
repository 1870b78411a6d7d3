package strict_test

import (
	"encoding/json"
	"strings"
	"testing"

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

func FuzzCheckRefusesWhatIsNotJSON(f *testing.F) {
	for _, s := range []string{`{"a":1}`, `[1,2`, `{"a":1,"A":2}`, nested(70), "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if strict.Check(raw) == nil && !json.Valid(raw) {
			t.Errorf("accepted: %q", raw)
		}
	})
}
