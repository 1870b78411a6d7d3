package callback

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"syscall"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/reach"
)

// The words for what went wrong.
const (
	codeAddress     = "address"            // it is not of the public network
	codeName        = "name"               // nobody knows the name
	codeConnection  = "refused_connection" // nobody listens
	codeCertificate = "certificate"        // who answers is not proven to be who was asked
	codeTimeout     = "timeout"
	codeAnswer      = "no_answer"
)

func denied(cause error) error {
	return fault.Coded(fault.Denied.Wrap(withheld{cause}, "callback: the address is never posted to"), codeAddress)
}

// failed sorts why no answer came.
func failed(ctx context.Context, err error) error {
	var (
		name    *net.DNSError
		unknown *tls.CertificateVerificationError
		late    net.Error
	)
	switch {
	case reach.Prohibited(err):
		return denied(err)
	case errors.As(err, &late) && late.Timeout(), ctx.Err() != nil:
		return silent(err, codeTimeout, "the endpoint did not answer in time")
	case errors.As(err, &name):
		return silent(err, codeName, "the endpoint's name has no address")
	case errors.As(err, &unknown):
		return silent(err, codeCertificate, "the endpoint's certificate is not trusted")
	case errors.Is(err, syscall.ECONNREFUSED):
		return silent(err, codeConnection, "nobody listens at the endpoint")
	}
	return silent(err, codeAnswer, "the endpoint did not answer")
}

func silent(cause error, code, text string) error {
	return fault.Coded(fault.Unavailable.Wrap(withheld{cause}, "callback: %s", text), code)
}

// withheld keeps a cause for errors.Is, and its text from the log: it names the address, whose query may hold somebody's key.
type withheld struct{ cause error }

// Error gives a text without the address.
func (w withheld) Error() string { return "details withheld" }

// Unwrap gives the cause.
func (w withheld) Unwrap() error { return w.cause }
