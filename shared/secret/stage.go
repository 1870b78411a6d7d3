package secret

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/sdk"
)

// Version gives the version with a label.
func (s *Secrets) Version(ctx context.Context, name string, l Label) (Version, error) {
	if err := Check(s.prefix+name, "any"); err != nil {
		return Version{}, err
	}
	in := &secretsmanager.GetSecretValueInput{SecretId: aws.String(s.prefix + name)}
	if l != Current {
		in.VersionStage = aws.String(string(l))
	}
	out, err := s.client.GetSecretValue(ctx, in)
	if err != nil && !missing(err) {
		return Version{}, sdk.Fail(err, "read a secret")
	}
	if err != nil || aws.ToString(out.SecretString) == None || l == Pending && slices.Contains(out.VersionStages, string(Current)) {
		return Version{}, fault.NotFound.Errorf("secret: not there")
	}
	return Version{ID: aws.ToString(out.VersionId), Value: aws.ToString(out.SecretString)}, nil
}

// Stage keeps a value beside the current one.
func (s *Secrets) Stage(ctx context.Context, name, value string) (string, error) {
	if err := Check(s.prefix+name, value); err != nil {
		return "", err
	}
	id, token := s.prefix+name, version(s.prefix+name, value)
	err := s.stage(ctx, id, token, value)
	if missing(err) {
		if err = s.create(ctx, id); err == nil {
			err = s.stage(ctx, id, token, value)
		}
	}
	return token, failed(err)
}

// create makes a secret without a value. Somebody else may have made it in between.
func (s *Secrets) create(ctx context.Context, id string) error {
	in := &secretsmanager.CreateSecretInput{Name: &id, SecretString: aws.String(None), ClientRequestToken: aws.String(version(id, None))}
	_, err := s.client.CreateSecret(ctx, in)
	if _, ok := errors.AsType[*types.ResourceExistsException](err); ok {
		return nil
	}
	return err
}

func (s *Secrets) stage(ctx context.Context, id, token, value string) error {
	out, err := s.client.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{
		SecretId: &id, SecretString: &value, ClientRequestToken: &token, VersionStages: []string{string(Pending)},
	})
	if err != nil || slices.Contains(out.VersionStages, string(Pending)) {
		return err
	}
	return s.label(ctx, id, token, Pending) // as in put: a version that was there already keeps its labels
}

// label moves a label to a version, from wherever it is.
func (s *Secrets) label(ctx context.Context, id, to string, l Label) error {
	from, err := s.labelled(ctx, id, l)
	if err != nil || from == to {
		return err
	}
	return s.move(ctx, id, l, from, to)
}

// labelled gives the id of the version that has a label, or "".
func (s *Secrets) labelled(ctx context.Context, id string, l Label) (string, error) {
	known, err := s.client.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &id})
	if err != nil {
		return "", err
	}
	for v, labels := range known.VersionIdsToStages {
		if slices.Contains(labels, string(l)) {
			return v, nil
		}
	}
	return "", nil
}

// move takes a label from one version and gives it to another, either of which may be "". Secrets Manager refuses it as a whole when the label is
// not where it is to be taken from.
func (s *Secrets) move(ctx context.Context, id string, l Label, from, to string) error {
	in := &secretsmanager.UpdateSecretVersionStageInput{SecretId: &id, VersionStage: aws.String(string(l))}
	if from != "" {
		in.RemoveFromVersionId = &from
	}
	if to != "" {
		in.MoveToVersionId = &to
	}
	_, err := s.client.UpdateSecretVersionStage(ctx, in)
	return err
}

// Promote makes a version the current one.
func (s *Secrets) Promote(ctx context.Context, name, id, from string) error {
	secret := s.prefix + name
	if err := Check(secret, "any"); err != nil {
		return err
	}
	if from == "" {
		from = version(secret, None)
	}
	var refused error
	if from != id {
		if refused = s.move(ctx, secret, Current, from, id); refused == nil {
			return nil
		}
		if !moved(refused) {
			return failed(refused)
		}
	}
	switch current, err := s.labelled(ctx, secret, Current); {
	case missing(err):
		return fault.NotFound.Errorf("secret: not there")
	case err != nil:
		return failed(err)
	case current == id:
		return nil // by this call's first try, or by another's
	case current == from:
		return fault.NotFound.Wrap(refused, "secret: no such version")
	default:
		return fault.Conflict.Wrap(refused, "secret: another version has become the current one")
	}
}

// Drop takes a label from a version.
func (s *Secrets) Drop(ctx context.Context, name string, l Label) error {
	if err := CheckDrop(s.prefix+name, l); err != nil {
		return err
	}
	id := s.prefix + name
	from, err := s.labelled(ctx, id, l)
	if missing(err) || err == nil && from == "" {
		return nil
	}
	if err == nil {
		err = s.move(ctx, id, l, from, "")
	}
	if moved(err) {
		return fault.Conflict.Wrap(err, "secret: the label has moved")
	}
	return failed(err)
}

// moved reports whether Secrets Manager refused to move a label: it is not where it was to be taken from, or there is no such version.
func moved(err error) bool {
	_, wrong := errors.AsType[*types.InvalidParameterException](err)
	return wrong || missing(err)
}
