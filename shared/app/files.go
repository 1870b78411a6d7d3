package app

import (
	"context"
	"io"
	"time"

	"github.com/seatwright/seatwright/shared/blob"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/setting"
)

// Files is the bucket of price sheets and what is made of them.
type Files interface {
	filesKept
	filesLinked
}

type filesKept interface {
	Keep(ctx context.Context, name string, body []byte, media string) error
	Open(ctx context.Context, name string) (*io.SectionReader, error)
}

type filesLinked interface {
	Upload(ctx context.Context, u blob.Upload) (blob.Link, error)
	Download(ctx context.Context, name, as string, life time.Duration) (blob.Link, error)
}

var _ Files = (*blob.Files)(nil)

// openFiles opens the bucket of price sheets.
func (e *Env) openFiles() (Files, error) {
	if e.Local != nil {
		return e.Local.Files, nil
	}
	v, err := e.need(setting.SheetBucket)
	if err != nil {
		return nil, err
	}
	cfg, err := e.sdkConfig()
	if err != nil {
		return nil, err
	}
	return blob.OpenFiles(cfg, v[0], e.Now), nil
}

// blobs keeps the blobs of prices as files.
type blobs struct{ files filesKept }

// PutBlob implements price.Blobs.
func (b blobs) PutBlob(ctx context.Context, name string, body []byte) error {
	return b.files.Keep(ctx, name, body, "application/octet-stream")
}

// Blob implements price.Blobs.
func (b blobs) Blob(ctx context.Context, name string, limit int64) ([]byte, error) {
	r, err := b.files.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	if r.Size() > limit {
		return nil, fault.TooLarge.Errorf("the file has %d bytes: at most %d", r.Size(), limit)
	}
	return io.ReadAll(r)
}
