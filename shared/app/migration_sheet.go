package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/csv"
	"net/http"
	"strconv"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/price"
	csvsheet "github.com/seatwright/seatwright/shared/price/csv"
	"github.com/seatwright/seatwright/shared/price/xlsx"
)

// Media types of what links lead to.
const (
	mediaCSV  = "text/csv"
	mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mediaJSON = "application/json"
)

// table is something that can be written row by row, each as long as the header.
type rows func(yield func(cells []string) error) error

// sheet writes rows as the format that a caller wants, csv without one.
func sheet(format, name string, header []string, all rows) (body []byte, media string, err error) {
	var out bytes.Buffer
	switch cmp.Or(format, "csv") {
	case "csv":
		w := csv.NewWriter(&out)
		if err := w.Write(header); err != nil {
			return nil, "", err
		}
		if err := all(w.Write); err != nil {
			return nil, "", err
		}
		w.Flush()
		return out.Bytes(), mediaCSV, w.Error()
	case "xlsx":
		w := xlsx.NewWriter(&out)
		if err := w.Sheet(name, header...); err != nil {
			return nil, "", err
		}
		if err := all(func(cells []string) error {
			texts := make([]any, len(cells))
			for i, c := range cells {
				texts[i] = c
			}
			return w.Row(texts...)
		}); err != nil {
			return nil, "", err
		}
		err := w.Close()
		return out.Bytes(), mediaXLSX, err
	}
	return nil, "", fault.Malformed.Errorf("want the parameter format to be csv or xlsx")
}

// link keeps a file and gives a link to it.
func (c migrationCounter) link(ctx context.Context, name, as string, body []byte, media string) (edge.Answer, error) {
	if err := c.files.Keep(ctx, name, body, media); err != nil {
		return edge.Answer{}, err
	}
	l, err := c.files.Download(ctx, name, as, linkLife)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: priceFile{URL: l.URL, Until: l.Until}}, nil
}

// sheetOut writes what is filled in as a spreadsheet.
func (c migrationCounter) sheetOut(ctx context.Context, r edge.Request) (edge.Answer, error) {
	format, err := optional(r, "format")
	if err != nil {
		return edge.Answer{}, err
	}
	body, media, err := sheet(format, "Clients and services", migration.Columns(), func(yield func([]string) error) error {
		entries := pager[migration.Entry]{read: func(after string) ([]migration.Entry, string, error) {
			return c.kept.Entries(ctx, r.Partner, after, onFolders)
		}}
		for {
			e, err := entries.first()
			if err != nil || e == nil {
				return err
			}
			if err := e.Out(yield); err != nil {
				return err
			}
			entries.drop()
		}
	})
	if err != nil {
		return edge.Answer{}, err
	}
	name := "entries." + cmp.Or(format, "csv")
	return c.link(ctx, "migrations/"+r.Partner+"/"+name, name, body, media)
}

// sent opens a spreadsheet that came in a body, and reads it.
func sent[T any](r edge.Request, read func(price.Cells) (T, error)) (T, error) {
	var none T
	b, err := edge.JSON[api.SentSheet](r.Body)
	if err != nil {
		return none, err
	}
	if (b.Csv == nil) == (b.Xlsx == nil) {
		return none, fault.At(fault.Invalid.Errorf("want a spreadsheet"), fault.Field{Pointer: "/csv", Text: "want either csv or xlsx"})
	}
	if b.Csv != nil {
		return read(csvsheet.New(bytes.NewReader([]byte(*b.Csv)), csvsheet.Options{}))
	}
	raw, err := base64.StdEncoding.DecodeString(*b.Xlsx)
	if err != nil {
		return none, fault.At(fault.Invalid.Errorf("want a workbook"), fault.Field{Pointer: "/xlsx", Text: "want base64"})
	}
	book, err := xlsx.Open(bytes.NewReader(raw), int64(len(raw)), xlsx.Usual())
	if err != nil {
		return none, err
	}
	for n, s := range book.Sheets() {
		if s.Hidden {
			continue
		}
		cells, err := book.Cells(n)
		if err != nil {
			return none, err
		}
		defer cells.Close() //nolint:errcheck // it is only read
		return read(cells)
	}
	return none, fault.Invalid.Errorf("the workbook has no tab that is shown")
}

// sheetIn shows what a spreadsheet that came back changes.
func (c migrationCounter) sheetIn(ctx context.Context, r edge.Request) (edge.Answer, error) {
	back, err := sent(r, func(cells price.Cells) (migration.Back, error) {
		return migration.ReadBack(ctx, cells, c.kept, r.Partner)
	})
	if err != nil {
		return edge.Answer{}, err
	}
	return c.offer(ctx, r.Partner, back)
}

// takenResellers is what a file of resellers held.
type takenResellers struct {
	Rows      int                  `json:"rows,omitempty"`
	Resellers []migration.Indirect `json:"resellers"`
	Rejects   []migration.Reject   `json:"rejects"`
	CSV       string               `json:"rejects_csv,omitempty"`
}

// putResellers takes the file of an indirect provider's resellers. Each is known to the seller, or else rejected.
func (c migrationCounter) putResellers(ctx context.Context, r edge.Request) (edge.Answer, error) {
	client, err := c.sellers.client(ctx, order.PartnerID(r.Partner))
	if err != nil {
		return edge.Answer{}, err
	}
	in, err := sent(r, func(cells price.Cells) (migration.Imported, error) {
		return migration.ReadResellers(ctx, cells, client.Indirects())
	})
	if err != nil {
		return edge.Answer{}, waiting(err)
	}
	facts := audit.Facts{"resellers": strconv.Itoa(len(in.Resellers)), "rejects": strconv.Itoa(len(in.Rejects))}
	if err := c.leave(ctx, audit.Base(r.Partner), r.Partner, audit.ResellersTaken, facts); err != nil {
		return edge.Answer{}, err
	}
	if err := c.kept.PutIndirects(ctx, r.Partner, in.Resellers); err != nil {
		return edge.Answer{}, err
	}
	out := takenResellers{Rows: in.Rows, Resellers: append([]migration.Indirect{}, in.Resellers...), Rejects: append([]migration.Reject{}, in.Rejects...)}
	if len(in.Rejects) > 0 {
		b, _, err := sheet("csv", "", []string{"line", "column", "value", "reason", "suggestion"}, func(yield func([]string) error) error {
			for _, x := range in.Rejects {
				if err := yield([]string{strconv.Itoa(x.Line), x.Column, x.Value, x.Reason, x.Suggestion}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return edge.Answer{}, err
		}
		out.CSV = string(b)
	}
	return edge.Answer{Status: http.StatusOK, Body: out}, nil
}

type resellerPage struct {
	Resellers []migration.Indirect `json:"resellers"`
	Next      string               `json:"next,omitempty"`
}

func (c migrationCounter) resellers(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	found, next, err := c.kept.Indirects(ctx, r.Partner, after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	return edge.Answer{Status: http.StatusOK, Body: resellerPage{append([]migration.Indirect{}, found...), next}}, nil
}
