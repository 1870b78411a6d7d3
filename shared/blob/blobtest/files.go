package blobtest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/blob"
	"github.com/seatwright/seatwright/shared/fault"
)

// Files is what both buckets for files do.
type Files interface {
	Keep(ctx context.Context, name string, body []byte, media string) error
	Open(ctx context.Context, name string) (*io.SectionReader, error)
	Upload(ctx context.Context, u blob.Upload) (blob.Link, error)
	Download(ctx context.Context, name, as string, life time.Duration) (blob.Link, error)
}

// RunFiles checks a bucket for files, its links by HTTP. The suite uses names of its own in it.
func RunFiles(t *testing.T, open func(t *testing.T) Files) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Files){
		"a file comes back as it was kept, from anywhere": reads,
		"a file is kept over another":                     replaces,
		"a link takes what was agreed, once":              takes,
		"a link takes nothing else":                       takesNothingElse,
		"a link fetches a file, and only that":            fetches,
		"a link that would not be taken is not made":      makesNone,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func reads(t *testing.T, f Files) {
	at := fresh()
	large := bytes.Repeat([]byte("0123456789abcdef"), 700_000) // more parts than are kept
	for name, body := range map[string][]byte{"small": []byte("a,b\r\n"), "large": large} {
		if err := f.Keep(t.Context(), at+name, body, "text/csv"); err != nil {
			t.Fatal(err)
		}
		r, err := f.Open(t.Context(), at+name)
		if err != nil || r.Size() != int64(len(body)) {
			t.Fatalf("%s: %v", name, err)
		}
		last := make([]byte, 2)
		if _, err := r.ReadAt(last, r.Size()-2); err != nil || !bytes.Equal(last, body[len(body)-2:]) {
			t.Errorf("%s: its end is %q, %v", name, last, err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, body) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	if _, err := f.Open(t.Context(), at+"none"); fault.Of(err) != fault.NotFound {
		t.Errorf("nothing there: %v", err)
	}
}

func replaces(t *testing.T, f Files) {
	name := fresh() + "a"
	for _, body := range []string{"first", "second"} {
		if err := f.Keep(t.Context(), name, []byte(body), "text/plain"); err != nil {
			t.Fatal(err)
		}
	}
	r, err := f.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "second" {
		t.Errorf("%q, %v", got, err)
	}
}

const media = "text/csv"

// agreed makes the link for a body.
func agreed(t *testing.T, f Files, name string, body []byte) blob.Link {
	t.Helper()
	link, err := f.Upload(t.Context(), blob.Upload{Name: name, Size: int64(len(body)), Media: media, Life: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if link.Method != http.MethodPut || link.Headers["Content-Type"] != media || link.Headers["Content-Length"] != strconv.Itoa(len(body)) {
		t.Fatalf("%s with %v", link.Method, link.Headers)
	}
	return link
}

// Send uses a link, with headers beside or instead of those that it asks for, and gives the status and the answer.
func Send(t *testing.T, l blob.Link, body []byte, instead map[string]string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), l.Method, l.URL, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range l.Headers {
		if name != "Content-Length" { // Go sends that of the body
			r.Header.Set(name, v)
		}
	}
	for name, v := range instead {
		r.Header.Set(name, v)
	}
	res, err := http.DefaultClient.Do(r) //nolint:forbidigo // a test
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it is only read
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(answer)
}

func takes(t *testing.T, f Files) {
	name, body := fresh()+"a.csv", []byte("a,b\r\n1,2\r\n")
	link := agreed(t, f, name, body)
	if status, answer := Send(t, link, body, nil); status != http.StatusOK {
		t.Fatalf("%d %s", status, answer)
	}
	if status, answer := Send(t, link, []byte("c,d\r\n3,4\r\n"), nil); status != http.StatusPreconditionFailed {
		t.Errorf("a second time: %d %s", status, answer)
	}
	r, err := f.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, body) {
		t.Errorf("%q, %v", got, err)
	}
}

func takesNothingElse(t *testing.T, f Files) {
	name, body := fresh()+"a.csv", []byte("a,b\r\n1,2\r\n")
	link := agreed(t, f, name, body)
	other := link
	other.URL = strings.Replace(link.URL, "a.csv", "b.csv", 1)
	forged := link
	forged.URL += "0"
	longer := link
	longer.URL = strings.Replace(link.URL, "X-Amz-Expires=3600", "X-Amz-Expires=7200", 1)
	for what, c := range map[string]struct {
		link    blob.Link
		body    []byte
		instead map[string]string
	}{
		"another size":       {link, []byte("a,b\r\n1,2\r\n3,4\r\n"), nil},
		"another type":       {link, body, map[string]string{"Content-Type": "text/html"}},
		"over what is there": {link, body, map[string]string{"If-None-Match": `"x"`}},
		"another name":       {other, body, nil},
		"a forged signature": {forged, body, nil},
		"a longer life":      {longer, body, nil},
	} {
		if status, answer := Send(t, c.link, c.body, c.instead); status != http.StatusForbidden {
			t.Errorf("%s: %d %s", what, status, answer)
		}
	}
	if _, err := f.Open(t.Context(), name); fault.Of(err) != fault.NotFound {
		t.Errorf("something is there: %v", err)
	}
}

func fetches(t *testing.T, f Files) {
	at := fresh()
	for _, name := range []string{"a.csv", "b.csv"} {
		if err := f.Keep(t.Context(), at+name, []byte(name), media); err != nil {
			t.Fatal(err)
		}
	}
	link, err := f.Download(t.Context(), at+"a.csv", "rejects.csv", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if status, body := Send(t, link, nil, nil); status != http.StatusOK || body != "a.csv" {
		t.Errorf("%d %q", status, body)
	}
	link.URL = strings.Replace(link.URL, "a.csv", "b.csv", 1)
	if status, body := Send(t, link, nil, nil); status != http.StatusForbidden {
		t.Errorf("another file: %d %q", status, body)
	}
}

func makesNone(t *testing.T, f Files) {
	for _, u := range []blob.Upload{{Name: "", Size: 1}, {Name: "/a", Size: 1}, {Name: "a", Size: 0}, {Name: "a", Size: blob.MaxFile + 1}} {
		if _, err := f.Upload(t.Context(), u); fault.Of(err) != fault.Invalid {
			t.Errorf("%+v: %v", u, err)
		}
	}
}
