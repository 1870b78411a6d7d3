package app

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/doctor"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/order"
)

// Doctor builds the function behind POST /v1/partners/{partner_id}/doctor.
func Doctor(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	x, err := e.examiner(t)
	if err != nil {
		return nil, err
	}
	o := edge.Options{Operation: "runDoctor", Log: e.Log, Now: e.Now, Guard: guard, Scope: scopePartnersRead}
	return edge.HTTP(o, func(ctx context.Context, r edge.Request) (edge.Answer, error) {
		report, err := x.examine(ctx, order.PartnerID(r.Partner))
		if err != nil {
			return edge.Answer{}, err
		}
		for _, found := range report.Results {
			if f := found.Finding; f.Verdict != doctor.OK {
				e.Log.InfoContext(ctx, "finding", "partner", report.Partner, "check", found.Check, "verdict", string(f.Verdict), "code", f.Code)
			}
		}
		e.Log.InfoContext(ctx, "examined", slog.String("partner", report.Partner), slog.String("verdict", string(report.Verdict())))
		return edge.Answer{Status: http.StatusOK, Body: shownReport(report), Note: string(report.Verdict())}, nil
	}), nil
}

// examine reads the partner's settings, within the time of a check, and makes the checks.
func (x examiner) examine(ctx context.Context, id order.PartnerID) (doctor.Report, error) {
	bounded, cancel := context.WithTimeout(ctx, doctor.Limit)
	defer cancel()
	p, err := x.table.Partner(bounded, id)
	if err != nil {
		return doctor.Report{}, err
	}
	at := x.env.Now()
	return doctor.Report{Partner: string(id), At: at, Results: doctor.Examine(ctx, doctor.Checks(x.world(p), p))}, nil
}

func shownReport(r doctor.Report) api.Examination {
	out := api.Examination{Partner: r.Partner, At: r.At, Verdict: api.Verdict(r.Verdict()), Checks: []api.Finding{}}
	for _, x := range r.Results {
		f := x.Finding
		out.Checks = append(out.Checks, api.Finding{
			Check: x.Check, Asks: x.Asks, Verdict: api.Verdict(f.Verdict), Means: f.Means,
			Next: some(f.Next), Link: some(f.Link), Code: some(f.Code), BlockedBy: some(f.Blocked),
		})
	}
	return out
}
