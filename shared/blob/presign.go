package blob

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/seatwright/seatwright/shared/fault"
)

// Clock gives the time.
type Clock func() time.Time

// Upload is a file that somebody may send: exactly so many bytes of exactly this media type, once, until a time.
type Upload struct {
	Name  string
	Size  int64
	Media string
	Life  time.Duration
}

// Link is what somebody without rights of their own needs to send or to fetch one file. Whoever has it may do so: it is a secret until its end.
type Link struct {
	Method  string
	URL     string
	Headers map[string]string // that have to be sent, exactly so
	Until   time.Time
}

// Links signs links to files.
type Links struct {
	client *s3.PresignClient
	name   string
	now    Clock
}

// NewLinks gives links to a bucket at an address that is not Amazon's, for a stand-in.
func NewLinks(base, id, secret, name string, now Clock) *Links {
	return newLinks(fileClient(aws.Config{
		Region: "us-east-1", BaseEndpoint: &base,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: id, SecretAccessKey: secret}, nil
		}),
	}), name, now)
}

func newLinks(client *s3.Client, name string, now Clock) *Links {
	signer := clocked{v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }), now}
	return &Links{client: s3.NewPresignClient(client, func(o *s3.PresignOptions) { o.Presigner = signer }), name: name, now: now}
}

// clocked signs by our clock instead of the machine's.
type clocked struct {
	*v4.Signer

	now Clock
}

// PresignHTTP implements s3.HTTPPresignerV4.
func (c clocked) PresignHTTP(
	ctx context.Context, who aws.Credentials, r *http.Request, hash, service, region string, _ time.Time, options ...func(*v4.SignerOptions),
) (url string, signed http.Header, err error) {
	return c.Signer.PresignHTTP(ctx, who, r, hash, service, region, c.now(), options...)
}

// Upload makes the link for an upload. Size, type and that nothing is there yet are signed: another size or type, or a second file, is refused by S3. It
// fails with fault.Invalid for a file that would not be taken.
func (l *Links) Upload(ctx context.Context, u Upload) (Link, error) {
	if err := Check(u.Name, nil); err != nil {
		return Link{}, err
	}
	if u.Size < 1 || u.Size > MaxFile {
		return Link{}, fault.Invalid.Errorf("a file of %d bytes: from 1 to %d", u.Size, MaxFile)
	}
	in := &s3.PutObjectInput{Bucket: &l.name, Key: &u.Name, ContentLength: &u.Size, ContentType: &u.Media, IfNoneMatch: aws.String("*")}
	r, err := l.client.PresignPutObject(ctx, in, s3.WithPresignExpires(u.Life))
	if err != nil {
		return Link{}, fmt.Errorf("blob: sign an upload: %w", err)
	}
	out := Link{Method: r.Method, URL: r.URL, Headers: map[string]string{}, Until: l.now().Add(u.Life)}
	for name, values := range r.SignedHeader {
		if name != "Host" {
			out.Headers[name] = values[0]
		}
	}
	return out, nil
}

// Download makes a link to fetch a file, which a browser saves under a name.
func (l *Links) Download(ctx context.Context, name, as string, life time.Duration) (Link, error) {
	if err := Check(name, nil); err != nil {
		return Link{}, err
	}
	saved := fmt.Sprintf("attachment; filename=%q", as)
	in := &s3.GetObjectInput{Bucket: &l.name, Key: &name, ResponseContentDisposition: &saved}
	r, err := l.client.PresignGetObject(ctx, in, s3.WithPresignExpires(life))
	if err != nil {
		return Link{}, fmt.Errorf("blob: sign a download: %w", err)
	}
	return Link{Method: r.Method, URL: r.URL, Headers: map[string]string{}, Until: l.now().Add(life)}, nil
}
