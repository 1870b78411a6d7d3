package secret

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"github.com/seatwright/seatwright/shared/sdk"
)

// Secrets keeps secrets in AWS Secrets Manager, under a prefix.
type Secrets struct {
	client *secretsmanager.Client
	prefix string
}

var _ Versions = (*Secrets)(nil)

// Open gives the secrets whose names begin with the prefix, which ends in a slash.
func Open(cfg aws.Config, prefix string) *Secrets {
	client := secretsmanager.NewFromConfig(cfg, func(o *secretsmanager.Options) {
		o.HTTPClient, o.Retryer = sdk.Client(cfg), sdk.Retryer(cfg)
	})
	return &Secrets{client: client, prefix: prefix}
}

// Read gives a secret.
func (s *Secrets) Read(ctx context.Context, name string) (string, error) {
	v, err := s.Version(ctx, name, Current)
	return v.Value, err
}

// Write makes a secret, or gives it a new value. A version is named after its value, so that a repeated write makes no other one:
// Secrets Manager keeps few.
func (s *Secrets) Write(ctx context.Context, name, value string) error {
	if err := Check(s.prefix+name, value); err != nil {
		return err
	}
	id, token := s.prefix+name, version(s.prefix+name, value)
	err := s.put(ctx, id, token, value)
	if !missing(err) {
		return failed(err)
	}
	_, err = s.client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: &id, SecretString: &value, ClientRequestToken: &token})
	if _, ok := errors.AsType[*types.ResourceExistsException](err); ok { // somebody else made it in between
		err = s.put(ctx, id, token, value)
	}
	return failed(err)
}

func failed(err error) error {
	if err == nil {
		return nil
	}
	return sdk.Fail(err, "write a secret")
}

func (s *Secrets) put(ctx context.Context, id, token, value string) error {
	out, err := s.client.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: &id, SecretString: &value, ClientRequestToken: &token})
	if err != nil || slices.Contains(out.VersionStages, string(Current)) {
		return err
	}
	// Secrets Manager ignores the put of a version that it knows, also when another has become the current one since: A, then B, then A
	// again would leave B.
	return s.label(ctx, id, token, Current)
}

// version names a version, in the form of a UUID. The hash is cut to half, and a password or token is far too random to be
// guessed from it.
func version(id, value string) string {
	sum := sha256.Sum256([]byte(id + "\x00" + value))
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func missing(err error) bool {
	var m *types.ResourceNotFoundException
	return errors.As(err, &m)
}
