package zipped

import (
	"io"
	"maps"
	"path"
	"slices"
	"strings"
)

// Single opens the one file of an archive, whatever its name: Microsoft names a zipped sheet sheets.csv, others do not. Folders and what macOS adds of its
// own do not count. None or several: Several. A name that ends as a workbook's does is given back like any other: what is inside says what it is.
func (a *Archive) Single() (io.ReadCloser, string, error) {
	var names []string
	for _, key := range slices.Sorted(maps.Keys(a.parts)) {
		if !strings.HasPrefix(key, "__macosx/") && path.Base(key) != ".ds_store" {
			names = append(names, a.parts[key].file.Name)
		}
	}
	switch len(names) {
	case 0:
		return nil, "", Several.Refuse("the ZIP file is empty")
	case 1:
		r, err := a.Part(strings.ReplaceAll(names[0], `\`, "/"))
		return r, names[0], err
	}
	return nil, "", Several.Refuse("the ZIP file holds %d files, such as %q and %q: it must hold one sheet", len(names), clip(names[0]), clip(names[1]))
}
