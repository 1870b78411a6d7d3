// Package blob keeps texts in Amazon S3 so that nobody can change or remove them before their time, and files that come and go.
//
// Localstack/memory has a stand-in for it, and both must pass the suite blobtest.
package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/sdk"
)

// Limits of a text.
const (
	MaxName = 1024
	MaxBody = 64 << 20 // a day with half a million chains
)

// Bucket is a bucket of S3 with object lock. It is safe for concurrent use.
type Bucket struct {
	client *s3.Client
	name   string
}

var _ audit.Safe = (*Bucket)(nil)

// Open gives the bucket of that name.
func Open(cfg aws.Config, name string) *Bucket {
	client := s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.HTTPClient, o.Retryer = sdk.Client(cfg), sdk.Retryer(cfg)
		o.UsePathStyle = cfg.BaseEndpoint != nil // a stand-in has one host for all buckets
	})
	return &Bucket{client: client, name: name}
}

// Put keeps a text under a name until a time; nobody, not even the account's root, can change or remove it before (object lock in compliance mode). It
// fails with fault.Conflict when the name is taken, with fault.Invalid for what cannot be kept, and with fault.Throttled or fault.Unavailable
// when it may be tried again: what was kept after all is then a Conflict.
func (b *Bucket) Put(ctx context.Context, name string, body []byte, until time.Time) error {
	if err := Check(name, body); err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &b.name, Key: &name, Body: bytes.NewReader(body), ContentType: aws.String("application/json"), IfNoneMatch: aws.String("*"),
		ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(sum[:])),
		ObjectLockMode: types.ObjectLockModeCompliance, ObjectLockRetainUntilDate: &until,
	})
	// Of two at once S3 tells the second to come again, and then that the name is taken.
	if code := sdk.Code(err); code == "PreconditionFailed" || code == "ConditionalRequestConflict" {
		return fault.Conflict.Errorf("blob: the name is taken")
	}
	if err != nil {
		return sdk.Fail(err, "blob: keep a text")
	}
	return nil
}

// Get gives a text, or fails with fault.NotFound.
func (b *Bucket) Get(ctx context.Context, name string) ([]byte, error) {
	if err := Check(name, nil); err != nil {
		return nil, err
	}
	out, err := b.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: &name})
	if _, ok := errors.AsType[*types.NoSuchKey](err); ok {
		return nil, fault.NotFound.Errorf("blob: not there")
	}
	if err != nil {
		return nil, sdk.Fail(err, "blob: read a text")
	}
	defer out.Body.Close() //nolint:errcheck // it is only read
	body, err := io.ReadAll(io.LimitReader(out.Body, MaxBody+1))
	if err != nil {
		return nil, fault.Unavailable.Wrap(err, "blob: read a text")
	}
	if len(body) > MaxBody {
		return nil, fmt.Errorf("blob: a text of more than %d bytes", MaxBody)
	}
	return body, nil
}

// List gives the names that begin with a prefix, in their order.
func (b *Bucket) List(ctx context.Context, prefix string) ([]string, error) {
	var names []string
	pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, sdk.Fail(err, "blob: list names")
		}
		for _, o := range page.Contents {
			names = append(names, aws.ToString(o.Key))
		}
	}
	return names, nil
}

var sane = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]*$`)

// Check refuses a name or a text that is not kept, with fault.Invalid. S3 would take more names; those need no escapes.
func Check(name string, body []byte) error {
	if len(name) > MaxName || !sane.MatchString(name) {
		return fault.Invalid.Errorf("blob: name of %d bytes: from 1 to %d letters, digits, dots, hyphens and slashes", len(name), MaxName)
	}
	if len(body) > MaxBody {
		return fault.Invalid.Errorf("blob: %d bytes: at most %d", len(body), MaxBody)
	}
	return nil
}
