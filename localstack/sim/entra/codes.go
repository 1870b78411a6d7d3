package entra

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// codesTable has a line for each code that is modelled: number, "error", "suberror" or -, and text. They are Microsoft's, as far
// as a partner's sign-in can meet them. Where Microsoft documents two classes for a code, the first is used.
//
//go:embed codes.tsv
var codesTable string

// codes are read once for the process and never changed.
var codes = sync.OnceValue(readCodes) //nolint:gochecknoglobals // compiled patterns

func readCodes() map[int]refusal {
	all := map[int]refusal{}
	for line := range strings.Lines(codesTable) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 {
			continue // a test holds that there is none such
		}
		n, err := strconv.Atoi(f[0])
		if err != nil {
			continue
		}
		r := refusal{class: f[1], text: f[3]}
		if f[2] != "-" {
			r.sub = f[2]
		}
		all[n] = r
	}
	return all
}
