package xlsx

import (
	"strconv"
	"strings"
)

// styles tells of each cell style whether it shows dates.
func (b *Book) styles(part string) ([]bool, error) {
	raw, err := b.small(part)
	if err != nil {
		return nil, err
	}
	var dates []bool
	own, within, t := map[int]bool{}, false, &tokens{b: raw}
	for x := range t.all(&err) {
		switch {
		case string(x.name) == "cellXfs":
			within = x.kind == openToken
		case x.kind == closeToken:
		case string(x.name) == "numFmt":
			code, err := x.attrs.text("formatCode")
			if err != nil {
				return nil, err
			}
			own[number(x.attrs.plain("numFmtId"))] = showsDate(code)
		case string(x.name) == "xf" && within:
			id := number(x.attrs.plain("numFmtId"))
			shows, named := own[id]
			dates = append(dates, shows || (!named && builtInDate(id)))
		}
	}
	return dates, whole(err)
}

// number reads a count or an id; what is none is 0, as a missing one is.
func number(b []byte) int {
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// builtInDate reports whether a format that no workbook spells out shows a day, a month or a year. From 27 and 50 on they are those of East Asia.
func builtInDate(id int) bool {
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58
}

// showsDate reports whether a format shows a day, a month or a year. Those that show a time alone, or how long something took, show a number. A month and a
// minute are the same letter: it is a minute next to hours or seconds.
func showsDate(code string) bool {
	code = strings.ToLower(code)
	if strings.Contains(code, "general") {
		return false
	}
	month, time := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return false
			}
			i += end + 1
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			time = time || strings.Trim(code[i+1:i+end], "hms") == ""
			i += end
		case '\\', '_', '*':
			i++ // the next one is meant literally, as a width, or as a filling
		case ';':
			return month && !time // the first section is that of positive numbers
		case 'y', 'd':
			return true
		case 'm':
			month = true
		case 'h', 's':
			time = true
		}
	}
	return month && !time
}
