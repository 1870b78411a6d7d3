package ovh

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// Codes of refusals that have a meaning of their own. OVHcloud publishes no list of them; those of the time and the
// signature are uncertain.
const (
	wrongTime      = "QUERY_TIME_OUT"
	wrongSignature = "INVALID_SIGNATURE"
	notGranted     = "NOT_GRANTED_CALL"
	// expired is a status of OVHcloud's own.
	expired = 460
)

var (
	word   = regexp.MustCompile(`^[A-Za-z0-9_:.-]{1,80}$`)
	action = regexp.MustCompile(`[A-Za-z]+:apiovh:[\w/.-]+`)
)

// refusal is the body of an error, in its older and its newer form.
type refusal struct {
	Message string         `json:"message"`
	Class   string         `json:"class"`
	Code    string         `json:"errorCode"`
	Details map[string]any `json:"details"`
}

func (r refusal) code() string {
	for _, c := range []string{r.Code, r.Class} {
		if word.MatchString(c) {
			return c
		}
	}
	return ""
}

// failure reads a refusal.
func failure(a rest.Answer) error {
	if a.OK() {
		return nil
	}
	var body refusal
	_ = json.Unmarshal(a.Body, &body) // what cannot be read so is judged by the status alone
	code := body.code()
	kind := kindOf(a, code)
	text := "OVHcloud " + plain(a, body, code)
	if id := a.Header.Get("X-Ovh-Queryid"); word.MatchString(id) {
		text += " (query " + id + ")"
	}
	err := kind.Errorf("%s %s: %s", a.Method, a.Route, text)
	if code != "" {
		err = fault.Coded(err, code)
	}
	return err
}

func kindOf(a rest.Answer, code string) fault.Kind {
	switch {
	case code == wrongTime, code == wrongSignature, a.Status == http.StatusForbidden && badKey(code):
		return fault.Unauthenticated
	case a.Status == expired:
		return fault.Gone
	}
	return a.Kind()
}

// badKey holds where no call at all can succeed with these keys.
func badKey(code string) bool {
	return slices.Contains([]string{"NOT_CREDENTIAL", "INVALID_KEY", "INVALID_CREDENTIAL"}, code)
}

func plain(a rest.Answer, r refusal, code string) string {
	switch {
	case code == wrongTime:
		return "finds the time of the call wrong, though its own clock was asked"
	case code == wrongSignature:
		return "finds the signature wrong: the application's secret is another"
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden && badKey(code):
		return "does not accept the keys: they are unknown, not confirmed or expired"
	case code == notGranted:
		return "does not allow this call to the consumer key: it lacks the rule for it"
	case a.Status == http.StatusForbidden:
		return "does not allow this" + lacking(r.Details)
	case a.Status == http.StatusNotFound:
		return "does not know this in the account"
	case a.Status == http.StatusConflict:
		return "is busy with this, or has it already"
	case a.Status == http.StatusTooManyRequests:
		return "asks for fewer calls"
	case a.Status == expired:
		return "says that the service has expired"
	case a.Status >= http.StatusInternalServerError:
		return "could not work on it"
	}
	return "refused it" + reason(r.Message)
}

// lacking names the actions that a policy does not grant.
func lacking(details map[string]any) string {
	text, _ := details["unauthorizedActionsByIAM"].(string)
	found := action.FindAllString(text, 20)
	if len(found) == 0 {
		return ""
	}
	return ": its policy lacks " + strings.Join(found, ", ")
}

// reason says in our words what some refusals of a row mean. The message repeats the row, and is not passed on.
func reason(message string) string {
	for _, c := range [...][2]string{
		{"underscore not allowed", ": a row of this type cannot have an underscore in its name"},
		{"Invalid subfield found in DMARC", ": a row of type DMARC wants its text without quotes"},
		{"Invalid target", ": the target has not the form that its type wants"},
		{"read-only properties", ": it alters what cannot be altered"},
	} {
		if strings.Contains(message, c[0]) {
			return c[1]
		}
	}
	return ""
}

// refusedToken reads OAuth2's own form of a refusal.
func refusedToken(a rest.Answer) error {
	if a.OK() || a.Status >= http.StatusInternalServerError || a.Status == http.StatusTooManyRequests {
		return nil
	}
	var body struct {
		Error string `json:"error"`
	}
	_ = json.Unmarshal(a.Body, &body) // what cannot be read so is judged by the status alone
	err := fault.Unauthenticated.Errorf("OVHcloud's token service does not accept the client's id and secret")
	if word.MatchString(body.Error) {
		err = fault.Coded(err, body.Error)
	}
	return err
}
