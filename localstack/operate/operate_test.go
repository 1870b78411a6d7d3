package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/app"
)

func env() *app.Env { return app.Process() }

func TestDoctor_OfTheSampleIsOKAndOfAPartnerWithoutSignInBroken(t *testing.T) {
	t.Parallel()
	for partner, want := range map[string]int{"sample": 0, "branch": 2, "nobody": failed} {
		var out bytes.Buffer
		code, err := examine(t.Context(), env(), "", []string{"-partner", partner}, &out)
		if code != want || (err != nil) != (want == failed) {
			t.Errorf("%s: code %d and %v, want %d: %s", partner, code, err, want, out.String())
		}
		if want == 2 && !strings.Contains(out.String(), "-> sign in with MFA; /v1/partners/branch/consents") {
			t.Errorf("%s: %s", partner, out.String())
		}
	}
}

func TestDoctor_AsksAnAPIWithTheToken(t *testing.T) {
	t.Parallel()
	for verdict, want := range map[api.Verdict]int{api.Ok: 0, api.Warning: 1, api.Broken: 2, "odd": failed} {
		asked := ""
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked = r.Method + " " + r.URL.Path + " " + r.Header.Get("Authorization")
			_ = json.NewEncoder(w).Encode(api.Examination{Partner: "acme", Verdict: verdict, Checks: []api.Finding{}})
		}))
		defer server.Close()
		var out bytes.Buffer
		code, err := examine(t.Context(), env(), "sesame", []string{"-partner", "acme", "-json", "-url", server.URL + "/"}, &out)
		if code != want || (err != nil) != (want == failed) {
			t.Errorf("%s: code %d and %v, want %d", verdict, code, err, want)
		}
		if asked != "POST /v1/partners/acme/doctor Bearer sesame" || !strings.Contains(out.String(), `"verdict":"`+string(verdict)+`"`) {
			t.Errorf("asked %q, printed %s", asked, out.String())
		}
	}
}

func TestDoctor_SaysWhyTheAPIRefuses(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"detail":"the client does not act for this partner"}`))
	}))
	defer server.Close()
	code, err := examine(t.Context(), env(), "sesame", []string{"-url", server.URL}, &bytes.Buffer{})
	if code != failed || err == nil || !strings.Contains(err.Error(), "403: the client does not act") {
		t.Errorf("code %d and %v", code, err)
	}
	if code, err := examine(t.Context(), env(), "", []string{"-url", server.URL}, &bytes.Buffer{}); code != failed || err == nil {
		t.Errorf("without a token: code %d and %v", code, err)
	}
}

func TestImport_ReadsATokenFromAFileOrInputAndNeverSaysIt(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("sesame\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ file, in, want string }{
		"file": {file, "", "sesame"}, "input": {"", " sesame\r\n", "sesame"}, "dash": {"-", "sesame", "sesame"}, "nothing": {"", "\n", ""},
		"two": {"", "sesame sesame", ""}, "long": {"", strings.Repeat("sesame", 20_000), ""}, "token for a file": {"sesame", "", ""},
	} {
		got, err := read(c.file, strings.NewReader(c.in))
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: got %q and %v", name, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: the failure says the token: %v", name, err)
		}
	}
}

func TestCommand_RefusesWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, args := range [][]string{
		{}, {"cure"}, {"doctor", "-color"}, {"import"}, {"import", "-partner", "acme", "a", "b"}, {"import", "-partner", "acme", "-issued", "yesterday"},
	} {
		if code, err := run(ctx, args, strings.NewReader("sesame"), &bytes.Buffer{}); code != failed || err == nil {
			t.Errorf("%v: code %d and %v", args, code, err)
		}
	}
}
