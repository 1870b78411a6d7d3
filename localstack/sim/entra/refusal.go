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
	text, trace, correlation, at := q.text(why, r.Header.Get("Client-Request-Id"))
	body := map[string]any{
		"error": why.class, "error_description": text,
		"error_codes": []int{why.code}, "timestamp": at, "trace_id": trace, "correlation_id": correlation,
		"error_uri": fmt.Sprintf("%s/error?code=%d", q.base, why.code),
	}
	if why.sub != "" {
		body["suberror"] = why.sub
	}
	control.WriteJSON(w, status, body)
}

// text is what a refusal says, with the ids that Microsoft asks for in a support request. A correlation id of the caller's
// own is kept.
func (q *request) text(why *refusal, given string) (text, trace, correlation, at string) {
	trace, correlation = q.guid(), given
	if len(correlation) != len(trace) {
		correlation = q.guid()
	}
	at = q.now.Format("2006-01-02 15:04:05Z")
	return fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", why.code, why.text, trace, correlation, at), trace, correlation, at
}
