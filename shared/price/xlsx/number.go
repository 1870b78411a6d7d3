package xlsx

import (
	"bytes"
	"strconv"
	"time"
)

// epoch is the day before a workbook's first, by which Excel counts dates.
type epoch byte

const (
	epoch1900 epoch = iota // day 1 is 1900-01-01; Excel believes in a 29 February of that year, day 60
	epoch1904              // day 0 is 1904-01-01
)

// digits is how many digits of a number Excel knows and shows.
const digits = 15

// appendNumber appends a number as Excel would show it with enough room. The file holds the nearest binary number, sometimes with 17 digits: 115.2 is then
// written 115.2000000000000028. What is no number is appended as it is.
func appendNumber(dst, raw []byte) []byte {
	if len(raw) <= digits && !bytes.ContainsAny(raw, "eE") {
		return append(dst, raw...)
	}
	for _, c := range raw {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return append(dst, raw...)
		}
	}
	v, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return append(dst, raw...)
	}
	rounded := strconv.AppendFloat(nil, v, 'e', digits-1, 64)
	v, err = strconv.ParseFloat(string(rounded), 64)
	if size := max(v, -v); err != nil || size >= 1e21 || (size < 1e-15 && v != 0) {
		return append(dst, raw...) // no price, no date and no id
	}
	return strconv.AppendFloat(dst, v, 'f', -1, 64)
}

// Days that a workbook can show, to the end of 9999.
const (
	lastDay1900 = 2958465
	toUnix      = 25569               // days from 1899-12-30, which is day 0 after the day that Excel believes in, to 1970-01-01
	ms          = 24 * 60 * 60 * 1000 // of a day
)

// appendDate appends a serial date in ISO form, or reports false when there is no such date. Fractions are parts of a day, kept to the millisecond.
func (e epoch) appendDate(dst []byte, serial float64) ([]byte, bool) {
	if !(serial >= 0 && serial < lastDay1900+1) {
		return dst, false
	}
	total := int64(serial*ms + 0.5)
	day, rest := total/ms, total%ms
	switch {
	case e == epoch1904:
		day += 1462 // the days from 1899-12-30
	case day == 60 || day == 0:
		return dst, false
	case day < 60:
		day++
	}
	if day > lastDay1900 {
		return dst, false
	}
	y, m, d := time.Unix((day-toUnix)*24*60*60, 0).UTC().Date()
	dst = append(two(append(two(append(two(two(dst, y/100), y%100), '-'), int(m)), '-'), d), 'T')
	clock := int(rest)
	dst = append(two(dst, clock/3600000), ':')
	dst = append(two(dst, clock/60000%60), ':')
	dst = two(dst, clock/1000%60)
	if f := clock % 1000; f != 0 {
		dst = two(append(dst, '.', digit(f/100)), f%100)
	}
	return dst, true
}

func two(dst []byte, n int) []byte { return append(dst, digit(n/10), digit(n)) }

// digit gives the last digit of a number.
func digit(n int) byte { return "0123456789"[n%10] }

// appendISO appends a date that a cell holds in ISO form already, in the same form as others: with a time, and UTC.
func appendISO(dst, raw []byte) []byte {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", time.DateOnly} {
		if at, err := time.Parse(layout, string(raw)); err == nil {
			return at.UTC().AppendFormat(dst, "2006-01-02T15:04:05.999")
		}
	}
	return append(dst, raw...)
}
