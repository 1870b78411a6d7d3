package partnerapi_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/csv"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/partnerapi"
)

const (
	tenant = "11111111-1111-4111-8111-111111111111"
	german = "/v1.0/sales/pricesheets(Market='DE',PricesheetView='updatedlicensebased')/$value"
)

// signer makes one key for all tests, because that takes long.
var signer = sync.OnceValue(func() *control.Signer { //nolint:gochecknoglobals // see above
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil
	}
	return control.NewSigner(key)
})

func now() time.Time { return time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC) }

type world struct {
	*partnerapi.Sim

	t      *testing.T
	client *http.Client
}

func open(t *testing.T, zipped bool) *world {
	t.Helper()
	s := partnerapi.New(partnerapi.Options{
		Clock: now, Keys: func() ([]byte, error) { return signer().Keys().Encode() }, Zip: zipped,
		Partners: []partnerapi.Partner{{Tenant: tenant, Currency: "EUR"}},
	})
	return &world{Sim: s, t: t, client: &http.Client{Transport: control.Transport(map[string]http.Handler{"prices.test": s})}}
}

// sign makes a token of a signed-in user, changed by claims.
func (w *world) sign(claims map[string]any) string {
	w.t.Helper()
	all := map[string]any{"aud": partnerapi.Audience, "tid": tenant, "oid": "user", "exp": now().Add(time.Hour).Unix(), "idtyp": "user"}
	maps.Copy(all, claims)
	token, err := signer().Sign(all)
	if err != nil {
		w.t.Fatal(err)
	}
	return "Bearer " + token
}

func (w *world) do(method, path, authorization string, headers ...string) (*http.Response, []byte) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, "https://prices.test"+path, strings.NewReader("{}"))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", authorization)
	for pair := range slices.Chunk(headers, 2) {
		r.Header.Set(pair[0], pair[len(pair)-1])
	}
	res, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res, body
}

func (w *world) want(path, authorization string, status int, code string) {
	w.t.Helper()
	res, body := w.do(http.MethodGet, path, authorization)
	var out struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	if err := json.Unmarshal(body, &out); err != nil || res.StatusCode != status || out.Error.Code != code {
		w.t.Errorf("%s: %d %s, want %d %s", path, res.StatusCode, body, status, code)
	}
}

func TestASheetHasTheDocumentedColumnsInThePartnersCurrency(t *testing.T) {
	t.Parallel()
	w := open(t, false)
	res, body := w.do(http.MethodGet, german+"?timeline=current", w.sign(nil))
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil || len(rows) != 4 || rows[0][17] != "ERP Price" || rows[1][10] != "EUR" || rows[1][9] != "DE" || rows[1][2] != "0002" {
		t.Fatalf("%v: %s", err, body)
	}
	if res.Header.Get("Content-Type") != "application/octet-stream" || res.Header.Get("ETag") == "" {
		t.Errorf("%v", res.Header)
	}
	head, none := w.do(http.MethodHead, german, w.sign(nil))
	if head.StatusCode != 200 || len(none) != 0 || head.ContentLength != int64(len(body)) || head.Header.Get("ETag") != res.Header.Get("ETag") {
		t.Errorf("HEAD: %d, %d bytes announced", head.StatusCode, head.ContentLength)
	}
	if same, _ := w.do(http.MethodGet, german, w.sign(nil), "If-None-Match", res.Header.Get("ETag")); same.StatusCode != http.StatusNotModified {
		t.Errorf("unchanged: %d", same.StatusCode)
	}
	if part, got := w.do(http.MethodGet, german, w.sign(nil), "Range", "bytes=0-11"); part.StatusCode != 206 || string(got) != "ProductTitle" {
		t.Errorf("a part: %d %q", part.StatusCode, got)
	}
}

func TestASheetComesZippedWhereThatIsAskedForOrUsual(t *testing.T) {
	t.Parallel()
	for _, usual := range []bool{true, false} {
		w := open(t, usual)
		var headers []string
		if !usual {
			headers = []string{"Accept-Encoding", "deflate"}
		}
		_, body := w.do(http.MethodGet, german, w.sign(nil), headers...)
		z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil || len(z.File) != 1 || z.File[0].Name != "sheets.csv" {
			t.Errorf("usual %v: %v", usual, err)
		}
	}
}

func TestATokenIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	w := open(t, false)
	w.want(german, "", 401, "Unauthorized")
	w.want(german, "Basic eDp5", 401, "Unauthorized")
	w.want(german, "Bearer no.token.atall", 401, "Unauthorized")
	w.want(german, w.sign(map[string]any{"aud": "https://api.partnercenter.microsoft.com"}), 401, "Unauthorized")
	w.want(german, w.sign(map[string]any{"exp": now().Unix()}), 401, "Unauthorized")
	w.want(german, w.sign(map[string]any{"idtyp": "app"}), 400, "BadRequest")
	w.want(german, w.sign(map[string]any{"tid": "22222222-2222-4222-8222-222222222222"}), 403, "Forbidden")
	if res, _ := w.do(http.MethodPost, "/_sim/demote", ""); res.StatusCode != http.StatusNoContent {
		t.Errorf("an empty order: %d", res.StatusCode)
	}
	w.Demote("user", true)
	w.want(german, w.sign(nil), 403, "Forbidden")
}

func TestARequestIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	w := open(t, false)
	sheet := func(market, view string) string {
		return "/v1.0/sales/pricesheets(Market='" + market + "',PricesheetView='" + view + "')/$value"
	}
	for path, want := range map[string]string{
		sheet("XX", "updatedlicensebased"): "InvalidMarket", sheet("de", "updatedlicensebased"): "InvalidMarket", sheet("DE", "all"): "InvalidView",
		german + "?timeline=now": "InvalidTimeline", german + "?month=202605": "InvalidMonth", german + "?timeline=history": "InvalidMonth",
	} {
		w.want(path, w.sign(nil), 400, want)
	}
	w.want(german+"?timeline=history&month=202605", w.sign(nil), 404, "NotFound")
	w.want("/v1.0/sales/fxrates(Month='')/$value", w.sign(nil), 404, "ResourceNotFound")
	if res, _ := w.do(http.MethodPost, german, w.sign(nil)); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", res.StatusCode)
	}
}
