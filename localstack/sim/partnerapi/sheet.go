package partnerapi

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

var address = regexp.MustCompile(`^/v1\.0/sales/pricesheets\(Market='([^']*)',PricesheetView='([^']*)'\)/\$value$`)

// views are those that Microsoft documents.
func views() []string {
	return []string{
		"updatedlicensebased", "licensebasedest", "licensebasedeos", "software", "marketplace", "azure_consumption", "azure_reservations",
	}
}

// sheet serves a sheet, or says why not. Microsoft documents the path with its parentheses and quotes, timeline with current
// as the default, and month with history only.
func (s *Sim) sheet(w http.ResponseWriter, r *http.Request, who Partner) *refusal {
	m := address.FindStringSubmatch(r.URL.Path)
	if m == nil {
		return refuse(http.StatusNotFound, "ResourceNotFound", "The resource was not found.")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return refuse(http.StatusMethodNotAllowed, "MethodNotAllowed", "The method is not allowed.")
	}
	q := r.URL.Query()
	timeline := q.Get("timeline")
	switch {
	case !slices.Contains(s.opt.Markets, m[1]):
		return refuse(http.StatusBadRequest, "InvalidMarket", "The market is not valid.")
	case !slices.Contains(views(), m[2]):
		return refuse(http.StatusBadRequest, "InvalidView", "The price sheet view is not valid.")
	case timeline != "" && timeline != "current" && timeline != "history" && timeline != "future":
		return refuse(http.StatusBadRequest, "InvalidTimeline", "The timeline is not valid.")
	case q.Has("month") != (timeline == "history"):
		return refuse(http.StatusBadRequest, "InvalidMonth", "The month goes with the timeline history, and history with a month.")
	}
	body, zips, err := s.find(period{m[1], m[2], cmp.Or(timeline, "current"), q.Get("month")}, who.Currency)
	if err == nil && body == nil {
		return refuse(http.StatusNotFound, "NotFound", "There is no sheet for that time.")
	}
	if err == nil && (zips || strings.Contains(r.Header.Get("Accept-Encoding"), "deflate")) {
		body, err = zipped(body)
	}
	if err != nil {
		return refuse(http.StatusInternalServerError, "InternalServerError", "The sheet could not be made.")
	}
	sum := sha256.Sum256(body)
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", "attachment; filename=sheets.csv")
	w.Header().Set("ETag", `"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	return nil
}

// find gives the sheet of a time, nil for none: what was published, or else for the time being one of the service's own.
func (s *Sim) find(p period, currency string) (body []byte, zips bool, err error) {
	s.mu.Lock()
	body, zips = s.published[p], s.zips
	s.mu.Unlock()
	if body == nil && p.timeline == "current" {
		body, err = s.file(p.market, currency)
	}
	return body, zips, err
}

// file makes a sheet of a market: the columns that Microsoft documents, in their order, and three rows.
func (s *Sim) file(market, currency string) ([]byte, error) {
	var out bytes.Buffer
	sheet := csv.NewWriter(&out)
	sheet.UseCRLF = true
	err := sheet.WriteAll([][]string{
		{
			"ProductTitle", "ProductId", "SkuId", "SkuTitle", "Publisher", "SkuDescription", "UnitOfMeasure", "TermDuration", "BillingPlan", "Market",
			"Currency", "UnitPrice", "PricingTierRangeMin", "PricingTierRangeMax", "EffectiveStartDate", "EffectiveEndDate", "Tags", "ERP Price", "Segment",
		},
		row(market, currency, "P1Y", "Monthly", "216", "270"),
		row(market, currency, "P1Y", "Annual", "205.20", "256.50"),
		row(market, currency, "P1M", "Monthly", "21.60", "27"),
	})
	return out.Bytes(), err
}

func row(market, currency, term, plan, price, retail string) []string {
	return []string{
		"Microsoft 365 Business Premium", "CFQ7TTC0LCHC", "0002", "Microsoft 365 Business Premium", "Microsoft Corporation",
		"A sample row, priced for " + term, "", term, plan, market, currency, price, "", "", "2025-01-01T00:00:00.0000000Z",
		"9999-12-31T00:00:00.0000000Z", "License", retail, "Commercial",
	}
}

func zipped(sheet []byte) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.Create("sheets.csv")
	if err != nil {
		return nil, err
	}
	if _, err := f.Write(sheet); err != nil {
		return nil, err
	}
	err = z.Close()
	return out.Bytes(), err
}
