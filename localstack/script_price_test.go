package localstack_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// announced is what our API answers to who announces a price sheet.
type announced struct {
	Import struct {
		ID string `json:"id"`
	} `json:"import"`
	Upload struct {
		Method  string            `json:"method"`
		URL     string            `json:"url"`
		Headers map[string]string `json:"headers"`
	} `json:"upload"`
}

// media gives the media type of a file by its name.
func media(name string) string {
	switch filepath.Ext(name) {
	case ".zip":
		return "application/zip"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "text/csv"
}

// sheet announces a price sheet, sends it by the link that comes back, and waits until it was looked at.
func (c command) sheet(args []string) error {
	given, rest, err := options(args, "as", "send", "type")
	if err != nil || len(rest) == 0 {
		return errors.Join(err, errors.New("want FILE [name=value...]"))
	}
	fields, err := pairs(rest[1:])
	if err != nil {
		return err
	}
	body := []byte(c.ts.ReadFile(rest[0]))
	wish := map[string]any{"file": rest[0], "size": len(body), "media_type": media(rest[0])}
	for name, v := range fields {
		wish[name] = v
	}
	raw, err := json.Marshal(wish)
	if err != nil {
		return err
	}
	header := http.Header{"Content-Type": {"application/json"}}
	if err := c.sign(header, first(given["as"], "client")); err != nil {
		return err
	}
	res, err := c.call(http.MethodPost, "/v1/partners/sample/prices/imports", header, raw)
	if err != nil {
		return err
	}
	answer, err := c.answered(res)
	if err != nil {
		return err
	}
	var a announced
	if err := json.Unmarshal(answer, &a); err != nil {
		return err
	}
	c.ts.Setenv("IMPORT", a.Import.ID)
	if instead := first(given["send"], ""); instead != "" {
		body = []byte(c.ts.ReadFile(instead))
	}
	if err := c.put(a, body, first(given["type"], "")); err != nil {
		return err
	}
	return c.imported(nil)
}

// put sends a file by its link.
func (c command) put(a announced, body []byte, instead string) error {
	r, err := http.NewRequestWithContext(c.ctx, a.Upload.Method, a.Upload.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	for name, v := range a.Upload.Headers {
		if name != "Content-Length" {
			r.Header.Set(name, v)
		}
	}
	if instead != "" {
		r.Header.Set("Content-Type", instead)
	}
	res, err := c.driver.Fetch(r)
	if err != nil {
		return err
	}
	_, err = c.answered(res)
	return err
}

// fetch gets a file by a link that the last answer of an operation has, and keeps it.
func (c command) fetch(args []string) error {
	if len(args) != 2 {
		return errors.New("want URL FILE")
	}
	r, err := http.NewRequestWithContext(c.ctx, http.MethodGet, args[0], http.NoBody)
	if err != nil {
		return err
	}
	res, err := c.driver.Fetch(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return errors.Join(err, fmt.Errorf("%s: %s", res.Status, body))
	}
	return os.WriteFile(c.ts.MkAbs(args[1]), body, 0o600)
}

// imported waits until $IMPORT was read and prints it.
func (c command) imported([]string) error {
	const looks = 60
	for range looks {
		if err := c.driver.Drain(c.ctx); err != nil {
			return err
		}
		header := http.Header{}
		if err := c.sign(header, "client"); err != nil {
			return err
		}
		res, err := c.call(http.MethodGet, "/v1/partners/sample/prices/imports/"+c.ts.Getenv("IMPORT"), header, nil)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close() // read to its end
		if err != nil {
			return err
		}
		var i struct{ State string }
		if err := json.Unmarshal(body, &i); err != nil {
			return err
		}
		switch i.State {
		case "waiting_upload", "reading", "applying":
			if _, moves := c.driver.(virtual); !moves {
				err = wait(c.ctx, time.Second)
			}
		default:
			var pretty bytes.Buffer
			err = json.Indent(&pretty, body, "", "  ")
			c.printf("%s\n", pretty.Bytes())
			return err
		}
		if err != nil {
			return err
		}
	}
	return errors.New("the sheet is not read")
}

// workbook makes a workbook of CSV files of the script, a tab for each. Cells that look like plain decimals become numbers.
func (c command) workbook(args []string) error {
	if len(args) < 2 {
		return errors.New("want OUT.xlsx, and TAB=FILE for each tab")
	}
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	for n, a := range args[1:] {
		tab, file, _ := strings.Cut(a, "=")
		if n == 0 {
			if err := book.SetSheetName("Sheet1", tab); err != nil {
				return err
			}
		} else if _, err := book.NewSheet(tab); err != nil {
			return err
		}
		rows, err := csv.NewReader(bytes.NewReader(c.file(file))).ReadAll()
		if err != nil {
			return err
		}
		for r, row := range rows {
			at, err := excelize.CoordinatesToCellName(1, r+1)
			if err != nil {
				return err
			}
			cells := make([]any, len(row))
			for i, v := range row {
				cells[i] = v
				var number json.Number
				if json.Unmarshal([]byte(v), &number) == nil && !strings.HasPrefix(v, "0") {
					if f, err := number.Float64(); err == nil {
						cells[i] = f
					}
				}
			}
			if err := book.SetSheetRow(tab, at, &cells); err != nil {
				return err
			}
		}
	}
	return book.SaveAs(c.ts.MkAbs(args[0]))
}

// zipped packs files of the script.
func (c command) zipped(args []string) error {
	if len(args) < 2 {
		return errors.New("want OUT.zip, and NAME=FILE for each part")
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, a := range args[1:] {
		name, file, _ := strings.Cut(a, "=")
		w, err := z.Create(name)
		if err != nil {
			return err
		}
		if _, err := w.Write(c.file(file)); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(c.ts.MkAbs(args[0]), out.Bytes(), 0o600)
}
