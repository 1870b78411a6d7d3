package ovh

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/rest"
)

// Rule is a call that a consumer key may make. In the path, * stands for anything, slashes too.
type Rule struct {
	Method string `json:"method"`
	Path   string `json:"path"`
}

// ZoneRules are the least rules with which zones can be read, changed and published. Zones of one's own naming narrow them;
// none means all of the account.
func ZoneRules(zones ...string) []Rule {
	if len(zones) == 0 {
		zones = []string{"*"}
	}
	rules := []Rule{{http.MethodGet, "/auth/currentCredential"}, {http.MethodGet, "/domain/zone"}}
	for _, z := range zones {
		at := "/domain/zone/" + z
		rules = append(rules,
			Rule{http.MethodGet, at}, Rule{http.MethodGet, at + "/*"}, Rule{http.MethodPost, at + "/record"},
			Rule{http.MethodPut, at + "/record/*"}, Rule{http.MethodDelete, at + "/record/*"}, Rule{http.MethodPost, at + "/refresh"})
	}
	return rules
}

// Missing gives the rules that are needed and that none of the granted ones covers.
func Missing(needed, granted []Rule) []Rule {
	var missing []Rule
	for _, n := range needed {
		if !covered(n, granted) {
			missing = append(missing, n)
		}
	}
	return missing
}

func covered(n Rule, granted []Rule) bool {
	for _, g := range granted {
		if strings.EqualFold(g.Method, n.Method) && wide(g.Path, n.Path) {
			return true
		}
	}
	return false
}

// wide holds where all paths of the narrow pattern are of the wide one. Both are cut at the stars; one star of the narrow
// pattern needs one of the wide.
func wide(pattern, narrow string) bool {
	head, tail, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == narrow
	}
	if !strings.HasPrefix(narrow, head) {
		return false
	}
	for rest := narrow[len(head):]; ; rest = rest[1:] {
		if tail == "" || wide(tail, rest) {
			return true
		}
		if rest == "" {
			return false
		}
	}
}

// Pending is a consumer key that a customer has to confirm.
type Pending struct {
	Key string // to be kept secret
	URL string // where the customer signs in, and chooses how long the key lasts
}

// Ask has OVHcloud make a consumer key with these rules. It works for the application's keys alone. The customer is sent
// back to an address of ours; "" for none.
func (c *Client) Ask(ctx context.Context, back string, rules []Rule) (Pending, error) {
	body := map[string]any{"accessRules": rules}
	if back != "" {
		body["redirection"] = back
	}
	var w struct {
		Key string `json:"consumerKey"`
		URL string `json:"validationUrl"`
	}
	_, err := c.open.Do(ctx, rest.Request{Method: http.MethodPost, Route: "/auth/credential", Write: true, JSON: body}, &w)
	return Pending(w), err
}

// Grant is what a consumer key may do, and for how long.
type Grant struct {
	Status  string // validated, pendingValidation, refused, expired
	Rules   []Rule
	Expires time.Time // zero: never
}

// Grant of the consumer key in use, for comparison with what is needed before the first write.
func (c *Client) Grant(ctx context.Context) (Grant, error) {
	var w struct {
		Status  string     `json:"status"`
		Rules   []Rule     `json:"rules"`
		Expires *time.Time `json:"expiration"`
	}
	if err := c.read(ctx, &w, "/auth/currentCredential", nil); err != nil {
		return Grant{}, err
	}
	g := Grant{Status: w.Status, Rules: w.Rules}
	if w.Expires != nil {
		g.Expires = w.Expires.UTC()
	}
	return g, nil
}
