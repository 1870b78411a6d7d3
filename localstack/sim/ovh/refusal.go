package ovh

import (
	"fmt"
	"net/http"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

// refusal is an error in the newer form, which has a class, or the older one, which has an error code.
type refusal struct {
	status  int
	class   string
	code    string
	message string
	details map[string]any
}

func bad(format string, args ...any) *refusal {
	return &refusal{status: http.StatusBadRequest, class: "Client::BadRequest", message: fmt.Sprintf(format, args...)}
}

func forbidden(code, message string) *refusal {
	return &refusal{status: http.StatusForbidden, code: code, message: message}
}

func noService() *refusal {
	return &refusal{status: http.StatusNotFound, class: "Client::NotFound", message: "This service does not exist"}
}

func noObject(what string, id any) *refusal {
	return &refusal{status: http.StatusNotFound, class: "Client::NotFound", message: fmt.Sprintf("The requested object (%s = %v) does not exist", what, id)}
}

func noAddress() *refusal {
	return &refusal{status: http.StatusNotFound, class: "Client::NotFound", message: "Got an invalid (or empty) URL"}
}

func (r *refusal) write(w http.ResponseWriter) {
	body := map[string]any{"message": r.message}
	if r.class != "" {
		body["class"] = r.class
	}
	if r.code != "" {
		body["errorCode"], body["httpCode"] = r.code, fmt.Sprintf("%d %s", r.status, http.StatusText(r.status))
	}
	if r.details != nil {
		body["details"] = r.details
	}
	control.WriteJSON(w, r.status, body)
}
