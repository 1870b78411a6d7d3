package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/blob"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/price"
)

// uploads is how the names of files begin that wake the function import. The list of functions says the same.
const uploads = "upload/"

// uploaded names the file of an import.
func uploaded(partner, id string) string { return uploads + partner + "/" + id }

// uploadedFor gives the import that a file is of; false for a file that is none.
func uploadedFor(name string) (partner, id string, ok bool) {
	rest, ok := strings.CutPrefix(name, uploads)
	partner, id, split := strings.Cut(rest, "/")
	id, _, _ = strings.Cut(id, "/")
	return partner, id, ok && split && partner != "" && id != ""
}

// newImportID gives an id that begins with its time, so that ids are in order.
func newImportID(now time.Time) string {
	const random = 8
	return "imp_" + now.UTC().Format("20060102150405") + "_" + strings.ToLower(rand.Text()[:random])
}

var (
	monthForm  = regexp.MustCompile(`^20[0-9]{2}-(0[1-9]|1[0-2])$`)
	marketForm = regexp.MustCompile(`^[A-Z]{2}$`)
	fileForm   = regexp.MustCompile(`^[^/\\\x00-\x1f]+$`)
)

// announced is a new import with the link for its file.
type announced struct {
	Import shownImport `json:"import"`
	Upload priceUpload `json:"upload"`
}

type priceUpload struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Until   time.Time         `json:"until"`
}

// announce makes an import that waits for its file.
func (c priceCounter) announce(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := sheetForm(r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	p, err := c.table.Partner(ctx, order.PartnerID(r.Partner))
	if err != nil {
		return edge.Answer{}, err
	}
	i := price.Import{
		ID: newImportID(c.env.Now()), Timeline: price.Timeline(cmp.Or(value(b.Timeline), api.Current)), Month: value(b.Month),
		List: listOf(p, price.Kind(b.Kind), value(b.Market), value(b.Currency)),
		File: b.File, Size: int64(b.Size), By: r.Client,
	}
	i.Object = uploaded(r.Partner, i.ID)
	l, err := c.files.Upload(ctx, blob.Upload{Name: i.Object, Size: i.Size, Media: string(b.MediaType), Life: linkLife})
	if err != nil {
		return edge.Answer{}, err
	}
	if err := c.desk.Begin(ctx, &i); err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusCreated, Note: i.ID, Body: announced{
		Import: shownImport{Import: i}, Upload: priceUpload{Method: l.Method, URL: l.URL, Headers: l.Headers, Until: l.Until},
	}}, nil
}

func sheetForm(body []byte) (api.PriceSheet, error) {
	b, err := edge.JSON[api.PriceSheet](body)
	if err != nil {
		return b, err
	}
	var bad forms
	bad.choice("/kind", b.Kind.Valid())
	if b.Timeline != nil {
		bad.choice("/timeline", b.Timeline.Valid())
	}
	bad.choice("/media_type", b.MediaType.Valid())
	bad.text("/month", b.Month, 7, 7, monthForm)
	bad.text("/market", b.Market, 2, 2, marketForm)
	bad.text("/currency", b.Currency, 3, 3, currencyForm)
	bad.text("/file", &b.File, 1, 200, fileForm)
	bad.number("/size", &b.Size, 1, blob.MaxFile)
	if len(bad) > 0 {
		return b, fault.At(fault.Invalid.Errorf("the sheet cannot be taken: %d field(s) to correct", len(bad)), bad...)
	}
	return b, nil
}
