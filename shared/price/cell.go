package price

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seatwright/seatwright/shared/money"
)

// memo keeps what the cell above was read as. Sheets are sorted, so most cells of a column equal the one above.
type memo[T any] struct {
	above []byte
	value T
	wrong *flaw
	parse func([]byte) (T, *flaw)
}

func remember[T any](parse func([]byte) (T, *flaw)) memo[T] {
	m := memo[T]{parse: parse}
	m.value, m.wrong = parse(nil)
	return m
}

func (m *memo[T]) read(cell []byte) {
	m.above = append(m.above[:0], cell...)
	m.value, m.wrong = m.parse(bytes.TrimSpace(cell))
}

// cached keeps what few different cells were read as.
func cached[T any](parse func([]byte) (T, *flaw)) func([]byte) (T, *flaw) {
	const enough = 1000
	seen := map[string]T{}
	return func(cell []byte) (T, *flaw) {
		if value, ok := seen[string(cell)]; ok {
			return value, nil
		}
		value, wrong := parse(cell)
		if wrong == nil && len(seen) < enough {
			seen[string(cell)] = value
		}
		return value, wrong
	}
}

// pool gives equal texts the same bytes.
type pool struct {
	all  map[string]string
	size int // bytes of all
}

// Limits that no honest sheet comes near.
const (
	maxTitle = 4 << 10  // bytes of a text
	maxPool  = 64 << 20 // bytes of all different texts
)

func (p *pool) of(b []byte) string {
	if s, ok := p.all[string(b)]; ok {
		return s
	}
	s := string(b)
	p.all[s] = s
	p.size += len(s)
	return s
}

// title reads a text for people. Line breaks and runs of blanks become one blank, so that a text is the same in each form of a sheet.
func (p *pool) title(cell []byte) (string, *flaw) {
	if plainly(cell) {
		return p.of(cell), nil
	}
	if !utf8.Valid(cell) {
		return "", &flaw{reason: "not text in the encoding of the rest of the file", suggestion: strings.ToValidUTF8(string(cell), "?")}
	}
	if len(cell) > maxTitle {
		return "", &flaw{reason: "a text of more than 4,096 bytes"}
	}
	if bytes.ContainsAny(cell, "\r\n\t") || bytes.Contains(cell, []byte("  ")) {
		cell = bytes.Join(bytes.Fields(cell), []byte{' '})
	}
	return p.of(cell), nil
}

// plainly reports whether a text is of visible ASCII with single blanks, as nearly all are, so that nothing has to be mended.
func plainly(cell []byte) bool {
	last := byte(0)
	for _, c := range cell {
		if c < ' ' || c >= utf8.RuneSelf || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return len(cell) <= maxTitle
}

// product reads a product's id, of letters and digits.
func (p *pool) product(cell []byte) (string, *flaw) {
	if len(cell) == 0 {
		return "", &flaw{reason: "no product id"}
	}
	for _, c := range cell {
		if !letter(c) && !digit(c) {
			return "", &flaw{reason: "not a product id such as CFQ7TTC0LHCH"}
		}
	}
	return p.of(bytes.ToUpper(cell)), nil
}

// offer reads a legacy offer's id, a GUID.
func (p *pool) offer(cell []byte) (string, *flaw) {
	id := bytes.ToLower(bytes.Trim(cell, "{}"))
	if len(id) != 36 {
		return "", &flaw{reason: "not an offer id, which is a GUID"}
	}
	for i, c := range id {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') || !dash && !digit(c) && (c < 'a' || c > 'f') {
			return "", &flaw{reason: "not an offer id, which is a GUID"}
		}
	}
	return p.of(id), nil
}

// sku reads a SKU's id. Spreadsheets take 0001 for the number 1, which is mended, and 1E05 for 100000, which is too uncertain to be.
func (p *pool) sku(cell []byte) (string, *flaw) {
	const mangled = "a spreadsheet program took the id for a number"
	numeric := true
	for i, c := range cell {
		if !letter(c) && !digit(c) {
			if n := bytes.IndexAny(cell, "eE"); n > 0 && i > 0 {
				return "", &flaw{reason: mangled, suggestion: exponent(cell, n)}
			}
			return "", &flaw{reason: "not a SKU id such as 0001"}
		}
		numeric = numeric && digit(c)
	}
	switch {
	case len(cell) == 0:
		return "", &flaw{reason: "no SKU id"}
	case numeric && len(cell) < 4:
		return p.of(append([]byte("0000"[len(cell):]), cell...)), nil
	case numeric && len(cell) > 4:
		return "", &flaw{reason: mangled, suggestion: round(cell)}
	case len(cell) > 16:
		return "", &flaw{reason: "not a SKU id such as 0001"}
	}
	return p.of(bytes.ToUpper(cell)), nil
}

// exponent gives the id that 1E+05 may have been: 1E05.
func exponent(cell []byte, e int) string {
	mantissa, _, _ := strings.Cut(string(cell[:e]), ".")
	n, err := strconv.Atoi(string(cell[e+1:]))
	if err != nil || n < 0 || n > 99 || len(mantissa) != 1 {
		return ""
	}
	return mantissa + "E" + strconv.Itoa(100 + n)[1:]
}

// round gives the id that 100000 may have been: 1E05.
func round(cell []byte) string {
	if bytes.Count(cell[1:], []byte{'0'}) != len(cell)-1 || len(cell) > 100 {
		return ""
	}
	return string(cell[:1]) + "E" + strconv.Itoa(100 + len(cell) - 1)[1:]
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func digit(c byte) bool { return c-'0' <= 9 }

// code reads so many capital letters.
func (p *pool) code(size int, what string) func([]byte) (string, *flaw) {
	return func(cell []byte) (string, *flaw) {
		if len(cell) != size || bytes.ContainsFunc(cell, func(r rune) bool { return r < 'A' || r > 'z' || r > 'Z' && r < 'a' }) {
			return "", &flaw{reason: what}
		}
		return p.of(bytes.ToUpper(cell)), nil
	}
}

// count reads a number of units; an empty cell is 0.
func count(cell []byte) (int32, *flaw) {
	if len(cell) == 0 {
		return 0, nil
	}
	n, err := strconv.ParseInt(string(cell), 10, 32)
	if err != nil || n < 0 {
		return 0, &flaw{reason: "not a number of units"}
	}
	return int32(n), nil
}

// amount reads a price. Empty is whether the cell holds none, which is not the price zero.
func (o *ReadOptions) amount(cell []byte) (m money.Micro, empty bool, wrong *flaw) {
	m, err := money.ParseMicro(cell)
	if err == nil && m >= 0 {
		return m, false, nil
	}
	text := bytes.TrimSpace(cell)
	if len(text) == 0 {
		return 0, true, nil
	}
	if o.DecimalComma {
		m, err = money.Guess(text, ',')
	} else if m, err = money.ParseMicro(text); err != nil {
		m, err = nearest(text, err)
	}
	switch {
	case err != nil:
		wrong = &flaw{reason: "not a price: " + err.Error()}
		if guess, err := money.Guess(text, 0); err == nil && guess >= 0 {
			wrong.suggestion = guess.String()
		}
		comma, err := money.Guess(text, ',')
		wrong.decimalComma = err == nil && comma >= 0 && !o.DecimalComma && bytes.IndexByte(text, ',') >= 0
		return 0, false, wrong
	case m < 0:
		return 0, false, &flaw{reason: "a negative price"}
	}
	return m, false, nil
}

// nearest reads a number with the seventeen digits by which a spreadsheet stores 115.2 as 115.20000000000000284: of those fifteen mean something.
func nearest(text []byte, err error) (money.Micro, error) {
	const significant = 15
	if err != money.TooFine || len(text) <= significant { //nolint:errorlint // ParseMicro gives it as it is
		return 0, err
	}
	f, wrong := strconv.ParseFloat(string(text), 64)
	if wrong != nil {
		return 0, err
	}
	f, wrong = strconv.ParseFloat(strconv.FormatFloat(f, 'e', significant-1, 64), 64)
	if wrong != nil {
		return 0, err
	}
	return money.ParseMicro(strconv.AppendFloat(nil, f, 'f', -1, 64))
}
