package csv_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/price/csv"
)

// FuzzRead holds the scanner to encoding/csv, in blocks of different sizes.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"a,b\r\n1,\"x\"\"y\"\n", "\"a\r\nb\",c", "a\"b,c\n", "\"a\"b\n1", "\"", ",\n,", "\r\r\n", "\"a\"\r", "12345678,12345678\n"} {
		f.Add([]byte(text), byte(7))
	}
	f.Add([]byte("000000000000000000\xd6\xd6\xd6\xd6\xd6"), byte(18))
	f.Fuzz(func(t *testing.T, raw []byte, block byte) {
		if bytes.HasPrefix(raw, []byte("\uFEFF")) {
			t.Skip("the oracle does not know the mark")
		}
		if diff := agree(string(raw), ',', int(block)+1); diff != "" {
			t.Errorf("%q by %d: %s", raw, int(block)+1, diff)
		}
	})
}

// FuzzEncoding holds that any bytes are read or refused, and equally in blocks of any size that shows the encoding.
func FuzzEncoding(f *testing.F) {
	f.Add([]byte("\xff\xfea\x00,\x00b\x00"))
	f.Add([]byte("\x93a\x94;b\n"))
	f.Add([]byte("\uFEFFa\tb"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		one, _, err := read(csv.New(bytes.NewReader(raw), csv.Options{}))
		two, _, again := read(csv.New(strings.NewReader(string(raw)), csv.Options{Block: 4*len(raw) + 16}))
		if diff := cmp.Diff(one, two); diff != "" || (err == nil) != (again == nil) {
			t.Errorf("%q: %v, %v, %s", raw, err, again, diff)
		}
	})
}
