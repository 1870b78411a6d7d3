package ovh

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// tokens gives the account's OAuth2 tokens, each as long as it lasts.
type tokens struct {
	api     rest.Client
	path    string
	form    url.Values
	now     func() time.Time
	turn    chan struct{} // guards what follows, and has one goroutine alone ask for a token
	token   string
	expires time.Time
}

// early is how long before its end a token is no longer used.
const early = time.Minute

func oauth(o Options) *tokens {
	base, path := o.Auth, ""
	if host := strings.Index(base, "://") + 3; host > 2 && strings.Contains(base[host:], "/") {
		cut := host + strings.Index(base[host:], "/")
		base, path = base[:cut], base[cut:]
	}
	return &tokens{
		path: path,
		api: rest.Client{
			Name: "OVHcloud's token service", Base: base, Transport: o.Transport,
			Decode: refusedToken, Limit: 64 << 10, Now: o.Now, Sleep: o.Sleep, Observe: o.Observe,
		},
		form: url.Values{
			"grant_type": {"client_credentials"}, "client_id": {o.Client}, "client_secret": {o.Password}, "scope": {"all"},
		},
		now: o.Now, turn: make(chan struct{}, 1),
	}
}

func (t *tokens) access(ctx context.Context) (string, error) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return "", fault.Unavailable.Wrap(ctx.Err(), "ask OVHcloud for a token: there was no time left")
	}
	if t.token != "" && t.now().Before(t.expires) {
		return t.token, nil
	}
	var got struct {
		Token   string `json:"access_token"`
		Type    string `json:"token_type"`
		Seconds int64  `json:"expires_in"`
	}
	// Asking twice for a token does no harm, so that it counts as a read.
	if _, err := t.api.Do(ctx, rest.Request{Method: http.MethodPost, Route: t.path, Form: t.form}, &got); err != nil {
		return "", err
	}
	if got.Token == "" || !strings.EqualFold(got.Type, "Bearer") || got.Seconds <= 0 {
		return "", fault.Unavailable.Errorf("ask OVHcloud for a token: the answer has another form than documented")
	}
	lasts := time.Duration(min(got.Seconds, 86400)) * time.Second
	t.token, t.expires = got.Token, t.now().Add(lasts-min(early, lasts/2))
	return t.token, nil
}

func (t *tokens) drop(token string) {
	t.turn <- struct{}{}
	defer func() { <-t.turn }()
	if t.token == token {
		t.token = ""
	}
}
