package start

import (
	"context"
	"io/fs"
	"time"
)

// What the tests of this package reach into.

type (
	Process = process
	Procfs  = procfs
	Record  = record
)

func Flatten(data []byte, port int) (map[string]string, error) { return flatten(data, port) }
func Manifest(class []string) string                           { return manifest(class) }
func Lock(ctx context.Context, name string) (func(), error)    { return lock(ctx, name) }
func Sweep(proc Procfs, folder string) (int, error)            { return sweep(proc, folder) }
func Whole(folder string, fill func(string) error) error       { return whole(folder, fill) }
func Without(host, prefixes []string, more ...string) []string {
	return without(host, prefixes, more...)
}

func FindTools(ctx context.Context, look func(string) (string, error), ask func(context.Context, string, string) string) (Tools, error) {
	return machine{look, ask}.find(ctx, "LocalStack", (*Tools).all)
}

func FindNodeTools(ctx context.Context, look func(string) (string, error), ask func(context.Context, string, string) string) (Tools, error) {
	return machine{look, ask}.find(ctx, "the CDK", (*Tools).ofCDK)
}

func (r record) Write(folder string) error { return r.write(folder) }

func (p procfs) Find(id int) Process                          { return p.find(id) }
func (p procfs) Runs(one Process) bool                        { return p.runs(one) }
func (p procfs) Below(id int) []Process                       { return p.below(id) }
func (p procfs) End(all []Process, limit time.Duration) error { return p.end(all, limit) }

func ContentHash(files fs.FS, folder string, facts ...string) (string, error) {
	return contentHash(files, folder, facts...)
}
