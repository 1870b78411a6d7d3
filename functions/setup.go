package functions

import "embed"

// Setups are the pages on how to connect shops, which are the documentation of the function webhook: a Go file each, whose name is the platform's, with
// nothing but a comment.
//
//go:embed webhook/*.go
var Setups embed.FS
