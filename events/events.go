// Package events holds sample events: <function>.json, and <function>.<case>.json for other cases. Tests, the local runner and
// the documentation use them. All people, companies and secrets in them are made up.
package events

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

// ShopifySecret signs the sample webhooks of the connection ShopifyConnection.
const (
	ShopifySecret     = "shpss_sample_0001" // #nosec G101 -- a sample, good for nothing but the samples
	ShopifyConnection = "con_sample_7f3k2m9q"
)

//go:embed *.json
var files embed.FS

// Sample gives a function's event by its name without ".json": "order", or "order.existing". It fails for an unknown one with fs.ErrNotExist.
func Sample(name string) ([]byte, error) { return files.ReadFile(name + ".json") }

// Names lists the samples of a function, or of all for "".
func Names(function string) ([]string, error) {
	found, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range found {
		name := strings.TrimSuffix(f, ".json")
		of, _, _ := strings.Cut(name, ".")
		if function == "" || of == function {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
