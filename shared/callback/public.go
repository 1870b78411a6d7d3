//go:build !loopback

package callback

// exception is none.
func exception() reach { return reach{name: "the public network alone"} }
