package zipped_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strconv"
	"testing"

	"github.com/seatwright/seatwright/shared/price/zipped"
)

func TestTheLongFormOfAZIPFileIsReadWithinItsLimits(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes more files than the short form can count")
	}
	const many = 1 << 16
	entries := []entry{{"sheets.csv", sheet}}
	for i := range many {
		entries = append(entries, entry{strconv.Itoa(i), ""})
	}
	file := packAs(t, zip.Store, entries...)
	if !bytes.Contains(file, []byte("PK\x06\x06")) {
		t.Fatal("not in the long form")
	}
	limits := usual()
	if _, _, err := unzip(file, limits); !errors.Is(err, zipped.TooLarge) {
		t.Errorf("more files than allowed: %v", err)
	}
	limits.Parts = many + 1
	a, err := zipped.Open(bytes.NewReader(file), int64(len(file)), limits)
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Part("sheets.csv")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if _, err := got.ReadFrom(r); err != nil || got.String() != sheet {
		t.Errorf("%q, %v", got.String(), err)
	}
}
