package contract

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	samples "github.com/seatwright/seatwright/events"
)

// Sample is a request that the operation takes, as the files of events have it.
type Sample struct {
	Name   string
	Vars   map[string]string // of the path
	Path   string            // with these
	Query  url.Values
	Header http.Header // without what a client or API Gateway sets by itself
	Body   string
}

// own are the headers of the way and not of the request.
func own(name string) bool {
	return strings.HasPrefix(name, "X-Forwarded-") || slices.Contains([]string{"Accept", "Authorization", "Cookie", "Host", "User-Agent", "X-Amzn-Trace-Id"}, name)
}

// samplesOf reads the files that x-sample-events names.
func samplesOf(list any) ([]Sample, error) {
	files, _ := list.([]any)
	var all []Sample
	for _, f := range files {
		file, _ := f.(string)
		name := strings.TrimSuffix(path.Base(file), ".json")
		raw, err := samples.Sample(name)
		if err != nil {
			return nil, fmt.Errorf("sample %s: %w", name, err)
		}
		s, err := sample(name, raw)
		if err != nil {
			return nil, fmt.Errorf("sample %s: %w", name, err)
		}
		all = append(all, s)
	}
	return all, nil
}

func sample(name string, raw []byte) (Sample, error) {
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(raw, &e); err != nil {
		return Sample{}, err
	}
	s := Sample{Name: name, Vars: e.PathParameters, Path: e.Path, Query: url.Values(e.MultiValueQueryStringParameters), Header: http.Header{}, Body: e.Body}
	if e.IsBase64Encoded {
		body, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return Sample{}, err
		}
		s.Body = string(body)
	}
	for n, values := range e.MultiValueHeaders {
		if n = http.CanonicalHeaderKey(n); !own(n) {
			s.Header[n] = values
		}
	}
	return s, nil
}
