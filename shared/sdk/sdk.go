// Package sdk holds what our adapters of AWS services share: time-outs, repetition, and what a failure of the SDK says about
// the request.
package sdk

import (
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/seatwright/seatwright/shared/fault"
)

// Timeout ends one try of a request. The SDK itself would wait for as long as the connection lives.
const Timeout = 5 * time.Second

const (
	attempts = 4
	backoff  = time.Second
)

// Client gives the configuration's HTTP client with a time-out for each try. A client that is not the SDK's own is left as it is.
func Client(cfg aws.Config) aws.HTTPClient {
	if cfg.HTTPClient == nil {
		return awshttp.NewBuildableClient().WithTimeout(Timeout)
	}
	if own, ok := cfg.HTTPClient.(*awshttp.BuildableClient); ok {
		return own.WithTimeout(Timeout)
	}
	return cfg.HTTPClient
}

// Retryer gives the repetition of failed tries: up to four in all, or what the configuration says.
func Retryer(cfg aws.Config) aws.RetryerV2 {
	if cfg.Retryer != nil {
		if own, ok := cfg.Retryer().(aws.RetryerV2); ok {
			return own
		}
	}
	return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = attempts, backoff })
}

// Tries watches the tries of one request: a later try may fail for sure while the answer of an earlier one was lost.
type Tries struct {
	aws.RetryerV2

	// Sent reports whether some try may have been carried out.
	Sent bool
}

// IsErrorRetryable is asked by the SDK after each failed try.
func (t *Tries) IsErrorRetryable(err error) bool {
	if _, sent := Kind(err); sent {
		t.Sent = true
	}
	return t.RetryerV2.IsErrorRetryable(err)
}

// Kind tells what a failure of the SDK means: fault.Throttled or fault.Unavailable when the same request may be tried
// again, "" when it was refused; and whether it may have been carried out all the same.
func Kind(err error) (kind fault.Kind, sent bool) {
	status := 0
	if answer, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		status = answer.HTTPStatusCode()
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return apiKind(api, status)
	}
	if status != 0 && status < 500 {
		// An answer that is none of the service's: a proxy, or a cut one.
		return fault.Unavailable, true
	}
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return fault.Unavailable, false
	}
	var send *smithyhttp.RequestSendError
	var ended *smithy.CanceledError
	var cancelled *aws.RequestCanceledError
	return fault.Unavailable, status != 0 || errors.As(err, &send) || errors.As(err, &ended) || errors.As(err, &cancelled)
}

func apiKind(api smithy.APIError, status int) (fault.Kind, bool) {
	if _, throttled := retry.DefaultThrottleErrorCodes[api.ErrorCode()]; throttled || status == 429 {
		return fault.Throttled, false
	}
	if status >= 500 || api.ErrorFault() == smithy.FaultServer {
		return fault.Unavailable, true
	}
	return "", false
}

// Code gives the service's own code of a failure, or "".
func Code(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// Fail makes a failure of an operation that may be repeated without harm: a read, or an idempotent write.
func Fail(err error, doing string) error {
	kind, _ := Kind(err)
	if kind == "" {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return kind.Wrap(err, "%s", doing)
}
