package sheet

import (
	"archive/zip"
	"bufio"
	"io"
	"strings"
)

// CSV writes the sheet as the price sheet API does: UTF-8 with a mark, CRLF, quotes only where a field needs them.
func (o Options) CSV(to io.Writer) error {
	w := bufio.NewWriterSize(to, 64<<10)
	if _, err := w.WriteString("\uFEFF"); err != nil {
		return err
	}
	var b []byte
	line := func(row []string) error {
		b = appendLine(b[:0], row)
		_, err := w.Write(b)
		return err
	}
	if err := line(Columns()); err != nil {
		return err
	}
	if err := o.Each(line); err != nil {
		return err
	}
	return w.Flush()
}

func appendLine(b []byte, row []string) []byte {
	for n, field := range row {
		if n > 0 {
			b = append(b, ',')
		}
		if strings.ContainsAny(field, ",\"\r\n") {
			field = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
		}
		b = append(b, field...)
	}
	return append(b, "\r\n"...)
}

// ZIP writes the CSV packed, under the name that the API gives it.
func (o Options) ZIP(to io.Writer) error {
	z := zip.NewWriter(to)
	f, err := z.Create("sheets.csv")
	if err != nil {
		return err
	}
	if err := o.CSV(f); err != nil {
		return err
	}
	return z.Close()
}
