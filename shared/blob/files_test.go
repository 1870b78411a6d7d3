package blob_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/seatwright/seatwright/shared/blob"
	"github.com/seatwright/seatwright/shared/blob/blobtest"
	"github.com/seatwright/seatwright/shared/sdk/sdktest"
)

func TestS3IsABucketOfFiles(t *testing.T) {
	t.Parallel()
	cfg := sdktest.Config(t)
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
	bucket := "files-" + strings.ToLower(rand.Text())
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
		t.Fatalf("make a bucket: %v", err)
	}
	files := blob.OpenFiles(cfg, bucket, time.Now) //nolint:forbidigo // S3 judges a link by its own clock
	blobtest.RunFiles(t, func(*testing.T) blobtest.Files { return files })
}
