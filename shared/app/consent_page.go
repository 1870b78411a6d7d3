package app

import (
	"net/http"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/api"
	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/hold"
	pages "github.com/seatwright/seatwright/shared/page"
	"github.com/seatwright/seatwright/shared/problem"
)

// asking is the page behind a link.
func asking(v consent.View, state string) (edge.Answer, error) {
	p, err := pages.Asked(pages.Ask{
		Partner: v.Account.Name, Tenant: v.Account.Tenant, Action: v.Consent.Redirect() + "/" + state, Minutes: int(consent.Life.Minutes()),
	})
	return paged(p, string(v.Consent.Stage)), err
}

// resulting is the page of what became of a consent.
func resulting(c consent.Consent) (edge.Answer, error) {
	p, err := pages.Told(result(c))
	note := string(c.Stage)
	if code := c.Result.Cause.Code; code != "" {
		note += " " + code
	}
	return paged(p, note), err
}

func result(c consent.Consent) pages.Result {
	r := pages.Result{Facts: facts(c.Result), Code: c.Result.Cause.Code}
	switch c.Stage {
	case consent.Finished:
		r.Good, r.Title = true, "It worked"
		r.Text = "The sign-in is stored, and Partner Center takes it. Work that waited for it goes on by itself within two minutes."
		r.Next = "Nothing. You can close this page and sign out of Microsoft."
	case consent.Refused:
		r.Title, r.Text, r.Next = "It did not work", sentence(c.Result.Cause.Cause), sentence(c.Result.Cause.Next)
		// A path of our API is for programs.
		if strings.HasPrefix(c.Result.Cause.Link, "https://") {
			r.Link = c.Result.Cause.Link
		}
	default:
		r.Title, r.Text = "Your sign-in is being checked", "Microsoft's answer has arrived, and is being proven."
		r.Next = "Reload this page in a minute."
	}
	return r
}

func facts(r consent.Result) []pages.Fact {
	var all []pages.Fact
	for _, f := range []pages.Fact{{Name: "Account", Value: r.User}, {Name: "Tenant", Value: r.Tenant}, {Name: "Directory roles", Value: strings.Join(r.Roles, ", ")}} {
		if f.Value != "" {
			all = append(all, f)
		}
	}
	return all
}

// troubled is the page of a link that is of no use, or of a failure of ours.
func troubled(d problem.Document) edge.Answer {
	r := pages.Result{Title: "This does not go on", Text: sentence(d.Detail), Correlation: d.Correlation}
	if d.Status >= http.StatusInternalServerError {
		r.Title, r.Text, r.Next = "Something of ours does not answer", "Nothing was lost.", "Reload this page in a minute."
	}
	p, err := pages.Told(r)
	if err != nil {
		p.HTML = []byte("<!DOCTYPE html><title>Seatwright</title><p>Something of ours is broken.</p>")
	}
	return paged(p, "")
}

func paged(p pages.Page, note string) edge.Answer {
	return edge.Answer{Status: http.StatusOK, HTML: p.HTML, Header: map[string]string{"Content-Security-Policy": p.Policy}, Note: note}
}

// sentence makes a text of ours, which errors have in lower case and without a full stop, one to read on a page.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "!") {
		s += "."
	}
	return s
}

// shownConsent is a consent as the contract has it.
func shownConsent(c consent.Consent, now time.Time) api.Consent {
	out := api.Consent{
		Id: c.ID, Partner: c.Partner, State: api.ConsentStage(c.Stage), CreatedAt: c.Opened, ExpiresAt: c.Expires, EndedAt: sometime(c.Result.At),
		Account: some(c.Result.User), TenantId: some(c.Result.Tenant),
	}
	if c.Expired(now) {
		out.State = api.ConsentStageExpired
	}
	if len(c.Result.Roles) > 0 {
		out.Roles = &c.Result.Roles
	}
	if c.Stage == consent.Refused {
		out.Refusal = shownDiagnosis(c.Result.Cause)
	}
	return out
}

// shownDiagnosis is a diagnosis as the contract has it.
func shownDiagnosis(d hold.Diagnosis) *api.Diagnosis {
	return &api.Diagnosis{
		Cause: d.Cause, Actor: api.Actor(d.Actor), Next: d.Next,
		Code: some(d.Code), Link: some(d.Link), Deadline: sometime(d.Deadline), Retry: some(d.Retry),
	}
}
