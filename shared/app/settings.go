package app

import (
	"context"
	"net/http"
	"strconv"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// Settings builds the function behind partners' settings, their versions and notices.
func Settings(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	own := []string{e.Settings[setting.PartnerAPI], e.Settings[setting.PriceAPI], e.Settings[setting.Graph]}
	s := settings{table: t, desk: partner.Desk{Book: auditedSettings{t, e.trail(t)}, Now: e.Now, Own: own}}
	answer := func(operation, scope string, call edge.Call) lambda.Handler {
		return edge.HTTP(edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope, Everyone: operation == "listPartners"}, call)
	}
	const one = "/v1/partners/{partner_id}"
	return edge.Routes(map[string]lambda.Handler{
		"GET /v1/partners":                                     answer("listPartners", scopePartnersRead, s.partners),
		"GET " + one + "/settings":                             answer("getSettings", scopePartnersRead, s.show),
		"PUT " + one + "/settings":                             answer("putSettings", scopePartnersWrite, s.put),
		"GET " + one + "/settings/versions":                    answer("listSettingsVersions", scopePartnersRead, s.versions),
		"GET " + one + "/settings/versions/{version}":          answer("getSettingsVersion", scopePartnersRead, s.version),
		"POST " + one + "/settings/versions/{version}/restore": answer("restoreSettings", scopePartnersWrite, s.restore),
		"GET " + one + "/settings/diff":                        answer("diffSettings", scopePartnersRead, s.diff),
		"GET " + one + "/notices":                              answer("listNotices", scopePartnersRead, s.notices),
	}), nil
}

type settings struct {
	table *table.Table
	desk  partner.Desk
}

func (s settings) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	return inUse(s.table.Settings(ctx, order.PartnerID(r.Partner)))
}

// put takes the document in the names that it is stored in, which are the contract's: the generated type only says what form it has.
func (s settings) put(ctx context.Context, r edge.Request) (edge.Answer, error) {
	c, err := change(r)
	if err != nil {
		return edge.Answer{}, err
	}
	if c.Reason, err = parameter(r, "reason"); err != nil {
		return edge.Answer{}, err
	}
	if _, err := edge.JSON[api.Settings](r.Body); err != nil {
		return edge.Answer{}, err
	}
	p, err := partner.Read(order.PartnerID(r.Partner), r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	return inUse(s.desk.Save(acting(ctx, caller(r)), p, c))
}

func (s settings) restore(ctx context.Context, r edge.Request) (edge.Answer, error) {
	c, err := change(r)
	if err != nil {
		return edge.Answer{}, err
	}
	n, err := count("version", r.Path["version"])
	if err != nil {
		return edge.Answer{}, err
	}
	body, err := edge.JSON[api.Restore](r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	c.Reason = body.Reason
	return inUse(s.desk.Restore(acting(ctx, caller(r)), order.PartnerID(r.Partner), n, c))
}

// inUse answers with the settings in use and the name of their version.
func inUse(v partner.Version, err error) (edge.Answer, error) {
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: v.Settings, Header: map[string]string{"ETag": tag(v.Number)}, Note: "version " + strconv.FormatInt(v.Number, 10)}, nil
}

func (s settings) diff(ctx context.Context, r edge.Request) (edge.Answer, error) {
	var ends [2]int64
	for i, name := range []string{"from", "to"} {
		text, err := parameter(r, name)
		if err != nil {
			return edge.Answer{}, err
		}
		if ends[i], err = count(name, text); err != nil {
			return edge.Answer{}, err
		}
	}
	changes, err := s.desk.Diff(ctx, order.PartnerID(r.Partner), ends[0], ends[1])
	if err != nil {
		return edge.Answer{}, err
	}
	d := api.SettingsDiff{From: int(ends[0]), To: int(ends[1]), Changes: []api.SettingsChange{}}
	for _, c := range changes {
		d.Changes = append(d.Changes, api.SettingsChange{Pointer: c.Pointer, Before: side(c.Before), After: side(c.After)})
	}
	return edge.Answer{Status: http.StatusOK, Body: d}, nil
}

// side gives one side of a difference, nil when nothing is there.
func side(v any) *any {
	if v == nil {
		return nil
	}
	return &v
}

// parameter gives a parameter of the query that must be there once.
func parameter(r edge.Request, name string) (string, error) {
	if v := r.Query[name]; len(v) == 1 && v[0] != "" {
		return v[0], nil
	}
	return "", fault.Malformed.Errorf("want the parameter %s once in the query", name)
}

// count reads the number of a version.
func count(name, text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 1 {
		return 0, fault.Malformed.Errorf("want %s to be the number of a version: 1, 2, 3, ...", name)
	}
	return n, nil
}
