package control_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

type cake struct {
	Name string `json:"name"`
}

func bake(in cake) (cake, error) {
	if in.Name == "" {
		return cake{}, errors.New("no name")
	}
	return cake{Name: in.Name + "cake"}, nil
}

func TestAFunctionIsServedBelowThePrefix(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	control.Show(mux, "cakes", func() []cake { return []cake{{Name: "a"}} })
	control.Make(mux, "cakes", bake)
	control.Create(mux, "ids", func(in cake) (int, error) {
		_, err := bake(in)
		return 7, err
	})
	control.Take(mux, "eat", func(in cake) error {
		_, err := bake(in)
		return err
	})
	p := newPost("a", "b")
	control.Send(mux, p.Sender, p)
	for _, c := range []struct {
		call, body string
		status     int
		answer     string
	}{
		{"GET cakes", "", 200, `[{"name":"a"}]`},
		{"POST cakes", `{"name":"b"}`, 201, `{"name":"bcake"}`},
		{"POST cakes", `{}`, 400, `{"error":"no name"}`},
		{"POST cakes", ``, 400, `{"error":"body is empty"}`},
		{"POST ids", `{"name":"b"}`, 201, `{"id":7}`},
		{"POST ids", `{}`, 400, `{"error":"no name"}`},
		{"POST eat", `{"name":"b"}`, 204, ``},
		{"POST eat", `{}`, 400, `{"error":"no name"}`},
		{"POST luck", `{"lose":101}`, 400, `{"error":"luck: 101 of a hundred"}`},
		{"POST luck", `{"lose":10}`, 204, ``},
		{"POST deliver", "", 200, `{"tried":2}`},
		{"POST deliver", "", 200, `{"tried":0}`},
	} {
		if status, answer := call(t, mux, c.call, c.body); status != c.status || answer != c.answer {
			t.Errorf("%s %s: %d %s", c.call, c.body, status, answer)
		}
	}
	_, shown := call(t, mux, "GET deliveries", "")
	for _, part := range []string{`"id":1`, `"url":"https://x.test/b"`, `"body":"b"`, `"status":200`, `"done":true`, `"name":"b"`} {
		if !strings.Contains(shown, part) {
			t.Errorf("no %s in %s", part, shown)
		}
	}
	p.box.Put(&letter{Name: "unwritten"})
	if status, answer := call(t, mux, "POST deliver", ""); status != 400 || answer != `{"error":"no paper"}` {
		t.Errorf("%d %s", status, answer)
	}
}

// call gives the status and the body of an answer to METHOD name.
func call(t *testing.T, h http.Handler, what, body string) (int, string) {
	t.Helper()
	method, name, _ := strings.Cut(what, " ")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, control.Prefix+name, strings.NewReader(body)))
	return w.Code, w.Body.String()
}
