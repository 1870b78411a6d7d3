package app

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/setting"
)

// Notified builds the function behind POST /v1/hooks/partnercenter/{partner_id}, which Partner Center calls when something was changed there. It proves
// itself by its signature.
func Notified(e *Env) (lambda.Handler, error) {
	t, err := e.OpenTable()
	if err != nil {
		return nil, err
	}
	q, err := e.openQueue(setting.OrderQueue)
	if err != nil {
		return nil, err
	}
	signatures, err := e.signatures()
	if err != nil {
		return nil, err
	}
	v, err := e.need(setting.PartnerAPI)
	if err != nil {
		return nil, err
	}
	h := hook{env: e, signatures: signatures, waker: licenceWaker{waker{queue: q, now: e.Now, log: e.Log}}}
	return edge.HTTP(edge.Options{Operation: "receivePartnerCenter", Log: e.Log, Now: e.Now}, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		if err := h.verify(ctx, r); err != nil {
			return edge.Answer{}, err
		}
		p, err := t.Partner(ctx, order.PartnerID(r.Path["partner_id"]))
		if err != nil {
			return edge.Answer{}, err
		}
		base := v[0]
		if p.Hosts.PartnerCenter != "" {
			base = p.Hosts.PartnerCenter
		}
		return h.receive(ctx, r, base)
	}), nil
}

// signatures verifies events by the addresses and roots of the settings. Without roots of its own it trusts those of the machine: the certificate has
// to be read from one of Microsoft's addresses and to be issued to Microsoft in any case.
func (e *Env) signatures() (func() (*partnercenter.Signatures, error), error) {
	v, err := e.need(setting.EventOrigins)
	if err != nil {
		return nil, err
	}
	s := &partnercenter.Signatures{Origins: strings.Fields(strings.ReplaceAll(v[0], ",", " ")), Transport: e.web(), Now: e.Now}
	if text := e.Settings[setting.EventRoots]; text != "" {
		s.Roots = x509.NewCertPool()
		if !s.Roots.AppendCertsFromPEM([]byte(strings.ReplaceAll(text, `\n`, "\n"))) {
			return nil, errors.New("environment variable " + string(setting.EventRoots) + " holds no certificate")
		}
		return func() (*partnercenter.Signatures, error) { return s, nil }, nil
	}
	return sync.OnceValues(func() (*partnercenter.Signatures, error) { // they take longer to read than the rest of a start
		s.Roots, err = x509.SystemCertPool()
		return s, err
	}), nil
}

type hook struct {
	env        *Env
	signatures func() (*partnercenter.Signatures, error)
	waker      licenceWaker
}

func (h hook) verify(ctx context.Context, r edge.Request) error {
	s, err := h.signatures()
	if err != nil {
		return err
	}
	err = s.Verify(ctx, r.Header, r.Body)
	if fault.Of(err) == fault.Unauthenticated {
		h.env.measure(ctx, "signature refused", once("SignatureFailures"), slog.String("partner", r.Path["partner_id"]))
	}
	return err
}

// receive has the worker read the subscription that was changed, or the transfers of a customer. Of other events nothing is to be done. An event that comes again within minutes is
// the same message; one that comes later reads once more, which is harmless.
func (h hook) receive(ctx context.Context, r edge.Request, base string) (edge.Answer, error) {
	event, err := partnercenter.ReadEvent(base, r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	if event.Tenant != "" && event.Transfer() {
		err := transferWaker{h.waker.waker}.told(ctx, r.Path["partner_id"], event.Tenant, key.Hash(string(r.Body)), r.Correlation)
		if err != nil {
			return edge.Answer{}, err
		}
		return edge.Answer{Status: http.StatusOK, Body: api.EventReceived{Result: api.EventReceivedResultReceived}, Note: event.Name}, nil
	}
	if event.Tenant == "" || event.Subscription == "" {
		return edge.Answer{Status: http.StatusOK, Body: api.EventReceived{Result: api.EventReceivedResultReceived}, Note: "nothing to read: " + event.Name}, nil
	}
	err = h.waker.reread(ctx, r.Path["partner_id"], event.Tenant, event.Subscription, key.Hash(string(r.Body)), r.Correlation)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: api.EventReceived{Result: api.EventReceivedResultReceived}, Note: event.Name}, nil
}
