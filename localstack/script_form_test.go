package localstack_test

import (
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/api"
)

// form fills in what the script's order of a shop lacks, by the link that the list of what waits shows, as a browser does. The same link is
// gone to again by the next such line.
func (c command) form(args []string) error {
	given, err := pairs(args)
	if err != nil {
		return err
	}
	link, err := c.formLink()
	if err != nil {
		return err
	}
	b := browser{command: c, cookies: map[string]string{}}
	_, page, err := b.load(link, nil)
	if err != nil {
		return err
	}
	fields := url.Values{}
	if m := regexp.MustCompile(`name="token" value="([^"]*)"`).FindStringSubmatch(page); m != nil {
		fields.Set("token", html.UnescapeString(m[1]))
	}
	for name, value := range given {
		fields.Set(name, value)
	}
	_, page, err = b.load(action(page), fields)
	c.printf("%s\n", html.UnescapeString(regexp.MustCompile(`(?s)<style>.*</style>|<[^>]+>`).ReplaceAllString(page, " ")))
	if err == nil && !strings.Contains(page, "Thank you") {
		err = errNo
	}
	return err
}

// formLink gives the link of the form of the script's order. The link of the first time stays, in $FORM.
func (c command) formLink() (string, error) {
	if kept := c.ts.Getenv("FORM"); kept != "" {
		return kept, nil
	}
	header := http.Header{}
	if err := c.sign(header, "operator"); err != nil {
		return "", err
	}
	res, err := c.call(http.MethodGet, "/v1/partners/sample/connections/"+local.Connection+"/quarantine", header, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	var page api.QuarantinePage
	if err := json.NewDecoder(res.Body).Decode(&page); err != nil {
		return "", err
	}
	for _, w := range page.Waiting {
		if w.Link != nil && w.Order != nil && *w.Order == c.shopOrder {
			c.ts.Setenv("FORM", *w.Link)
			return *w.Link, nil
		}
	}
	return "", errors.New("no form for the order is in the list")
}
