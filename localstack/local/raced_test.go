//go:build race

package local_test

// raced is whether the race detector watches. Everything takes ten times as long under it, and what it finds shows in few of many alike
// cases: so each property tells a part of its cases under it, and all of them without.
const raced = true
