package xlsx

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Styles of the cells that are written, by their place in the part of the styles.
const (
	styleNone = iota
	styleHeader
	styleDate
	styleTime
)

// mostText is how many UTF-16 units Excel takes in a cell. What is longer ends in "…".
const mostText = 32767

// text writes a text. Blanks at its ends and line ends are kept.
func (w *Writer) text(s string, style int) {
	if s == "" {
		w.buf = append(w.buf, `<c/>`...)
		return
	}
	if style == styleHeader {
		w.buf = append(w.buf, `<c s="1" t="inlineStr"><is><t xml:space="preserve">`...)
	} else {
		w.buf = append(w.buf, `<c t="inlineStr"><is><t xml:space="preserve">`...)
	}
	w.buf = append(appendEscaped(w.buf, shortened(s)), `</t></is></c>`...)
}

// shortened cuts a text that is too long for a cell.
func shortened(s string) string {
	if len(s) <= mostText {
		return s
	}
	units := 0
	for i, r := range s {
		if units++; r > 0xFFFF {
			units++
		}
		if units >= mostText {
			return s[:i] + "…"
		}
	}
	return s
}

// appendEscaped appends text as XML. What XML cannot hold is written as Excel writes it, and what looks like that is told from it.
func appendEscaped(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '&' && c != '<' && c != '>' && c != '_' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		var instead string
		switch {
		case r == '&':
			instead = "&amp;"
		case r == '<':
			instead = "&lt;"
		case r == '>':
			instead = "&gt;"
		case r == '_' && looksEscaped(s[i:]):
			instead = "_x005F_"
		case r < ' ' && r != '\t' && r != '\n', r == 0xFFFE, r == 0xFFFF:
			instead = "_x" + strings.ToUpper(strconv.FormatInt(int64(r)|1<<16, 16)[1:]) + "_"
		case r == utf8.RuneError && size == 1:
			instead = "\uFFFD"
		}
		if instead != "" {
			dst = append(append(dst, s[from:i]...), instead...)
			from = i + size
		}
		i += size
	}
	return append(dst, s[from:]...)
}

func looksEscaped(s string) bool {
	if len(s) < escapeBytes {
		return false
	}
	_, is := escaped([]byte(s[:escapeBytes]))
	return is
}

// decimal writes a number as it stands, or as a text when it is none.
func (w *Writer) decimal(s string) {
	digits := strings.TrimPrefix(s, "-")
	whole, fraction, pointed := strings.Cut(digits, ".")
	if !allDigits(whole) || (pointed && !allDigits(fraction)) {
		w.text(s, styleNone)
		return
	}
	w.buf = append(append(append(w.buf, `<c><v>`...), s...), `</v></c>`...)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func (w *Writer) integer(n int64) {
	w.buf = append(strconv.AppendInt(append(w.buf, `<c><v>`...), n, 10), `</v></c>`...)
}

func (w *Writer) truth(b bool) {
	if b {
		w.buf = append(w.buf, `<c t="b"><v>1</v></c>`...)
	} else {
		w.buf = append(w.buf, `<c t="b"><v>0</v></c>`...)
	}
}

// time writes a moment in UTC as a date, with its time when it has one. Excel knows none before 1900: such a one is a text.
func (w *Writer) time(at time.Time) {
	if at.IsZero() {
		w.buf = append(w.buf, `<c/>`...)
		return
	}
	at = at.UTC()
	if at.Year() < 1900 || at.Year() > 9999 {
		w.text(at.Format(time.RFC3339), styleNone)
		return
	}
	style := `<c s="2"><v>`
	if at.Hour()+at.Minute()+at.Second()+at.Nanosecond() > 0 {
		style = `<c s="3"><v>`
	}
	serial := float64(at.Unix())/86400 + float64(at.Nanosecond())/86400e9 + toUnix
	if at.Year() == 1900 && at.Month() < time.March {
		serial-- // before the day that Excel believes in
	}
	w.buf = append(strconv.AppendFloat(append(w.buf, style...), serial, 'f', -1, 64), `</v></c>`...)
}
