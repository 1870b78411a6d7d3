package route53

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/sdk"
)

// once is a call that is not repeated: whether it was carried out is to be looked up.
func once(o *route53.Options) { o.Retryer = aws.NopRetryer{} }

// turn waits for the turn of a call, and makes its failure one of ours. A call that may change something fails with fault.Unknown when its answer was lost.
func (h *Host) turn(ctx context.Context, action string, writes bool, call func() error) error {
	if err := h.budget.await(ctx); err != nil {
		return err
	}
	err := call()
	if err == nil {
		return nil
	}
	kind, sent := sdk.Kind(err)
	switch {
	case kind == "":
		return refused(err, action)
	case writes && sent:
		return coded(fault.Unknown.Wrap(err, "Route 53: no answer to %s: it may have been carried out", action), err)
	}
	return coded(kind.Wrap(err, "Route 53: %s cannot be carried out now", action), err)
}

func coded(failure, cause error) error {
	if code := sdk.Code(cause); code != "" {
		return fault.Coded(failure, code)
	}
	return failure
}

// refused reads a refusal. Route 53's own words name the records, and are left out.
func refused(err error, action string) error {
	switch code := sdk.Code(err); code {
	case "AccessDenied", "AccessDeniedException", "UnrecognizedClientException", "InvalidClientTokenId", "ExpiredToken", "ExpiredTokenException",
		"SignatureDoesNotMatch", "MissingAuthenticationToken":
		return coded(fault.Denied.Wrap(err, "Route 53 does not allow route53:%s to this system's role", action), err)
	case "NoSuchHostedZone":
		return coded(fault.NotFound.Wrap(err, "Route 53 does not have the zone in this account"), err)
	case "NoSuchChange":
		return coded(fault.NotFound.Wrap(err, "Route 53 does not know the change"), err)
	case "InvalidChangeBatch":
		return coded(batchKind(err).Wrap(err, "Route 53 refused the changes: %s", said(err)), err)
	default:
		return coded(fault.Invalid.Wrap(err, "Route 53 refused %s", action), err)
	}
}

// messages of a refused batch. They come as a list, or as one text.
func messages(err error) []string {
	batch, ok := errors.AsType[*types.InvalidChangeBatch](err)
	if !ok {
		return []string{err.Error()}
	}
	return append(batch.Messages, aws.ToString(batch.Message))
}

// moved are words of Route 53's by which a set is not what the batch takes it for: somebody changed it since it was read.
func moved() []string {
	return []string{"but it already exists", "but it was not found", "do not match the current values"}
}

func batchKind(err error) fault.Kind {
	for _, m := range messages(err) {
		for _, words := range moved() {
			if strings.Contains(m, words) {
				return fault.Stale
			}
		}
	}
	return fault.Invalid
}

// said says in our words what some refusals mean.
func said(err error) string {
	all := strings.Join(messages(err), "\n")
	for _, c := range [...][2]string{
		{"but it already exists", "somebody created a record of the same name meanwhile"},
		{"but it was not found", "somebody deleted a record meanwhile"},
		{"do not match the current values", "somebody changed a record meanwhile"},
		{"not permitted at apex", "a CNAME cannot stand at the zone's own name"},
		{"conflicts with other records", "a CNAME cannot stand beside other records of its name"},
		{"Duplicate Resource Record", "the same record would be there twice"},
		{"limit of", "they are more than Route 53 takes at once"},
	} {
		if strings.Contains(all, c[0]) {
			return c[1]
		}
	}
	return "a record has not the form that its type wants"
}
