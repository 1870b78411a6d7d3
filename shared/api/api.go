// Package api is the contract of Seatwright's HTTP interface: an OpenAPI document and the Go types made from it.
//
// The document is the source; "make gen" writes api.gen.go. Only types are generated: edge and app do the rest, so that
// no framework stands between the contract and the code.
package api

import _ "embed"

//go:generate go tool oapi-codegen -config oapi.yaml openapi.yaml

//go:embed openapi.yaml
var contract []byte

// Contract gives the OpenAPI document, as YAML.
func Contract() []byte { return append([]byte(nil), contract...) }
