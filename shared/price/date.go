package price

import (
	"bytes"
	"strconv"
	"time"
)

// Years that stand for "since ever" and "no end": Microsoft writes 1753, the first that its database knows, and 9999.
const (
	firstYear = 1753
	lastYear  = 9999
)

// lastSerial is 31 December 9999 as spreadsheets count days.
const lastSerial = 2_958_465

// instant reads a time in one of the forms in which sheets write them, to the second, in UTC: 2021-10-01T00:00:00.0000000Z, 2/1/2019 12:00:00 AM,
// 2/1/2023 0:00, and as days since 30 December 1899.
func (o *ReadOptions) instant(cell []byte) (time.Time, *flaw) {
	text := bytes.TrimSpace(cell)
	switch {
	case len(text) >= 10 && text[4] == '-':
		return iso(text)
	case bytes.IndexByte(text, '/') > 0:
		return o.slashed(text, '/')
	case bytes.Count(text, []byte{'.'}) > 1:
		return o.slashed(text, '.')
	}
	return serial(text)
}

const noDate = "not a date such as 2026-11-01T00:00:00Z or 11/1/2026 12:00:00 AM"

func iso(text []byte) (time.Time, *flaw) {
	year, rest, ok1 := number(text, '-')
	month, rest, ok2 := number(rest, '-')
	day, rest, ok3 := number(rest, 0)
	if !ok1 || !ok2 || !ok3 {
		return time.Time{}, &flaw{reason: noDate}
	}
	if len(rest) > 0 {
		if rest[0] != 'T' && rest[0] != ' ' {
			return time.Time{}, &flaw{reason: noDate}
		}
		rest = bytes.TrimSuffix(bytes.TrimSuffix(rest[1:], []byte("Z")), []byte("+00:00"))
	}
	return clocked(year, month, day, rest)
}

// slashed reads month, day, year, as the United States write them, or day, month, year where the sheet is said to. A first number above 12 shows
// that the sheet is of the second sort, and dots are used with it alone; which nobody has said of it.
func (o *ReadOptions) slashed(text []byte, by byte) (time.Time, *flaw) {
	month, rest, ok1 := number(text, by)
	day, rest, ok2 := number(rest, by)
	year, rest, ok3 := number(rest, 0)
	if !ok1 || !ok2 || !ok3 || year < 1000 {
		return time.Time{}, &flaw{reason: noDate}
	}
	if len(rest) > 0 {
		rest = rest[1:]
	}
	if o.DayFirst {
		return clocked(year, day, month, rest)
	}
	if by == '.' || month > 12 {
		other, wrong := clocked(year, day, month, rest)
		if wrong != nil {
			return time.Time{}, wrong
		}
		return time.Time{}, &flaw{reason: "a date with the day first, where the month is expected first", suggestion: other.Format(time.RFC3339), dayFirst: true}
	}
	return clocked(year, month, day, rest)
}

// clocked checks a day and adds the clock's text to it, such as 12:00:00 AM, 0:00 or 23:59:59.9999999, whose parts of a second are left out.
func clocked(year, month, day int, clock []byte) (time.Time, *flaw) {
	hour, minute, second, ok := hands(bytes.TrimSpace(clock))
	t := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	if !ok || year < 1 || year > lastYear || t.Day() != day || int(t.Month()) != month {
		return time.Time{}, &flaw{reason: noDate}
	}
	return t, nil
}

func hands(text []byte) (hour, minute, second int, ok bool) {
	if len(text) == 0 {
		return 0, 0, 0, true
	}
	clock, half, halved := bytes.Cut(text, []byte{' '})
	hour, clock, ok1 := number(clock, ':')
	minute, clock, ok2 := number(clock, 0)
	ok3 := len(clock) == 0
	if !ok3 && clock[0] == ':' {
		second, clock, ok3 = number(clock[1:], 0)
		if len(clock) > 0 && clock[0] == '.' {
			_, clock, _ = number(clock[1:], 0)
		}
		ok3 = ok3 && len(clock) == 0
	}
	if halved {
		afternoon := bytes.EqualFold(half, []byte("PM"))
		if !afternoon && !bytes.EqualFold(half, []byte("AM")) || hour < 1 || hour > 12 {
			return 0, 0, 0, false
		}
		if hour %= 12; afternoon {
			hour += 12
		}
	}
	return hour, minute, second, ok1 && ok2 && ok3 && hour < 24 && minute < 60 && second < 60
}

// number reads the digits that text begins with, and the sign behind them unless that is 0.
func number(text []byte, sign byte) (n int, rest []byte, ok bool) {
	i := 0
	for ; i < len(text) && text[i]-'0' <= 9 && i < 9; i++ {
		n = n*10 + int(text[i]-'0')
	}
	if i == 0 || sign != 0 && (i == len(text) || text[i] != sign) {
		return 0, text, false
	}
	if sign != 0 {
		i++
	}
	return n, text[i:], true
}

// serial reads days since 30 December 1899, as a spreadsheet writes a date whose cell lost its format.
func serial(text []byte) (time.Time, *flaw) {
	days, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !(days >= 1 && days <= lastSerial+1) || bytes.ContainsAny(text, "eExX") {
		return time.Time{}, &flaw{reason: noDate}
	}
	whole := int(days)
	seconds := int((days-float64(whole))*86_400 + 0.5)
	return time.Date(1899, time.December, 30+whole, 0, 0, seconds, 0, time.UTC), nil
}
