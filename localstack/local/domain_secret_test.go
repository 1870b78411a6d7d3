package local_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/shared/domain"
)

// TestNoKeyOfAHostIsInALogAnAnswerOrTheTable has a host fail in every way, with the keys in its own words too.
func TestNoKeyOfAHostIsInALogAnAnswerOrTheTable(t *testing.T) {
	t.Parallel()
	echo := fmt.Sprintf(`{"errorCode":"INVALID_KEY","class":"Client::Forbidden","message":"key %s of %s with %s"}`, local.OVHConsumer, local.OVHApplication, local.OVHSecret)
	header := map[string]string{"Content-Type": "application/json"}
	for name, f := range map[string]control.Fault{
		"none":              {Method: "NONE", Status: http.StatusTeapot},
		"echo when asked":   {Path: "/1.0/auth/*", Status: http.StatusForbidden, Header: header, Body: echo},
		"echo when read":    {Method: http.MethodGet, Skip: 3, Times: 5, Status: http.StatusForbidden, Header: header, Body: echo},
		"echo of no object": {Method: http.MethodGet, Skip: 3, Times: 5, Status: http.StatusNotFound, Header: header, Body: echo},
		"echo when written": {Method: http.MethodPost, Path: "/1.0/domain/zone/*/record", Times: 5, Status: http.StatusBadRequest, Header: header, Body: echo},
		"echo of a status":  {Path: "/1.0/domain/zone/*/status", Header: header, Body: fmt.Sprintf(`{"isDeployed":false,"errors":[%q],"warnings":[]}`, "loading failed")},
		"echo of a row":     {Method: http.MethodGet, Path: rowPath, Times: 5, Header: header, Body: echo},
		"cut":               {Skip: 4, Times: 9, Cut: control.CutHalf},
	} {
		if testing.Short() && name != "none" && name != "echo when asked" {
			continue // the others go on until the deadline of a day
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := &page{}
			w, err := newZoneStory(t.Context(), domain.OVH, func(o *local.Options) {
				o.Log = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			})
			must(t, err)
			t.Cleanup(func() { _ = w.DNS.Close() })
			must(t, w.OVH.Inject(f))
			for _, body := range []string{
				`{"kind":"ovh","application_key":"` + local.OVHApplication + `","application_secret":"` + local.OVHSecret + `"}`,
				`{"kind":"ovh","client_id":"sample-oauth-client","client_secret":"sample-oauth-secret"}`,
				`{"kind":"ovh","application_key":"` + local.OVHApplication + `","application_secret":"` + local.OVHSecret + `","consumer_key":"` + local.OVHConsumer + `","zone":1}`,
			} {
				_, _, err := w.call(t.Context(), http.MethodPut, "/hosts/second", body, nil)
				must(t, err)
			}
			if err := w.tell(t.Context()); err != nil && name == "none" {
				t.Error(err)
			}
			for _, path := range []string{"/hosts", "/hosts/main", "/hosts/second", "/zones/" + w.name} {
				_, _, err := w.call(t.Context(), http.MethodGet, path, "", nil)
				must(t, err)
			}
			w.reveals(t, log.all.String())
		})
	}
}

// reveals looks for keys in a log, in all answers and in the table.
func (w *zoneStory) reveals(t *testing.T, log string) {
	t.Helper()
	secrets := []string{local.OVHSecret, local.OVHConsumer, "sample-oauth-secret", "$1$"}
	if text, err := w.Secrets.Read(t.Context(), "partner/sample/host/second"); err == nil {
		var k struct{ Consumer string }
		if must(t, json.Unmarshal([]byte(text), &k)); k.Consumer != "" {
			secrets = append(secrets, k.Consumer)
		}
	}
	items, err := json.Marshal(w.Store.All())
	must(t, err)
	for where, text := range map[string]string{"log": log, "answers": strings.Join(w.heard, "\n"), "table": string(items)} {
		if len(text) < 100 {
			t.Errorf("%s: %q: nothing to look at", where, text)
		}
		for _, s := range secrets {
			if at := strings.Index(text, s); at >= 0 {
				t.Errorf("%s: %q in %s", where, s, text[max(0, at-200):min(len(text), at+100)])
			}
		}
	}
}
