//go:build !race

package local_test

// raced is whether the race detector watches.
const raced = false
