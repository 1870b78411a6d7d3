package app

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/key"
)

// named makes an id of the caller's key, so that a repeated call finds what the first one made; without a key each call makes another.
func named(prefix, operation string, r edge.Request) (string, error) {
	name, err := edge.Key(r.Header)
	if err != nil {
		return "", err
	}
	if name == "" {
		return prefix + strings.ToLower(rand.Text()), nil
	}
	return prefix + key.Hash(r.Partner, r.Client, operation, name), nil
}

func (c dnsCounter) consent(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.DomainConsent](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	bad.text("/hash", &b.Hash, 1, longHash, nil)
	given := bad.consents("", b.Rows, b.Classes)
	if err := bad.failed("the consent cannot be taken"); err != nil {
		return edge.Answer{}, err
	}
	return c.accepted(c.desk().Consent(ctx, r.Partner, r.Path["setup_id"], b.Hash, given))
}

func (c dnsCounter) apply(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.DomainHash](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	bad.text("/hash", &b.Hash, 1, longHash, nil)
	if err := bad.failed("the plan is not named"); err != nil {
		return edge.Answer{}, err
	}
	return c.accepted(c.desk().Apply(ctx, r.Partner, r.Path["setup_id"], b.Hash))
}

func (c dnsCounter) rollback(ctx context.Context, r edge.Request) (edge.Answer, error) {
	if err := nothing(r); err != nil {
		return edge.Answer{}, err
	}
	return c.accepted(c.desk().Rollback(ctx, r.Partner, r.Path["setup_id"]))
}

// nothing looks at the body of an operation that needs none.
func nothing(r edge.Request) error {
	if len(r.Body) == 0 {
		return nil
	}
	_, err := edge.JSON[struct{}](r.Body)
	return err
}

func (c dnsCounter) replan(ctx context.Context, r edge.Request) (edge.Answer, error) {
	var b api.DomainReplan
	if len(r.Body) > 0 {
		var err error
		if b, err = edge.JSON[api.DomainReplan](r.Body); err != nil {
			return edge.Answer{}, err
		}
	}
	var options *dns.Options
	if b.Options != nil {
		var bad forms
		o := bad.options("/options", b.Options)
		if err := bad.failed("the options cannot be taken"); err != nil {
			return edge.Answer{}, err
		}
		options = &o
	}
	return c.accepted(c.desk().Replan(ctx, r.Partner, r.Path["setup_id"], options))
}

func (c dnsCounter) zone(ctx context.Context, r edge.Request) (edge.Answer, error) {
	return zoneAnswer(http.StatusOK)(c.desk().Zone(ctx, r.Partner, r.Path["domain"]))
}

func (c dnsCounter) check(ctx context.Context, r edge.Request) (edge.Answer, error) {
	if err := nothing(r); err != nil {
		return edge.Answer{}, err
	}
	return zoneAnswer(http.StatusAccepted)(c.desk().Check(ctx, r.Partner, r.Path["domain"]))
}

func zoneAnswer(status int) func(domain.Setup, error) (edge.Answer, error) {
	return func(s domain.Setup, err error) (edge.Answer, error) {
		if err != nil {
			return edge.Answer{}, err
		}
		return edge.Answer{Status: status, Body: shownZone(s), Note: string(s.State)}, nil
	}
}
