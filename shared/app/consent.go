package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/consent"
	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/setting"
)

// Consent builds the function behind the links to a partner's sign-in.
func Consent(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	desk, err := e.consentDesk(t)
	if err != nil {
		return nil, err
	}
	c := consents{env: e, desk: desk}
	client := func(operation, scope string, call edge.Call) lambda.Handler {
		return edge.HTTP(edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope}, call)
	}
	browser := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Form: true, Page: troubled}, call)
	}
	return edge.Routes(map[string]lambda.Handler{
		"POST /v1/partners/{partner_id}/consents":             client("createConsent", scopePartnersWrite, c.open),
		"GET /v1/partners/{partner_id}/consents/{consent_id}": client("getConsent", scopePartnersRead, c.look),
		"GET /v1/consents/{state}":                            browser("showConsent", c.show),
		"POST /v1/consents/{state}":                           browser("startConsent", c.start),
		"POST /v1/consents":                                   browser("finishConsent", c.finish),
	}), nil
}

type consents struct {
	env  *Env
	desk consent.Desk
}

func (c consents) open(ctx context.Context, r edge.Request) (edge.Answer, error) {
	base := strings.TrimSuffix(c.env.Settings[setting.PublicURL], "/")
	if base == "" {
		base = r.Base
	}
	link, err := c.desk.Open(ctx, r.Partner, r.Client, base)
	if err != nil {
		return edge.Answer{}, err
	}
	body := shownConsent(link.Consent, c.env.Now())
	body.Link = &link.Address
	where := "/v1/partners/" + url.PathEscape(r.Partner) + "/consents/" + link.Consent.ID
	return edge.Answer{Status: http.StatusCreated, Body: body, Header: map[string]string{"Location": where}, Note: string(link.Consent.Stage)}, nil
}

func (c consents) look(ctx context.Context, r edge.Request) (edge.Answer, error) {
	found, err := c.desk.Look(ctx, r.Partner, r.Path["consent_id"])
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusOK, Body: shownConsent(found, c.env.Now()), Note: string(found.Stage)}, nil
}

// show gives the browser something to be known by when it has nothing yet. Doing so here and not at the start lets a person who clicks twice go on.
func (c consents) show(ctx context.Context, r edge.Request) (edge.Answer, error) {
	state := r.Path["state"]
	known := r.Cookie(cookie(r, state))
	v, err := c.desk.Show(ctx, state, known)
	if err != nil {
		return edge.Answer{}, err
	}
	if v.Consent.Stage != consent.Opened && v.Consent.Stage != consent.Started {
		return resulting(v.Consent)
	}
	a, err := asking(v, state)
	if err == nil && known == "" {
		a.Header["Set-Cookie"] = newCookie(r, state)
	}
	return a, err
}

func (c consents) start(ctx context.Context, r edge.Request) (edge.Answer, error) {
	state := r.Path["state"]
	to, err := c.desk.Start(ctx, state, r.Cookie(cookie(r, state)))
	if err != nil {
		return edge.Answer{}, err
	}
	return edge.Answer{Status: http.StatusSeeOther, Header: map[string]string{"Location": to, "Referrer-Policy": "no-referrer"}}, nil
}

func (c consents) finish(ctx context.Context, r edge.Request) (edge.Answer, error) {
	form, err := edge.Form(r.Body)
	if err != nil {
		return edge.Answer{}, err
	}
	back := consent.Callback{State: form["state"], Browser: r.Cookie(cookie(r, form["state"])), Code: form["code"]}
	if word := form["error"]; word != "" {
		back.Refusal = entra.Refused(word, form["error_description"])
	}
	done, err := c.desk.Finish(acting(ctx, actor{who: audit.Browser, correlation: r.Correlation}), back)
	if err != nil {
		return edge.Answer{}, err
	}
	by := slog.String("result", string(done.Stage))
	c.env.measure(ctx, "consent", once("Consents", by), slog.String("partner", done.Partner), slog.String("consent_id", done.ID), slog.String("code", done.Result.Cause.Code))
	return resulting(done)
}

// cookie names the cookie by which a browser is known for one consent. The prefix makes browsers take it from our address only and for all of it; they
// know it over https, which is missing on a developer's own machine alone. Each consent has a cookie of its own, so that two in one
// browser do not meet.
func cookie(r edge.Request, state string) string {
	if strings.HasPrefix(r.Base, "http://") {
		return consent.ID(state)
	}
	return "__Host-" + consent.ID(state)
}

// newCookie makes a browser known. Microsoft's page posts to us from its own site, so the cookie has to travel from there.
func newCookie(r edge.Request, state string) string {
	c := http.Cookie{ //nolint:gosec // SameSite=None is what the form of another site needs; the state is signed
		Name: cookie(r, state), Value: consent.Browser(), Path: "/", MaxAge: int(consent.Life.Seconds()), Secure: true, HttpOnly: true, SameSite: http.SameSiteNoneMode,
	}
	return c.String()
}
