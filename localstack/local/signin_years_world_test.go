package local_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	samples "github.com/seatwright/seatwright/events"
	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/memory"
	"github.com/seatwright/seatwright/localstack/sim/control"
	"github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table"
)

// years is a system of many partners without anything to sell. It lives in a bubble of virtual time, where waiting costs nothing and deadlines hold.
type years struct {
	t        *testing.T
	rnd      *mathrand.Rand
	store    *memory.Store
	secrets  *keeper
	mail     *memory.Mail
	post     *post
	entra    *entra.Sim
	calls    *traffic
	partners []*tenant
	morning  time.Time
	days     int

	mu      sync.Mutex
	crashes int
	log     tail
	due     map[string]bool // warnings that somebody must have had by now
	topics  map[notice.Topic]int
}

// tenant is a partner with what the test knows of it by itself.
type tenant struct {
	id, home, app, user string
	refuses             int // the store refuses to change its secrets until this day
	deaths, returns     int // of its sign-in
	returnsOn           int // the day on which somebody signs in again; 0: nobody has to
	held                bool
	renews              time.Duration // the age at which the token is renewed
	odd, lost           int           // days in a row
}

// tail is the end of a log.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (l *tail) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	const most = 1 << 20
	if len(l.text) > 2*most {
		l.text = append([]byte(nil), l.text[most:]...)
	}
	l.text = append(l.text, b...)
	return len(b), nil
}

func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

// smallSigner makes a key that signs quickly.
func smallSigner() (*control.Signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		return nil, err
	}
	return control.NewSigner(key), nil
}

// instant is the bubble's time.
func instant() time.Time { return time.Now().UTC() } //nolint:forbidigo // virtual: this runs in a bubble only

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

func wait(t *testing.T, d time.Duration) {
	t.Helper()
	if err := sleep(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

func newYears(t *testing.T, signer *control.Signer, partners int) *years {
	t.Helper()
	w := &years{
		t: t, rnd: mathrand.New(mathrand.NewPCG(7, 11)), store: memory.NewStore(instant), mail: memory.NewMail(local.Sender), morning: instant(), due: map[string]bool{}, //nolint:gosec // it is to be repeatable
	}
	opt := entra.Options{Seed: "years", Base: "http://entra", Signer: signer, Clock: instant}
	file := partner.File{}
	for n := range partners {
		p := &tenant{
			id: fmt.Sprintf("p%02d", n), user: fmt.Sprintf("service@p%02d.example", n),
			home: fmt.Sprintf("11111111-bbbb-4bbb-8ccc-%012x", n), app: fmt.Sprintf("22222222-bbbb-4bbb-8ccc-%012x", n),
		}
		w.partners = append(w.partners, p)
		opt.Apps = append(opt.Apps, entra.App{ID: p.app, Secret: "secret of " + p.id, Tenant: p.home})
		opt.Users = append(opt.Users, entra.User{ID: p.user, UPN: p.user, Tenant: p.home, MFA: true})
		file.Partners = append(file.Partners, w.settings(p, n))
	}
	w.entra = entra.New(opt)
	w.secrets = newKeeper(w)
	w.post = newPost(w.mail)
	w.calls = newTraffic(control.Transport(map[string]http.Handler{"entra": w.entra}))
	for n, p := range w.partners {
		s := &file.Partners[n]
		s.RefreshToken, s.RefreshIssued = w.entra.IssueRefresh(p.home, p.app, p.user, true), instant()
		w.calls.issued(p.home, s.RefreshToken)
	}
	book := table.Open(w.store, instant)
	if err := partner.Seed(t.Context(), file, book, w.secrets.Secrets, instant); err != nil {
		t.Fatal(err)
	}
	for _, p := range w.partners { // with an end far away nobody asks Graph for it
		text := fmt.Sprintf(`{"client_secret":"secret of %s","expires_at":"2099-01-01T00:00:00Z","added_at":"1999-01-01T00:00:00Z"}`, p.id)
		if err := w.secrets.Write(t.Context(), "partner/"+p.id+"/app", text); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// settings gives partners of all kinds: tokens that are renewed often, seldom, or only when they must be, for one API and for three.
func (w *years) settings(p *tenant, n int) partner.SeedPartner {
	s := partner.SeedPartner{Partner: partner.Default(order.PartnerID(p.id)), ClientSecret: "secret of " + p.id, RefreshUser: p.user}
	s.Name, s.Tenant, s.App.Client, s.Market, s.Currency = p.id, order.TenantID(p.home), p.app, "DE", "EUR"
	s.MPN, s.Notify = "4711001", []string{"csp@" + p.id + ".example"}
	s.RenewAfter = []int{7, 14, 7, 10, 30, 89}[n%6]
	p.renews = time.Duration(min(s.RenewAfter, 80)) * 24 * time.Hour
	if n%8 == 0 {
		s.Audiences = []partner.Audience{partner.PartnerCenter, partner.Graph, partner.PriceSheets}
	}
	return s
}

// life is one life of a function, on a machine of its own.
type life struct {
	build  app.Constructor
	sample string
	skew   time.Duration
	point  int // of its effects, at which it ends
}

// run lives a life, and reports whether it ended before its time.
func (w *years) run(l life) (crashed bool, err error) {
	seam := local.NewSeam(l.point)
	mine := &mailbox{post: w.post}
	env := &app.Env{
		Settings: map[setting.Name]string{setting.Entra: "http://entra", setting.Graph: "http://graph"},
		Now:      func() time.Time { return instant().Add(l.skew) }, Sleep: sleep,
		Log: slog.New(slog.DiscardHandler), Meter: slog.New(slog.NewJSONHandler(&w.log, nil)),
	}
	inner := w.adapters(seam)
	inner.Mail = mine
	env.Local = seam.Wrap(inner)
	payload, err := samples.Sample(l.sample)
	if err != nil {
		return false, err
	}
	done := make(chan error, 1)
	go func() {
		err := errors.New("the function ended without an answer")
		defer func() { done <- err }()
		h, failed := l.build(env)
		if failed == nil {
			_, failed = h.Invoke(w.t.Context(), payload)
		}
		err = failed
	}()
	err = <-done
	if seam.Dead() {
		w.mu.Lock()
		w.crashes++
		w.mu.Unlock()
		mine.cut()
	}
	return seam.Dead(), err
}

func (w *years) adapters(seam *local.Seam) *app.Local {
	return &app.Local{Store: w.store, Secrets: w.secrets, Web: w.calls.of(seam)}
}

// traffic watches the calls to the token service: which tokens it gives, and that of one partner nobody's calls come between another's.
type traffic struct {
	next http.RoundTripper

	mu    sync.Mutex
	gave  map[string]gift    // by token
	last  map[string]session // by tenant
	turns int
	mixed []string
}

// gift is a refresh token that was given out.
type gift struct {
	tenant string
	at     time.Time
	ended  bool
}

// session is the calls of one life about one tenant.
type session struct {
	by   *local.Seam
	past map[*local.Seam]bool // the latest ones, which are over
}

func newTraffic(next http.RoundTripper) *traffic {
	return &traffic{next: next, gave: map[string]gift{}, last: map[string]session{}}
}

func (c *traffic) issued(tenant, token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gave[token] = gift{tenant: tenant, at: instant()}
}

// of gives the way to the token service that one life takes.
func (c *traffic) of(seam *local.Seam) http.RoundTripper { return road{c, seam} }

type road struct {
	*traffic

	seam *local.Seam
}

func (r road) RoundTrip(q *http.Request) (*http.Response, error) {
	home, _, _ := strings.Cut(strings.TrimPrefix(q.URL.Path, "/"), "/")
	r.enter(home)
	res, err := r.next.RoundTrip(q)
	if err == nil && res.StatusCode == http.StatusOK {
		r.learn(home, res)
	}
	r.enter(home)
	return res, err
}

// enter notes that a life is at a tenant's sign-in. Whoever was there before must be done with it.
func (r road) enter(home string) {
	if r.seam.Dead() {
		return // only its last call is still on its way
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.last[home]
	if s.past == nil || len(s.past) > 100 {
		s.past = map[*local.Seam]bool{}
	}
	if s.by != nil && s.by != r.seam {
		s.past[s.by] = true
		r.turns++
	}
	if s.past[r.seam] {
		r.mixed = append(r.mixed, home)
	}
	s.by = r.seam
	r.last[home] = s
}
