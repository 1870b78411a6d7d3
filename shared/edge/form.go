package edge

import (
	"net/http"
	"net/url"

	"github.com/seatwright/seatwright/shared/fault"
)

// MaxForm is how long a form may be, in bytes: 64 KiB.
const MaxForm = 64 << 10

const formType = "application/x-www-form-urlencoded"

// Form reads a body that a browser's form made. It fails with fault.Malformed when the body is none, or when a field comes more than once:
// two readers could take another one of them each.
func Form(raw []byte) (map[string]string, error) {
	values, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, fault.Malformed.Errorf("the body is not a form")
	}
	fields := map[string]string{}
	for name, v := range values {
		if len(v) != 1 {
			return nil, fault.Malformed.Errorf("a field of the form comes more than once")
		}
		fields[name] = v[0]
	}
	return fields, nil
}

// Cookie gives the value of the request's cookie, or "". One that comes more than once is as good as none.
func (r Request) Cookie(name string) string {
	in := http.Request{Header: r.Header}
	if found := in.CookiesNamed(name); len(found) == 1 {
		return found[0].Value
	}
	return ""
}
