package memory_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/shared/blob/blobtest"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestBlobsAreASafe(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(*testing.T) blobtest.Safe {
		b := memory.NewBlobs(clock)
		return blobtest.Safe{
			Safe:      b,
			Destroy:   func(_ *testing.T, name string) error { return b.Destroy(name) },
			Overwrite: func(_ *testing.T, name string, body []byte) error { b.Overwrite(name, body); return nil },
			Kept:      func(_ *testing.T, name string) []byte { return b.First(name) },
		}
	})
}

func TestALockEndsInItsTimeAndNoLaterPutIsLockedInThePast(t *testing.T) {
	t.Parallel()
	now := clock()
	b := memory.NewBlobs(func() time.Time { return now })
	if err := b.Put(t.Context(), "a", nil, now); fault.Of(err) != fault.Invalid {
		t.Errorf("kept until now: %v", err)
	}
	if err := b.Put(t.Context(), "a", []byte("x"), now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	b.Hide("a")
	if _, err := b.Get(t.Context(), "a"); fault.Of(err) != fault.NotFound {
		t.Errorf("hidden: %v", err)
	}
	if err := b.Destroy("a"); fault.Of(err) != fault.Denied || string(b.First("a")) != "x" {
		t.Errorf("destroyed while locked: %v", err)
	}
	now = now.Add(time.Hour)
	if err := b.Destroy("a"); err != nil || b.First("a") != nil {
		t.Errorf("not destroyed after its time: %v", err)
	}
}
