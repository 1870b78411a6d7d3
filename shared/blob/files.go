package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/sdk"
)

// MaxFile is how large a file may be that somebody sends, in bytes: 64 MiB.
const MaxFile = 64 << 20

// Files is a bucket of S3 for files that come and go: price sheets, and what is made of them. It is safe for concurrent use.
type Files struct {
	*Links

	client *s3.Client
	name   string
}

// OpenFiles gives the bucket of that name.
func OpenFiles(cfg aws.Config, name string, now Clock) *Files {
	client := fileClient(cfg)
	return &Files{Links: newLinks(client, name, now), client: client, name: name}
}

func fileClient(cfg aws.Config) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.HTTPClient, o.Retryer = sdk.Client(cfg), sdk.Retryer(cfg)
		o.UsePathStyle = cfg.BaseEndpoint != nil // a stand-in has one host for all buckets
		// A link has no place for a checksum of bytes that nobody has yet.
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	})
}

// Keep puts a file under a name, over what is there. It fails with fault.Invalid for what cannot be kept, and with fault.Throttled or
// fault.Unavailable when it may be tried again.
func (f *Files) Keep(ctx context.Context, name string, body []byte, media string) error {
	if err := Check(name, body); err != nil {
		return err
	}
	_, err := f.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &f.name, Key: &name, Body: bytes.NewReader(body), ContentType: &media, ContentLength: aws.Int64(int64(len(body))),
		ChecksumAlgorithm: types.ChecksumAlgorithmCrc32,
	})
	if err != nil {
		return sdk.Fail(err, "blob: keep a file")
	}
	return nil
}

// Open gives a file to read, from its beginning or anywhere: a part of it is fetched when it is asked for. A file that is replaced
// meanwhile cannot be read on. It fails with fault.NotFound, and with fault.TooLarge above MaxFile. The reader is for one goroutine, and for as long as ctx lives.
func (f *Files) Open(ctx context.Context, name string) (*io.SectionReader, error) {
	if err := Check(name, nil); err != nil {
		return nil, err
	}
	head, err := f.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &f.name, Key: &name})
	if code := sdk.Code(err); code == "NotFound" || code == "NoSuchKey" {
		return nil, fault.NotFound.Errorf("blob: not there")
	}
	if err != nil {
		return nil, sdk.Fail(err, "blob: look at a file")
	}
	size := aws.ToInt64(head.ContentLength)
	if size > MaxFile {
		return nil, fault.TooLarge.Errorf("the file has %d bytes: at most %d", size, MaxFile)
	}
	fetch := func(from, to int64) ([]byte, error) {
		return f.part(ctx, name, aws.ToString(head.ETag), from, to)
	}
	return io.NewSectionReader(&remote{size: size, fetch: fetch, parts: map[int64][]byte{}}, 0, size), nil
}

// part reads the bytes from one place to another, both inclusive.
func (f *Files) part(ctx context.Context, name, tag string, from, to int64) ([]byte, error) {
	span := "bytes=" + strconv.FormatInt(from, 10) + "-" + strconv.FormatInt(to, 10)
	out, err := f.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &f.name, Key: &name, Range: &span, IfMatch: &tag})
	if sdk.Code(err) == "PreconditionFailed" {
		return nil, fault.Conflict.Errorf("blob: the file was replaced while it was read")
	}
	if err != nil {
		return nil, sdk.Fail(err, "blob: read a file")
	}
	defer out.Body.Close() //nolint:errcheck // it is only read
	b := make([]byte, to-from+1)
	if _, err := io.ReadFull(out.Body, b); err != nil {
		return nil, fault.Unavailable.Wrap(err, "blob: read a file")
	}
	return b, nil
}

// Parts that are kept of a file that is read, and how large they are. A workbook is read from its end, and then entry by entry.
const (
	partSize = 4 << 20
	maxParts = 3
)

// remote reads a file by parts.
type remote struct {
	size  int64
	fetch func(from, to int64) ([]byte, error)

	mu    sync.Mutex
	parts map[int64][]byte
	order []int64 // the oldest first
}

// ReadAt implements io.ReaderAt.
func (r *remote) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("blob: read before the beginning")
	}
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at >= r.size {
			return n, io.EOF
		}
		part, err := r.take(at / partSize)
		if err != nil {
			return n, err
		}
		n += copy(p[n:], part[at%partSize:])
	}
	return n, nil
}

func (r *remote) take(n int64) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if b, ok := r.parts[n]; ok {
		return b, nil
	}
	b, err := r.fetch(n*partSize, min((n+1)*partSize, r.size)-1)
	if err != nil {
		return nil, fmt.Errorf("part %d: %w", n, err)
	}
	if len(r.order) == maxParts {
		delete(r.parts, r.order[0])
		r.order = r.order[1:]
	}
	r.parts[n], r.order = b, append(r.order, n)
	return b, nil
}
