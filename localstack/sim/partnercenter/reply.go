package partnercenter

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// reply is an answer before the quirks are applied.
type reply struct {
	status int
	header map[string]string
	value  any    // marshalled as the body, nil for none
	code   int    // of a standard error, 0 for none
	text   string // of a standard error
	keep   []byte // the marshalled body once the reply was stored
}

// ok gives an answer with a body.
func ok(status int, value any) reply { return reply{status: status, value: value} }

// refuse gives Partner Center's standard error. The pair of status and code is the key, because the same code means
// different things with different statuses.
func refuse(status, code int, text string) *reply {
	return &reply{status: status, code: code, text: text}
}

// fail is refuse for handlers.
func fail(status, code int, text string) reply { return *refuse(status, code, text) }

// bad is the answer to malformed input: Microsoft documents 400/800002.
func bad(text string) reply { return fail(http.StatusBadRequest, 800002, text) }

// gateway gives the shape of the gateway in front: what Microsoft documents for 429; modelled for the other statuses.
func gateway(status int, text string) reply {
	return ok(status, struct {
		StatusCode int    `json:"statusCode"`
		Message    string `json:"message"`
	}{status, text})
}

// newer gives the second error shape, of the newer services behind Partner Center (agreements).
func newer(status, code int, name, text string) reply {
	return ok(status, struct {
		Code        int      `json:"code"`
		Message     string   `json:"message"`
		Description string   `json:"description"`
		Name        string   `json:"errorName"`
		Retryable   bool     `json:"isRetryable"`
		Parameters  struct{} `json:"parameters"`
		Extended    string   `json:"errorMessageExtended"`
	}{
		Code: code, Message: text, Description: text, Name: name,
		Extended: "InternalErrorCode=" + strconv.Itoa(code),
	})
}

// standardError is Partner Center's own error; Code is a number or a string.
type standardError struct {
	Code        any    `json:"code"`
	Description string `json:"description"`
	Data        []any  `json:"data"`
	Source      string `json:"source"`
}

// body marshals the reply.
func (a reply) body(stringCode bool) []byte {
	if a.keep != nil {
		return a.keep
	}
	value := a.value
	if a.code != 0 {
		e := standardError{Code: a.code, Description: a.text, Data: []any{}, Source: "PartnerFD"}
		if stringCode {
			e.Code = strconv.Itoa(a.code)
		}
		value = e
	}
	if value == nil {
		return nil
	}
	b, err := json.Marshal(value)
	if err != nil {
		return []byte(`{"code":800003,"description":"Unexpected error.","data":[],"source":"PartnerFD"}`)
	}
	return b
}

// attributes tell what kind of object a body is.
type attributes struct {
	Etag       string `json:"etag,omitempty"`
	ObjectType string `json:"objectType"`
}

// page is a collection: totalCount is the count in this page.
type page[T any] struct {
	TotalCount   int        `json:"totalCount"`
	Items        []T        `json:"items"`
	Continuation string     `json:"continuationToken,omitempty"`
	Links        *pageLinks `json:"links,omitempty"`
	Attributes   attributes `json:"attributes"`
}

type pageLinks struct {
	Self link  `json:"self"`
	Next *link `json:"next,omitempty"`
}

type link struct {
	URI     string       `json:"uri"`
	Method  string       `json:"method"`
	Headers []headerPair `json:"headers"`
}

type headerPair struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

func get(uri string) link { return link{URI: uri, Method: http.MethodGet, Headers: []headerPair{}} }

// list gives a collection in one page.
func list[T any](self string, items []T) reply {
	if items == nil {
		items = []T{}
	}
	return ok(http.StatusOK, page[T]{
		TotalCount: len(items), Items: items, Links: &pageLinks{Self: get(self)},
		Attributes: attributes{ObjectType: "Collection"},
	})
}
