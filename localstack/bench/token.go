package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/localstack/sim/control"
	simentra "github.com/seatwright/seatwright/localstack/sim/entra"
	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/token"
)

const (
	atATime  = 1000    // calls that want a token at once
	lookups  = 500_000 // of a token that is there
	partner  = "sample"
	resource = simentra.PartnerCenter
)

// tokens measures what it costs to have a token: for many callers at once, when it is there already, and to keep the sign-in alive behind it.
func tokens(ctx context.Context, r *report) error {
	w, err := begin(ctx, local.World{})
	if err != nil {
		return err
	}
	f, err := w.Seed()
	if err != nil {
		return err
	}
	service := entra.Open("http://entra", control.Transport(map[string]http.Handler{"entra": w.Entra}))
	service.Now, service.Sleep = w.clock.Now, w.clock.Sleep
	p := f.Partners[0]
	account := token.New(service, w.Secrets, w.clock.Now).For(partner, string(p.Tenant), p.App.Client)
	if err := together(ctx, account); err != nil {
		return err
	}
	minted := float64(w.Entra.Mints(resource))
	x := row{group: groupToken, name: fmt.Sprintf("mints for %d calls at once", atATime), figure: fmt.Sprintf("%.0f", minted), bound: "1: one for all of them"}
	x.ratio = fmt.Sprintf("%.1f", minted)
	x.aim, x.verdict = aim(minted, 1, "%.0f")
	r.add(x)
	if err := looks(ctx, r, account); err != nil {
		return err
	}
	return refreshes(ctx, r)
}

// together asks for a token in many goroutines that begin at once.
func together(ctx context.Context, account *token.Account) error {
	var all sync.WaitGroup
	begin, failed := make(chan struct{}), make([]error, atATime)
	for n := range atATime {
		all.Go(func() {
			<-begin
			_, failed[n] = account.Access(ctx, resource)
		})
	}
	close(begin)
	all.Wait()
	return errors.Join(failed...)
}

// looks measures how long a processor is at giving a token that is there, beside the least that it could be: a lock and a map.
func looks(ctx context.Context, r *report, account *token.Account) error {
	var failed error
	cached, err := perLook(func() {
		if _, err := account.Access(ctx, resource); err != nil {
			failed = err
		}
	})
	if err != nil || failed != nil {
		return errors.Join(err, failed)
	}
	var mu sync.Mutex
	kept, found := map[[3]string]string{{partner, "tenant", resource}: "token"}, ""
	least, err := perLook(func() {
		mu.Lock()
		found = kept[[3]string{partner, "tenant", resource}]
		mu.Unlock()
	})
	if err != nil || found == "" {
		return errors.Join(err, errors.New("the least found nothing"))
	}
	r.add(row{
		group: groupToken, name: "CPU of a token that is cached", figure: cached.String(), bound: least.String() + " for a lock and a map",
		ratio: fmt.Sprintf("%.1f", float64(cached)/float64(least)), aim: "shown",
	})
	return nil
}

func perLook(look func()) (time.Duration, error) {
	before, err := spent()
	if err != nil {
		return 0, err
	}
	for range lookups {
		look()
	}
	after, err := spent()
	return (after - before) / lookups, err
}
