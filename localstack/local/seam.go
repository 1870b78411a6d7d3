package local

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/audit"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/queue"
	"github.com/seatwright/seatwright/shared/secret"
	"github.com/seatwright/seatwright/shared/setting"
	"github.com/seatwright/seatwright/shared/table/store"
)

// Seam is where every outside effect of the functions passes: item writes, messages, secret writes, e-mails and HTTP calls. It counts them, and can end the
// function before or after one, as a crash would: the goroutine ends, and whatever else that function still tries to do ends too.
type Seam struct {
	mu    sync.Mutex
	count int
	cuts  map[int]bool // points: 2n before effect n, 2n+1 after it
	dead  bool         // the process of this invocation is gone
	hits  int
	broke chan struct{} // closed at a crash, until the next life
}

// NewSeam gives a seam that crashes at the given points. Effects are numbered from 0 over the life of the system; point 2n is before effect n,
// point 2n+1 after it.
func NewSeam(points ...int) *Seam {
	s := &Seam{cuts: map[int]bool{}, broke: make(chan struct{})}
	for _, p := range points {
		s.cuts[p] = true
	}
	return s
}

// Plan has the functions crash at the given points instead of those that were planned before and not reached. Effects are numbered on from now.
func (s *Seam) Plan(points ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.cuts)
	for _, p := range points {
		s.cuts[2*s.count+p] = true
	}
}

// Effects gives the number of effects so far.
func (s *Seam) Effects() int { s.mu.Lock(); defer s.mu.Unlock(); return s.count }

// Hits gives how many of the points were reached.
func (s *Seam) Hits() int { s.mu.Lock(); defer s.mu.Unlock(); return s.hits }

// Dead reports whether a crash happened since the last Revive.
func (s *Seam) Dead() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.dead }

// Revive is the start of a new process.
func (s *Seam) Revive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dead, s.broke = false, make(chan struct{})
}

// broken is closed when the process of this invocation crashes. Without a seam nothing does.
func (s *Seam) broken() <-chan struct{} {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broke
}

// around runs an effect between its two points.
func (s *Seam) around(effect func()) {
	n := s.enter()
	effect()
	s.leave(n)
}

func (s *Seam) enter() int {
	s.mu.Lock()
	if s.dead {
		s.mu.Unlock()
		runtime.Goexit()
	}
	n := s.count
	s.count++
	s.crash(2 * n)
	return n
}

func (s *Seam) leave(n int) {
	s.mu.Lock()
	if s.dead {
		s.mu.Unlock()
		runtime.Goexit()
	}
	s.crash(2*n + 1)
}

// crash ends the goroutine at a chosen point, and unlocks in any case.
func (s *Seam) crash(point int) {
	if !s.cuts[point] {
		s.mu.Unlock()
		return
	}
	delete(s.cuts, point)
	s.hits++
	s.dead = true
	close(s.broke)
	s.mu.Unlock()
	runtime.Goexit()
}

// Wrap gives what passes the seam on its way to l.
func (s *Seam) Wrap(l *app.Local) *app.Local {
	return &app.Local{Store: seamStore{l.Store, s}, Queues: s.queues(l), Secrets: seamSecrets{l.Secrets, s}, Blobs: seamBlobs{l.Blobs, s}, Files: seamFiles{l.Files, s}, Mail: seamMail{l.Mail, s}, Letters: seamLetters{l.Letters, s}, Web: seamWeb{l.Web, s}, Names: l.Names, Count: l.Count}
}

func (s *Seam) queues(l *app.Local) map[setting.Name]app.Sender {
	all := map[setting.Name]app.Sender{}
	for n, q := range l.Queues {
		all[n] = seamQueue{q, s}
	}
	return all
}

type seamStore struct {
	store.Store
	seam *Seam
}

func (w seamStore) Put(ctx context.Context, i store.Item, c *store.Condition) (err error) {
	w.seam.around(func() { err = w.Store.Put(ctx, i, c) })
	return err
}

func (w seamStore) Delete(ctx context.Context, k store.Key, c *store.Condition) (err error) {
	w.seam.around(func() { err = w.Store.Delete(ctx, k, c) })
	return err
}

func (w seamStore) Transact(ctx context.Context, writes []store.Write) (err error) {
	w.seam.around(func() { err = w.Store.Transact(ctx, writes) })
	return err
}

type seamQueue struct {
	app.Sender
	seam *Seam
}

func (w seamQueue) SendBatch(ctx context.Context, messages []queue.Message) (err error) {
	w.seam.around(func() { err = w.Sender.SendBatch(ctx, messages) })
	return err
}

func (w seamQueue) Send(ctx context.Context, m queue.Message) (err error) {
	w.seam.around(func() { err = w.Sender.Send(ctx, m) })
	return err
}

type seamSecrets struct {
	secret.Versions
	seam *Seam
}

func (w seamSecrets) Write(ctx context.Context, name, value string) (err error) {
	w.seam.around(func() { err = w.Versions.Write(ctx, name, value) })
	return err
}

func (w seamSecrets) Stage(ctx context.Context, name, value string) (id string, err error) {
	w.seam.around(func() { id, err = w.Versions.Stage(ctx, name, value) })
	return id, err
}

func (w seamSecrets) Promote(ctx context.Context, name, id, from string) (err error) {
	w.seam.around(func() { err = w.Versions.Promote(ctx, name, id, from) })
	return err
}

func (w seamSecrets) Drop(ctx context.Context, name string, l secret.Label) (err error) {
	w.seam.around(func() { err = w.Versions.Drop(ctx, name, l) })
	return err
}

type seamBlobs struct {
	audit.Safe
	seam *Seam
}

func (w seamBlobs) Put(ctx context.Context, name string, body []byte, until time.Time) (err error) {
	w.seam.around(func() { err = w.Safe.Put(ctx, name, body, until) })
	return err
}

type seamFiles struct {
	app.Files
	seam *Seam
}

func (w seamFiles) Keep(ctx context.Context, name string, body []byte, media string) (err error) {
	w.seam.around(func() { err = w.Files.Keep(ctx, name, body, media) })
	return err
}

type seamMail struct {
	notice.Post
	seam *Seam
}

// seamLetters passes letters to customers through a seam.
type seamLetters struct {
	migration.Post

	seam *Seam
}

func (w seamLetters) Send(ctx context.Context, m migration.Mail) (id string, err error) {
	w.seam.around(func() { id, err = w.Post.Send(ctx, m) })
	return id, err
}

func (w seamMail) Send(ctx context.Context, l notice.Letter) (err error) {
	w.seam.around(func() { err = w.Post.Send(ctx, l) })
	return err
}

type seamWeb struct {
	http.RoundTripper
	seam *Seam
}

func (w seamWeb) RoundTrip(r *http.Request) (res *http.Response, err error) {
	if strings.HasSuffix(r.URL.Path, "/keys") {
		// The issuer's public keys are no effect, and who waits for them would wait for ever for the goroutine that a crash ended.
		return w.RoundTripper.RoundTrip(r)
	}
	w.seam.around(func() { res, err = w.RoundTripper.RoundTrip(r) }) //nolint:bodyclose // it is the caller's
	return res, err
}
