package app

import (
	"context"
	"net/http"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
)

// onPage is how many entries a page has at most.
const onPage = 50

// partners lists all partners for an operator, and to others the one that they act for.
func (s settings) partners(ctx context.Context, r edge.Request) (edge.Answer, error) {
	ids, next := []order.PartnerID{order.PartnerID(r.Partner)}, ""
	if r.Partner == edge.Every {
		after, err := cursor(r)
		if err != nil {
			return edge.Answer{}, err
		}
		if ids, next, err = s.table.Partners(ctx, after, onPage); err != nil {
			return edge.Answer{}, unfit(err)
		}
	}
	page := api.PartnerPage{Partners: []api.PartnerEntry{}, Next: some(next)}
	for _, id := range ids {
		v, err := s.table.Settings(ctx, id)
		if err != nil {
			return edge.Answer{}, err
		}
		page.Partners = append(page.Partners, api.PartnerEntry{Id: string(id), Name: v.Settings.Name, Live: v.Settings.Live, Version: int(v.Number)})
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

func (s settings) versions(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	if _, err := s.table.Settings(ctx, order.PartnerID(r.Partner)); err != nil {
		return edge.Answer{}, err
	}
	versions, next, err := s.table.SettingsVersions(ctx, order.PartnerID(r.Partner), after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := api.SettingsVersionPage{Versions: []api.SettingsVersionEntry{}, Next: some(next)}
	for _, v := range versions {
		page.Versions = append(page.Versions, api.SettingsVersionEntry{
			Version: int(v.Number), By: v.By, At: v.At, Reason: v.Reason, RestoredFrom: some(int(v.Restored)),
		})
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

// version answers with what is stored, which has the contract's names.
func (s settings) version(ctx context.Context, r edge.Request) (edge.Answer, error) {
	n, err := count("version", r.Path["version"])
	if err != nil {
		return edge.Answer{}, err
	}
	v, err := s.table.SettingsVersion(ctx, order.PartnerID(r.Partner), n)
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: v}, nil
}

func (s settings) notices(ctx context.Context, r edge.Request) (edge.Answer, error) {
	after, err := cursor(r)
	if err != nil {
		return edge.Answer{}, err
	}
	notices, next, err := s.table.Notices(ctx, r.Partner, after, onPage)
	if err != nil {
		return edge.Answer{}, unfit(err)
	}
	page := api.NoticePage{Notices: []api.Notice{}, Next: some(next)}
	for _, n := range notices {
		page.Notices = append(page.Notices, api.Notice{
			Topic: string(n.Topic), Subject: n.Subject, At: n.At, Text: n.Text, Next: n.Next, Link: some(n.Link), Told: n.Told, Step: some(n.Step), Deadline: some(n.Deadline),
		})
	}
	return edge.Answer{Status: http.StatusOK, Body: page}, nil
}

// cursor gives where the page before ended, "" for the first page.
func cursor(r edge.Request) (string, error) {
	v := r.Query["cursor"]
	if len(v) == 0 {
		return "", nil
	}
	return parameter(r, "cursor")
}

// unfit: what the store finds wrong with a query can only be the cursor.
func unfit(err error) error {
	if fault.Of(err) == fault.Invalid {
		return fault.Malformed.Wrap(err, "the cursor is not the next of a page of this list")
	}
	return err
}
