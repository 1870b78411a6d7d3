package app

import (
	"context"
	"net/http"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/domain"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

func (c dnsCounter) planMany(ctx context.Context, r edge.Request) (edge.Answer, error) {
	wishes, err := wishedDomains(r)
	if err != nil {
		return edge.Answer{}, err
	}
	id, err := named("bat_", "planDomains", r)
	if err != nil {
		return edge.Answer{}, err
	}
	known := map[domain.Host]bool{}
	for _, w := range wishes {
		if known[w.Host] {
			continue
		}
		if err := c.accounts.known(ctx, c.table, r.Partner, w.Host); err != nil {
			return edge.Answer{}, err
		}
		known[w.Host] = true
	}
	return batchAccepted(c.desk().AskMany(ctx, r.Partner, id, r.Correlation, wishes))
}

// batchAccepted answers a call after which the worker goes on. What becomes of the domains is read where the answer says.
func batchAccepted(b domain.Batch, err error) (edge.Answer, error) {
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{
		Status: http.StatusAccepted, Body: shownBatch(domain.BatchView{Batch: b}), Header: map[string]string{"Location": "/v1/dns/batches/" + b.ID},
	}, nil
}

func (c dnsCounter) batch(ctx context.Context, r edge.Request) (edge.Answer, error) {
	v, err := c.desk().ShowBatch(ctx, r.Partner, r.Path["batch_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownBatch(v)}, nil
}

func (c dnsCounter) candidates(ctx context.Context, r edge.Request) (edge.Answer, error) {
	class, err := optional(r, "class")
	if err != nil {
		return edge.Answer{}, err
	}
	if class != "" && !api.ConsentClass(class).Valid() {
		return edge.Answer{}, fault.Malformed.Errorf("want the parameter class to be one that the contract lists")
	}
	found, err := c.desk().Candidates(ctx, r.Partner, r.Path["batch_id"], dns.Class(class))
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: domainCandidates{Class: found.Class, Digest: found.Digest, Domains: found.Rows}}, nil
}

func (c dnsCounter) consentMany(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.DomainBatchConsent](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	bad.choice("/class", b.Class.Valid())
	bad.text("/digest", &b.Digest, 1, longHash, nil)
	if err := bad.failed("the consent cannot be taken"); err != nil {
		return edge.Answer{}, err
	}
	return batchAccepted(c.desk().ConsentMany(ctx, r.Partner, r.Path["batch_id"], dns.Class(b.Class), b.Digest))
}

func (c dnsCounter) applyMany(ctx context.Context, r edge.Request) (edge.Answer, error) {
	b, err := edge.JSON[api.DomainBatchDigest](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	var bad forms
	bad.text("/digest", &b.Digest, 1, longHash, nil)
	if err := bad.failed("the list is not named"); err != nil {
		return edge.Answer{}, err
	}
	return batchAccepted(c.desk().ApplyMany(ctx, r.Partner, r.Path["batch_id"], b.Digest))
}
