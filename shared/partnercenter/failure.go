package partnercenter

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// refusal is what is known of a failure besides its kind. Said is Microsoft's own wording: it is searched, never shown.
type refusal struct {
	status int
	code   string
	name   string
	said   string
}

func (r *refusal) Error() string {
	if r.code == "" {
		return "HTTP " + strconv.Itoa(r.status)
	}
	return "HTTP " + strconv.Itoa(r.status) + ", code " + r.code
}

// failureBody covers the forms that Partner Center and its gateways use: {code, description}; {code, message,
// errorName, errorMessageExtended}; {statusCode, message}; {error: {code, message}}; {error, error_codes}.
type failureBody struct {
	Code        code            `json:"code"`
	Description text            `json:"description"`
	Message     text            `json:"message"`
	Name        text            `json:"errorName"`
	Extended    text            `json:"errorMessageExtended"`
	Error       json.RawMessage `json:"error"`
	Codes       []int           `json:"error_codes"`
}

// text is a string where there is one: a failure is read as far as it can be.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = text(s)
	}
	return nil
}

// code is a number, or a number or word in a string; anything else is no code.
type code string

func (c *code) UnmarshalJSON(b []byte) error {
	s := strings.TrimSpace(strings.Trim(string(b), `"`))
	if wordy.MatchString(s) && s != "null" && s != "0" {
		*c = code(s)
	}
	return nil
}

var (
	wordy    = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,40}$`)
	internal = regexp.MustCompile(`InternalErrorCode=([0-9]{1,9})`)
	counts   = regexp.MustCompile(`\b[0-9]{1,6}\b`)
)

// parse reads a failure of any form. It never fails: what cannot be read is left empty.
func parse(status int, body []byte) refusal {
	r := refusal{status: status}
	var b failureBody
	_ = json.Unmarshal(body, &b) // a field of another type than expected leaves the others readable
	r.code, r.name, r.said = string(b.Code), string(b.Name), string(b.Description)+" "+string(b.Message)
	if m := internal.FindStringSubmatch(string(b.Extended)); m != nil {
		r.code = m[1]
	}
	var word string
	var inner struct {
		Code    code `json:"code"`
		Message text `json:"message"`
	}
	switch {
	case len(b.Error) == 0 || r.code != "":
	case json.Unmarshal(b.Error, &word) == nil && len(b.Codes) > 0:
		r.code = "AADSTS" + strconv.Itoa(b.Codes[0])
	case json.Unmarshal(b.Error, &inner) == nil:
		r.code, r.said = string(inner.Code), r.said+" "+string(inner.Message)
	}
	return r
}

// failure gives the failure in an answer. A refusal is documented to come even with a 200: {code, description} where
// a resource is due.
func failure(a rest.Answer) error {
	if a.OK() {
		return disguised(a)
	}
	return judge(a, parse(a.Status, a.Body))
}

func disguised(a rest.Answer) error {
	var keys map[string]json.RawMessage
	if json.Unmarshal(a.Body, &keys) != nil || keys["code"] == nil || keys["description"] == nil || keys["id"] != nil {
		return nil //nolint:nilerr // what cannot be read so is not a refusal of this form
	}
	r := parse(http.StatusBadRequest, a.Body)
	if r.code == "" {
		return nil
	}
	a.Status = http.StatusBadRequest
	return judge(a, r)
}

// judge gives a refusal its kind, its text and the field to mend.
func judge(a rest.Answer, r refusal) error {
	kind, row := a.Kind(), look(strconv.Itoa(a.Status), r.code)
	// A write that the server broke over may have happened, whatever number it gives; a throttled call has not.
	if row.kind != "" && a.Status < 500 && kind != fault.Unknown && a.Status != http.StatusTooManyRequests {
		kind = row.kind
	}
	said := row.text
	if said == "" {
		said = plain(a.Status)
	}
	if r.code == "800088" || r.code == "800089" {
		if numbers := counts.FindAllString(r.said, 4); len(numbers) > 0 {
			said += "; the numbers in its answer: " + strings.Join(numbers, ", ")
		}
	}
	if r.code != "" {
		said += " (Microsoft's error " + r.code + ")"
	}
	if factor(a, r) {
		return fault.Coded(fault.Unauthenticated.Wrap(&r, "Partner Center does not accept a sign-in without a second factor: sign in again with MFA"), "mfa")
	}
	err := kind.Wrap(&r, "%s", said)
	if row.pointer != "" {
		field := fault.Field{Pointer: row.pointer, Text: row.text}
		if r.code == "600050" {
			field.Pattern = pattern(r.said)
		}
		err = fault.At(err, field)
	}
	return fault.Coded(err, r.code)
}

var factors = regexp.MustCompile(`\bmfa|multi[- ]?factor`)

// factor reports a refusal for the lack of a second factor. Microsoft publishes no code for it, so that its wording is searched.
func factor(a rest.Answer, r refusal) bool {
	if a.Status != http.StatusUnauthorized && a.Status != http.StatusForbidden {
		return false
	}
	judged := compliant(a.Header)
	return judged != nil && !*judged || factors.MatchString(strings.ToLower(r.said+" "+r.name))
}

func plain(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "Microsoft does not accept the partner's token"
	case http.StatusForbidden:
		return "Microsoft does not allow the partner to do this"
	case http.StatusNotFound:
		return "Microsoft does not know this"
	case http.StatusConflict:
		return "Microsoft is busy with the same thing"
	case http.StatusTooManyRequests:
		return "Microsoft asks for fewer calls"
	}
	if status >= 500 {
		return "Microsoft could not work on it (HTTP " + strconv.Itoa(status) + ")"
	}
	return "Microsoft refused it (HTTP " + strconv.Itoa(status) + ")"
}

// pattern takes the expected form out of a description. Published patterns contain stray line breaks.
func pattern(said string) string {
	from, to := strings.Index(said, "^"), strings.LastIndex(said, "$")
	if from < 0 || to < from || to-from > 300 {
		return ""
	}
	p := strings.Join(strings.Fields(said[from:to+1]), "")
	if _, err := regexp.Compile(p); err != nil {
		return ""
	}
	return p
}

// said reports whether Microsoft's wording of a refusal names one of these words, in lower case.
func said(err error, words ...string) bool {
	var r *refusal
	if !errors.As(err, &r) {
		return false
	}
	all := strings.ToLower(r.said + " " + r.name)
	for _, w := range words {
		if strings.Contains(all, w) {
			return true
		}
	}
	return false
}
