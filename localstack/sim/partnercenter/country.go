package partnercenter

import (
	_ "embed"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed countries.json
var countryRules []byte

// lands are the rules, compiled once for all simulators of a process and never changed: tests make them by the thousand.
var lands = sync.OnceValue(countries) //nolint:gochecknoglobals // compiled patterns

// country is the rules of one country: as published, and compiled.
type country struct {
	raw          json.RawMessage
	code         string
	states       []string
	cultures     []string
	languages    []string
	needsState   bool
	needsCity    bool
	needsPostal  bool
	postal       *regexp.Regexp
	registration *regexp.Regexp // nil: registration numbers are not supported
}

type countryWire struct {
	Code           string `json:"iso2Code"`
	StateRequired  bool   `json:"isStateRequired"`
	States         values `json:"states"`
	Languages      values `json:"supportedLanguages"`
	Cultures       values `json:"supportedCultures"`
	PostalRequired bool   `json:"isPostalCodeRequired"`
	Postal         string `json:"postalCodeRegex"`
	CityRequired   bool   `json:"isCityRequired"`
	Registration   string `json:"registrationNumberRegex"`
}

type values struct {
	Value []string `json:"value"`
}

// countries reads the embedded rules. Registration numbers: Microsoft documents two lists of countries that disagree, so
// that a country needs one exactly when its rules carry the pattern; the pattern is not published by the real service.
func countries() map[string]*country {
	var raws []json.RawMessage
	_ = json.Unmarshal(countryRules, &raws) // embedded, and read by a test
	all := map[string]*country{}
	for _, raw := range raws {
		var w countryWire
		_ = json.Unmarshal(raw, &w)
		all[w.Code] = &country{
			raw: published(raw), code: w.Code, states: w.States.Value, cultures: w.Cultures.Value, languages: w.Languages.Value,
			needsState: w.StateRequired, needsCity: w.CityRequired, needsPostal: w.PostalRequired,
			postal: pattern(w.Postal), registration: pattern(w.Registration),
		}
	}
	return all
}

// published drops what the real service does not show.
func published(raw json.RawMessage) json.RawMessage {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(raw, &fields)
	maps.DeleteFunc(fields, func(name string, _ json.RawMessage) bool { return name == "registrationNumberRegex" })
	shown, _ := json.Marshal(fields) //nolint:errchkjson // it was JSON before
	return shown
}

// pattern compiles a published expression. As in the real service they contain stray line breaks.
func pattern(text string) *regexp.Regexp {
	if text == "" {
		return nil
	}
	compiled, err := regexp.Compile(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), ""))
	if err != nil {
		return nil
	}
	return compiled
}

// getCountry gives the rules of a country.
func (c *call) getCountry() reply {
	found := c.lands[strings.ToUpper(c.vars[0])]
	if found == nil {
		return fail(http.StatusNotFound, 1000, "The country was not found.")
	}
	return ok(http.StatusOK, found.raw)
}

// check gives what is wrong with an address, "" when nothing is. Microsoft documents lengths, the postal code's
// expression, which parts a country requires, and that states are checked by list for US, CA, CN and MX only.
func (l *country) check(a address) string {
	switch {
	case a.Line1 == "" || len(a.Line1) > 200:
		return "addressLine1 must have 1 to 200 characters"
	case len(a.Line2) > 200:
		return "addressLine2 must have at most 200 characters"
	case l.needsCity && a.City == "":
		return "city is required"
	case l.needsState && !slices.Contains(l.states, strings.ToUpper(a.State)):
		return "state is required and must be one of the country's"
	case l.needsPostal && a.PostalCode == "":
		return "postalCode is required"
	case a.PostalCode != "" && l.postal != nil && !l.postal.MatchString(a.PostalCode):
		return "postalCode does not fit the country"
	case len(a.First) > 50 || len(a.Last) > 50:
		return "names must have at most 50 characters"
	}
	return ""
}
