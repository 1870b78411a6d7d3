package main

import (
	"bytes"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/contract"
	"github.com/seatwright/seatwright/localstack/local"
)

const seed = "../local/seed.json"

func served(t *testing.T) (*local.System, string) {
	t.Helper()
	s, err := local.Start(t.Context(), local.Options{Now: env().Now, Sleep: env().Sleep})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

func TestWebhook_OfEachPlatformIsTakenByARunningSystem(t *testing.T) {
	t.Parallel()
	book, err := contract.Read()
	if err != nil {
		t.Fatal(err)
	}
	_, url := served(t)
	for _, platform := range slices.Sorted(maps.Keys(book.Hooks())) {
		var out bytes.Buffer
		if err := send(t.Context(), env(), "", []string{"-platform", platform, "-url", url, "-seed", seed}, &out); err != nil || !strings.Contains(out.String(), "\n200 OK\n") {
			t.Errorf("%s: %v\n%s", platform, err, out.String())
		}
	}
}

func TestWebhook_IsAnotherOrderOnlyWhenAskedTo(t *testing.T) {
	t.Parallel()
	s, url := served(t)
	for i, more := range [][]string{nil, nil, {"-new"}, {"-new"}} {
		args := append([]string{"-platform", "shopify", "-url", url, "-seed", seed}, more...)
		if err := send(t.Context(), env(), "", args, &bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
		if want := max(1, i); len(s.OrderIDs()) != want {
			t.Errorf("after delivery %d: %d orders, want %d", i+1, len(s.OrderIDs()), want)
		}
	}
}

func TestWebhook_OfOnesOwnIsSignedToo(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "body.json")
	if err := os.WriteFile(file, []byte(`{"id":1,"line_items":[]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s, url := served(t)
	var out bytes.Buffer
	args := []string{"-platform", "shopify", "-url", url, "-seed", seed, "-file", file, "-topic", "orders/paid"}
	if err := send(t.Context(), env(), "", args, &out); err != nil || !strings.Contains(out.String(), `{"id":1,"line_items":[]}`) || len(s.OrderIDs()) != 0 {
		t.Errorf("%v, %d orders\n%s", err, len(s.OrderIDs()), out.String())
	}
}

func TestWebhook_SaysWhyItIsNotTaken(t *testing.T) {
	t.Parallel()
	_, url := served(t)
	for want, c := range map[string]struct {
		secret string
		args   []string
	}{
		"401":                        {"wrong", []string{"-platform", "shopify", "-url", url}},
		"want a platform":            {"", []string{"-platform", "odd", "-url", url}},
		"has no connection con_odd":  {"", []string{"-platform", "shopify", "-url", url, "-seed", seed, "-connection", "con_odd"}},
		"no such file or directory":  {"", []string{"-platform", "shopify", "-url", url, "-seed", "nowhere.json"}},
		"flag provided but not defi": {"", []string{"-odd"}},
	} {
		err := send(t.Context(), env(), c.secret, c.args, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}
