package local

import (
	"context"
	"strings"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/table/store"
)

// granted gives what a function's constructor gets: for one that may touch only some items of the table, a table that refuses all others, as its role does on AWS.
func (s *System) granted(name string) *app.Env {
	f, ok := find(func(f functions.Function) bool { return f.Name == name })
	if !ok || len(f.Items) == 0 {
		return s.env
	}
	l := *s.env.Local
	l.Store = fenced{s.env.Local.Store, f.Items}
	return &app.Env{Settings: s.env.Settings, Now: s.env.Now, Sleep: s.env.Sleep, Log: s.env.Log, Meter: s.env.Meter, Local: &l}
}

// fenced is a store of which only the items are reached whose partition keys begin in a certain way.
type fenced struct {
	store.Store

	items []string
}

func (f fenced) may(pk string) error {
	for _, begin := range f.items {
		if strings.HasPrefix(pk, begin) {
			return nil
		}
	}
	return fault.Denied.Errorf("item: the function's role does not reach it")
}

func (f fenced) Get(ctx context.Context, k store.Key) (store.Item, error) {
	if err := f.may(k.PK); err != nil {
		return nil, err
	}
	return f.Store.Get(ctx, k)
}

func (f fenced) Put(ctx context.Context, i store.Item, c *store.Condition) error {
	if err := f.may(i.Key().PK); err != nil {
		return err
	}
	return f.Store.Put(ctx, i, c)
}

func (f fenced) Delete(ctx context.Context, k store.Key, c *store.Condition) error {
	if err := f.may(k.PK); err != nil {
		return err
	}
	return f.Store.Delete(ctx, k, c)
}

// Query is not fenced in an index: that has a grant of its own.
func (f fenced) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if q.Index != key.Due.Name {
		if err := f.may(q.Partition); err != nil {
			return store.Page{}, err
		}
	}
	return f.Store.Query(ctx, q)
}

func (f fenced) Transact(ctx context.Context, writes []store.Write) error {
	for _, w := range writes {
		if err := f.may(w.Key().PK); err != nil {
			return err
		}
	}
	return f.Store.Transact(ctx, writes)
}
