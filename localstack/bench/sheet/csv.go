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
	line := func(row []string) error {
		for n, field := range row {
			if n > 0 {
				if err := w.WriteByte(','); err != nil {
					return err
				}
			}
			if strings.ContainsAny(field, ",\"\r\n") {
				field = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
			}
			if _, err := w.WriteString(field); err != nil {
				return err
			}
		}
		_, err := w.WriteString("\r\n")
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
