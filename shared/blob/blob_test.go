package blob_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/seatwright/seatwright/shared/blob"
	"github.com/seatwright/seatwright/shared/blob/blobtest"
	"github.com/seatwright/seatwright/shared/sdk/sdktest"
)

func TestS3IsASafe(t *testing.T) {
	t.Parallel()
	cfg := sdktest.Config(t)
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
	bucket := "suite-" + strings.ToLower(rand.Text())
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &bucket, ObjectLockEnabledForBucket: aws.Bool(true)}); err != nil {
		t.Fatalf("make a bucket: %v", err)
	}
	first := func(t *testing.T, name string) *string {
		t.Helper()
		out, err := client.ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: &bucket, Prefix: &name})
		if err != nil || len(out.Versions) == 0 {
			t.Fatalf("versions: %v", err)
		}
		return out.Versions[len(out.Versions)-1].VersionId
	}
	blobtest.Run(t, func(*testing.T) blobtest.Safe {
		return blobtest.Safe{
			Safe: blob.Open(cfg, bucket),
			Destroy: func(t *testing.T, name string) error {
				t.Helper()
				_, err := client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &bucket, Key: &name, VersionId: first(t, name)})
				return err
			},
			Overwrite: func(t *testing.T, name string, body []byte) error {
				t.Helper()
				_, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &name, Body: bytes.NewReader(body)})
				return err
			},
			Kept: func(t *testing.T, name string) []byte {
				t.Helper()
				out, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: &bucket, Key: &name, VersionId: first(t, name)})
				if err != nil {
					t.Fatal(err)
				}
				defer out.Body.Close() //nolint:errcheck // it is only read
				body, err := io.ReadAll(out.Body)
				if err != nil {
					t.Fatal(err)
				}
				return body
			},
		}
	})
}
