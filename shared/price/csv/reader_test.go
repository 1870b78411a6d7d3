package csv_test

import (
	stdcsv "encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/price/csv"
)

// read gives all rows as text, with "bad" for a bad one, and the error that ended it, nil at the end of the file.
func read(r *csv.Reader) (rows [][]string, lines []int, err error) {
	for {
		fields, line, err := r.Next()
		var bad *price.BadRow
		switch {
		case errors.As(err, &bad):
			rows, lines = append(rows, []string{"bad"}), append(lines, bad.Line)
			continue
		case errors.Is(err, io.EOF):
			return rows, lines, nil
		case err != nil:
			return rows, lines, err
		}
		var texts []string
		for _, f := range fields {
			texts = append(texts, string(f))
		}
		rows, lines = append(rows, texts), append(lines, line)
	}
}

// oracle reads with encoding/csv. Its open reports a quote that is never closed, where the rows end.
func oracle(text string, comma rune) (rows [][]string, lines []int, open bool) {
	r := stdcsv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.Comma = -1, comma
	for {
		fields, err := r.Read()
		var wrong *stdcsv.ParseError
		switch {
		case errors.As(err, &wrong):
			rows, lines = append(rows, []string{"bad"}), append(lines, wrong.StartLine)
			if _, err := r.Read(); errors.Is(err, io.EOF) && errors.Is(wrong.Err, stdcsv.ErrQuote) {
				return rows, lines, true
			}
			return rows, lines, false
		case err != nil:
			return rows, lines, false
		}
		line, _ := r.FieldPos(0)
		rows, lines = append(rows, fields), append(lines, line)
	}
}

// agree reads text in blocks of one size by both and says how they differ, up to the first bad row of the oracle.
func agree(text string, comma byte, block int) string {
	want, wantLines, _ := oracle(text, rune(comma))
	r := csv.New(iotest.HalfReader(strings.NewReader(text)), csv.Options{Comma: comma, Encoding: csv.UTF8, Block: block, MaxFields: 1 << 20})
	got, gotLines, err := read(r)
	if err != nil { // a quote that is never closed, which the oracle calls a bad row
		if fault.Of(err) != fault.Invalid {
			return err.Error()
		}
		got, gotLines = append(got, []string{"bad"}), append(gotLines, 0)
	}
	if n := slices.IndexFunc(want, func(row []string) bool { return slices.Equal(row, []string{"bad"}) }); n >= 0 {
		want, wantLines = want[:n], wantLines[:n]
		if len(got) <= n || !slices.Equal(got[n], []string{"bad"}) {
			return fmt.Sprintf("row %d is bad to the oracle: %q", n, got)
		}
		got, gotLines = got[:n], gotLines[:n]
	}
	for _, row := range got {
		for n := range row {
			row[n] = strings.ReplaceAll(row[n], "\r\n", "\n") // within quotes, the oracle drops the carriage return
		}
	}
	return cmp.Diff(want, got) + cmp.Diff(wantLines, gotLines)
}

func TestItReadsWhatEncodingCSVReads(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"a", "bc", "12.50", ",", ",", "\"", "\"\"", "\n", "\r\n", "\r", ";", "ä€", "0123456789abcdef", "\"x, y\"", "\"1\"\"2\"", ",,", " "})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "pieces"), "")
		block := rapid.IntRange(1, 40).Draw(t, "block")
		if diff := agree(text, ',', block); diff != "" {
			t.Fatalf("%q by %d: %s", text, block, diff)
		}
	})
}

func TestWhatARowIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][][]string{
		"":                             nil,
		"a,b\n1,2":                     {{"a", "b"}, {"1", "2"}},
		"a,b\r\n1,2\n\n\r\n3,\r\n":     {{"a", "b"}, {"1", "2"}, {"3", ""}},
		"\"a \"\"b\"\"\",\"c\r\nd\"\n": {{"a \"b\"", "c\r\nd"}},
		"\"\"\n":                       {{""}},
		"\"\"\"\"\"\",x":               {{"\"\"", "x"}},
		"a;b,c;d\n1;2;3":               {{"a", "b,c", "d"}, {"1", "2", "3"}},
		"a\tb;c\td\n":                  {{"a", "b;c", "d"}},
		"sep=;\r\na;b\r\n":             {{"a", "b"}},
		"x\n\"a;b;c;d;e\",f,g,h,i\n":   {{"x"}, {"a;b;c;d;e", "f", "g", "h", "i"}},
		"a,b\"c\n1,2\n":                {{"bad"}, {"1", "2"}},
		"a,\"b\nc\"d,e\n1,2\n":         {{"bad"}, {"1", "2"}},
	} {
		got, _, err := read(csv.New(strings.NewReader(text), csv.Options{}))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v %s", text, err, diff)
		}
	}
}

func TestALimitIsAnErrorThatStays(t *testing.T) {
	t.Parallel()
	long := "a,b\n" + strings.Repeat("x", 3000) + ",y\n1,2\n"
	for name, c := range map[string]struct {
		text    string
		options csv.Options
		want    fault.Kind
	}{
		"a long row":               {long, csv.Options{MaxRecord: 1000, Block: 100}, fault.TooLarge},
		"a long row in one block":  {long, csv.Options{MaxRecord: 1000}, fault.TooLarge},
		"many fields":              {"a,b\n1,2,3,4,5\n", csv.Options{MaxFields: 4}, fault.TooLarge},
		"a long file":              {long, csv.Options{MaxBytes: 100, Block: 16}, fault.TooLarge},
		"a quote never closed":     {"a,b\n1,\"2\n3,4\n", csv.Options{}, fault.Invalid},
		"a quote never closed far": {"a,b\n1,\"" + long, csv.Options{MaxRecord: 1000, Block: 100}, fault.TooLarge},
		"no text at all":           {"PK\x03\x04\x00\x00\x08", csv.Options{}, fault.Invalid},
	} {
		r := csv.New(strings.NewReader(c.text), c.options)
		_, _, err := read(r)
		if _, _, again := r.Next(); fault.Of(err) != c.want || !errors.Is(again, err) {
			t.Errorf("%s: %v, then %v", name, err, again)
		}
	}
}

func TestAFailureOfTheSourceIsTold(t *testing.T) {
	t.Parallel()
	broken := errors.New("line cut")
	r := csv.New(io.MultiReader(strings.NewReader("a,b\n1,2\n"), iotest.ErrReader(broken)), csv.Options{})
	if rows, _, err := read(r); !errors.Is(err, broken) || fault.Of(err) != fault.Unavailable {
		t.Errorf("%v, %v", rows, err)
	}
}
