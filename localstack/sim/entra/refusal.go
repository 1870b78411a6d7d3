package entra

import (
	"fmt"
	"net/http"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// stamp is how Entra writes the times of tokens within its texts.
const stamp = "2006-01-02T15:04:05.0000000Z"

// refusal is an answer with an AADSTS code.
type refusal struct {
	code   int
	class  string // the field "error", which clients are told to branch on
	text   string
	sub    string // the field "suberror"
	status int    // 0: by the class
}

// refuse gives the answer of a code.
func refuse(code int) *refusal {
	r, ok := codes()[code]
	if !ok {
		r = refusal{class: "invalid_request", text: "The request could not be processed."}
	}
	r.code = code
	return &r
}

// refuseText gives the answer of a code with a text for the case at hand.
func refuseText(code int, text string) *refusal {
	r := refuse(code)
	r.text = text
	return r
}

func missing(parameter string) *refusal {
	return refuseText(900144, "The request body must contain the following parameter: '"+parameter+"'.")
}

// codes are Microsoft's, as far as a partner's sign-in can meet them. Where Microsoft documents two classes for a
// code, the first is used.
func codes() map[int]refusal {
	const grant, act, client, app = "invalid_grant", "interaction_required", "invalid_client", "unauthorized_client"
	const req, later = "invalid_request", "temporarily_unavailable"
	return map[int]refusal{
		50033:   {class: later, text: "A transient error occurred. Please try again."},
		50034:   {class: grant, text: "The user account does not exist in the directory."},
		50053:   {class: grant, text: "The account is locked because of too many sign-in attempts."},
		50057:   {class: grant, text: "The user account is disabled."},
		50074:   {class: act, text: "Strong authentication is required.", sub: "basic_action"},
		50076:   {class: act, text: "You must use multi-factor authentication to access the resource.", sub: "basic_action"},
		50078:   {class: act, text: "Presented multi-factor authentication has expired by policy.", sub: "basic_action"},
		50079:   {class: act, text: "You must enroll in multi-factor authentication to access the resource.", sub: "basic_action"},
		50132:   {class: grant, text: "Credentials have been revoked: session is not valid due to password expiration or change."},
		50133:   {class: grant, text: "Session is not valid due to password expiration or recent password change."},
		50173:   {class: grant, text: "The provided grant has expired due to it being revoked, a fresh auth token is needed."},
		50196:   {class: grant, text: "The server terminated an operation because it encountered a client request loop."},
		53003:   {class: act, text: "Access has been blocked by Conditional Access policies.", sub: "message_only"},
		54005:   {class: grant, text: "OAuth2 authorization code was already redeemed."},
		65001:   {class: grant, text: "The user or administrator has not consented to use the application.", sub: "consent_required"},
		70000:   {class: grant, text: "Provided grant is invalid or malformed."},
		70002:   {class: client, text: "Error validating credentials."},
		70003:   {class: "unsupported_grant_type", text: "The app requested an unsupported grant type."},
		70008:   {class: grant, text: "The provided authorization code or refresh token has expired due to inactivity."},
		70011:   {class: "invalid_scope", text: "The provided value for the input parameter 'scope' is not valid."},
		70043:   {class: grant, text: "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access."},
		90002:   {class: req, text: "Tenant not found. Check to make sure you have the correct tenant ID."},
		90006:   {class: later, text: "External server retryable error."},
		90024:   {class: later, text: "A transient error has occurred. Please try again."},
		90033:   {class: later, text: "A transient error has occurred. Please try again."},
		90055:   {class: later, text: "There are too many requests. Please try again later."},
		90099:   {class: app, text: "The application has not been authorized in the tenant."},
		500011:  {class: "invalid_resource", text: "The resource principal was not found in the tenant."},
		530034:  {class: "access_denied", text: "A delegated administrator was blocked from accessing the tenant due to account risk."},
		700011:  {class: app, text: "Application was not found in the directory."},
		700016:  {class: app, text: "Application was not found in the directory. You may have sent your request to the wrong tenant."},
		700025:  {class: client, text: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."},
		700082:  {class: grant, text: "The refresh token has expired due to inactivity."},
		700084:  {class: grant, text: "The refresh token was issued to a single page app and has a fixed, limited lifetime of 1.00:00:00."},
		900144:  {class: req, text: "The request body must contain all required parameters."},
		900561:  {class: req, text: "The endpoint only accepts POST requests."},
		901002:  {class: req, text: "The 'resource' request parameter is not supported."},
		1002012: {class: "invalid_scope", text: "Client credential flows must have a scope value with /.default suffixed to the resource identifier."},
		7000215: {class: client, text: "Invalid client secret provided."},
		7000218: {class: client, text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."},
		7000222: {class: client, text: "The provided client secret keys are expired."},
		9000411: {class: req, text: "The request is not properly formatted. A parameter is duplicated."},
		9001023: {class: req, text: "The grant type is not supported over the /common or /consumers endpoints. Use a tenant-specific endpoint."},
	}
}

// refuse answers with the documented body. Microsoft documents 400, and 401 for a client that did not prove itself;
// the transient ones are no exception.
func (q *request) refuse(w http.ResponseWriter, r *http.Request, why *refusal) {
	status := why.status
	if status == 0 {
		status = http.StatusBadRequest
		if why.class == "invalid_client" {
			status = http.StatusUnauthorized
		}
	}
	trace, correlation := q.guid(), r.Header.Get("Client-Request-Id")
	if len(correlation) != len(trace) {
		correlation = q.guid()
	}
	at := q.now.Format("2006-01-02 15:04:05Z")
	body := map[string]any{
		"error": why.class,
		"error_description": fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s",
			why.code, why.text, trace, correlation, at),
		"error_codes": []int{why.code}, "timestamp": at, "trace_id": trace, "correlation_id": correlation,
		"error_uri": fmt.Sprintf("%s/error?code=%d", q.base, why.code),
	}
	if why.sub != "" {
		body["suberror"] = why.sub
	}
	control.WriteJSON(w, status, body)
}
