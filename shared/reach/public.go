//go:build !loopback

package reach

// besides is none.
func besides() exception { return exception{name: "the public network alone"} }
