package partnercenter

import (
	_ "embed"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Each line: status, number, kind, field to mend, text. The same number means different things with different statuses;
// "*" is any status, "cart" an error of a cart's line.
//
//go:embed codes.tsv
var codes string

type row struct {
	kind    fault.Kind
	pointer string
	text    string
}

// look gives the line for a status and a number, or an empty one. The table is read only when something failed.
func look(status, number string) row {
	for line := range strings.Lines(codes) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 5 || f[1] != number || f[0] != status && f[0] != "*" {
			continue
		}
		return row{fault.Kind(f[2]), strings.TrimPrefix(f[3], "-"), f[4]}
	}
	return row{}
}

// refused says why a part of a cart or a checkout was refused, in the words of the table.
func refused(where, number string) string {
	text := look(where, number).text
	if text == "" {
		text = "Microsoft refused it"
	}
	if number == "" {
		return text
	}
	return text + " (Microsoft's error " + number + ")"
}
