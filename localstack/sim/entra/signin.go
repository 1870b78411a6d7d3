package entra

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// signIn lets the chosen account in, or says no. Microsoft shows on a page of its own what is wrong with an account; the
// app hears of a sign-in that was declined.
func (q *request) signIn(w http.ResponseWriter, r *http.Request, ask asked) {
	if r.PostForm.Get("deny") != "" {
		q.returnTo(w, r, ask, q.told(refuse(65004)))
		return
	}
	if refused := q.failed(AtSignIn, ask.app, ask.tenant); refused != nil {
		q.returnTo(w, r, ask, q.told(refused))
		return
	}
	who := q.user(r.PostForm.Get("account"))
	if refused := q.admits(ask, who); refused != nil {
		q.show(w, refused)
		return
	}
	if !ask.app.consented(who.Tenant, ask.resource) { // the consent page, which the same click accepts
		ask.app.consents[who.Tenant] = append(ask.app.consents[who.Tenant], ask.resource)
	}
	q.returnTo(w, r, ask, url.Values{"code": {q.keep(ask, who)}, "session_state": {q.guid()}})
}

// admits tells why an account cannot sign in here.
func (q *request) admits(ask asked, who *user) *refusal {
	switch {
	case who == nil || who.deleted:
		return refuse(50034)
	case !shared(ask.tenant) && who.Tenant != ask.tenant:
		return refuseText(50020, fmt.Sprintf("User account '%s' from identity provider '%s/%s/' does not exist in tenant '%s' and cannot access "+
			"the application '%s' in that tenant.", who.UPN, q.base, who.Tenant, ask.tenant, ask.app.id))
	case who.Disabled:
		return refuse(50057)
	}
	return nil
}

// told is a refusal as the app hears of it at its address.
func (q *request) told(why *refusal) url.Values {
	class := why.class
	switch why.code {
	case 65001:
		class = "consent_required" // and invalid_grant at the token endpoint
	case 65004:
		class = "access_denied"
	}
	text, _, _, _ := q.text(why, "")
	out := url.Values{"error": {class}, "error_description": {text}, "error_uri": {fmt.Sprintf("%s/error?code=%d", q.base, why.code)}}
	if why.code == 65004 {
		out.Set("error_subcode", "cancel")
	}
	return out
}

// returnTo sends an answer to the app by way of the browser.
func (q *request) returnTo(w http.ResponseWriter, r *http.Request, ask asked, values url.Values) {
	if ask.state != "" {
		values.Set("state", ask.state)
	}
	switch ask.mode {
	case "form_post":
		q.post(w, ask.redirect, values)
	case "fragment":
		http.Redirect(w, r, ask.redirect+"#"+values.Encode(), http.StatusFound)
	default:
		to := ask.redirect + "?"
		if strings.Contains(ask.redirect, "?") {
			to = ask.redirect + "&"
		}
		http.Redirect(w, r, to+values.Encode(), http.StatusFound)
	}
}

// accounts are those that can be chosen, the hinted one first.
func (q *request) accounts(hint string) []User {
	var all []User
	for _, u := range q.users {
		if !u.deleted {
			all = append(all, u.User)
		}
	}
	rank := func(u User) int {
		if hint != "" && (strings.EqualFold(u.UPN, hint) || strings.EqualFold(u.ID, hint)) {
			return 0
		}
		return 1
	}
	slices.SortFunc(all, func(a, b User) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Tenant, b.Tenant), cmp.Compare(a.UPN, b.UPN), cmp.Compare(a.ID, b.ID))
	})
	return all
}
