package money

import (
	"bytes"
	"strconv"
	"strings"
)

// Guess reads what spreadsheets and people make of a number: 115,20 and 1.234,50 and 1'234.50, 115,20 € and EUR 115.20, 1.2E+3. Decimal is the
// decimal sign, '.' or ',', or 0 to tell by the text, where 1,234 is refused as EitherOr. It is for suggestions, and for sheets that somebody said were
// saved again with other habits; ParseMicro is for all else.
func Guess(text []byte, decimal byte) (Micro, error) {
	number := strings.Map(bare, string(uncurrency(bytes.TrimSpace(text))))
	if e := strings.IndexAny(number, "eE"); e > 0 {
		return scientific(number, e, decimal)
	}
	if decimal == 0 {
		var err error
		if decimal, err = sign(number); err != nil {
			return 0, err
		}
	}
	whole, part, parted := number, "", false
	if n := strings.LastIndexByte(number, decimal); n >= 0 {
		whole, part, parted = number[:n], number[n+1:], true
	}
	whole, ok := together(whole, decimal)
	if !ok {
		return 0, NoNumber
	}
	if parted {
		whole += "." + part
	}
	return ParseMicro([]byte(whole))
}

// bare leaves blanks of all widths and apostrophes out, which some countries part thousands with.
func bare(r rune) rune {
	switch r {
	case ' ', '\u00a0', '\u2009', '\u202f', '\'', '’':
		return -1
	}
	return r
}

// uncurrency leaves out a sign or three letters of a currency before or behind the number.
func uncurrency(text []byte) []byte {
	for _, sign := range []string{"€", "$", "£", "¥", "kr.", "kr", "zł", "Kč"} {
		before, cut := bytes.CutPrefix(text, []byte(sign))
		after, too := bytes.CutSuffix(before, []byte(sign))
		if cut != too {
			return bytes.TrimSpace(after)
		}
	}
	if n := len(text) - 3; n > 0 && upper(string(text[n:])) {
		return bytes.TrimSpace(text[:n])
	}
	if len(text) > 3 && upper(string(text[:3])) {
		return bytes.TrimSpace(text[3:])
	}
	return text
}

// sign tells the decimal sign: the last of two kinds; of one kind the only one, unless it may as well part thousands.
func sign(number string) (byte, error) {
	comma, point := strings.LastIndexByte(number, ','), strings.LastIndexByte(number, '.')
	switch {
	case comma < 0 && strings.Count(number, ".") <= 1:
		return '.', nil
	case comma < 0:
		return ',', nil
	case point >= 0 && comma > point:
		return ',', nil
	case point >= 0 || strings.Count(number, ",") > 1:
		return '.', nil
	case len(number)-comma == 4 && comma <= 3 && number[0] != '0':
		return 0, EitherOr
	}
	return ',', nil
}

// together joins groups of three digits that the other sign parts.
func together(whole string, decimal byte) (number string, ok bool) {
	other := "."
	if decimal == '.' {
		other = ","
	}
	groups := strings.Split(whole, other)
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// scientific reads 1.2E+3 by moving the point, so that nothing is rounded.
func scientific(number string, e int, decimal byte) (Micro, error) {
	mantissa := number[:e]
	if decimal == ',' || decimal == 0 {
		mantissa = strings.Replace(mantissa, ",", ".", 1)
	}
	exponent, err := strconv.Atoi(number[e+1:])
	if err != nil || exponent < -20 || exponent > 20 {
		return 0, NoNumber
	}
	whole, part, _ := strings.Cut(mantissa, ".")
	negative := strings.HasPrefix(whole, "-")
	digits := strings.TrimPrefix(whole, "-") + part
	at := len(digits) - len(part) + exponent
	if at < 1 {
		digits, at = strings.Repeat("0", 1-at)+digits, 1
	}
	if at > len(digits) {
		digits += strings.Repeat("0", at-len(digits))
	}
	text := digits[:at]
	if at < len(digits) {
		text += "." + digits[at:]
	}
	if negative {
		text = "-" + text
	}
	return ParseMicro([]byte(text))
}
