package memory_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/blob"
	"github.com/seatwright/seatwright/shared/blob/blobtest"
)

// bucket is the stand-in behind an address of the loopback.
func bucket(t *testing.T, now func() time.Time) *memory.Files {
	t.Helper()
	var files *memory.Files
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { files.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	files = memory.NewFiles(server.URL, now)
	return files
}

func TestTheStandInIsABucketOfFiles(t *testing.T) {
	t.Parallel()
	files := bucket(t, clock)
	blobtest.RunFiles(t, func(*testing.T) blobtest.Files { return files })
}

func TestALinkEnds(t *testing.T) {
	t.Parallel()
	now := clock()
	files := bucket(t, func() time.Time { return now })
	name := "upload/" + rand.Text()
	link, err := files.Upload(t.Context(), blob.Upload{Name: name, Size: 3, Media: "text/csv", Life: time.Hour})
	if err != nil || !link.Until.Equal(now.Add(time.Hour)) {
		t.Fatalf("%v, until %v", err, link.Until)
	}
	now = now.Add(time.Hour + time.Second)
	if status, body := blobtest.Send(t, link, []byte("a,b"), nil); status != http.StatusForbidden || !strings.Contains(body, "expired") {
		t.Errorf("after its end: %d %s", status, body)
	}
	if len(files.Arrived()) != 0 {
		t.Error("something arrived")
	}
}

func TestEachArrivalIsToldOnce(t *testing.T) {
	t.Parallel()
	files := bucket(t, clock)
	for _, name := range []string{"upload/1", "upload/2", "upload/1"} {
		if err := files.Keep(t.Context(), name, []byte(name), "text/plain"); err != nil {
			t.Fatal(err)
		}
	}
	if got := files.Arrived(); len(got) != 3 || got[2] != (memory.Arrival{Name: "upload/1", Size: 8}) || len(files.Arrived()) != 0 {
		t.Errorf("arrived: %v", got)
	}
	r, err := files.Open(t.Context(), "upload/2")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, []byte("upload/2")) {
		t.Errorf("%q, %v", got, err)
	}
}
