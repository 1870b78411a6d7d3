package main

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"os"

	"github.com/seatwright/seatwright/functions"
)

// sizeAim is in MB (10^6 bytes), for the functions that a caller waits for.
const sizeAim = 4.0

// sizes measures each function's deployment package for arm64: its binary, zipped as well as deflate can.
func sizes(r *report) error {
	for _, f := range functions.All() {
		plain, zipped, err := pack(bootstrap("arm64", f.Name))
		if err != nil {
			return fmt.Errorf("%s (make bench builds it first): %w", f.Name, err)
		}
		const mb = 1e6
		most := 0.0
		if hot(f) {
			most = sizeAim
		}
		x := row{group: groupSize, name: "zipped arm64 binary of " + f.Name, figure: fmt.Sprintf("%.2f MB", float64(zipped)/mb), bound: fmt.Sprintf("%.1f MB plain", float64(plain)/mb)}
		x.aim, x.verdict = aim(float64(zipped)/mb, most, "%.1f MB")
		r.add(x)
	}
	return nil
}

// pack gives the sizes of a file as it is and zipped.
func pack(path string) (plain, zipped int64, err error) {
	in, err := os.Open(path) //nolint:gosec // a path from here
	if err != nil {
		return 0, 0, err
	}
	defer in.Close() //nolint:errcheck // only read
	var n counter
	z := zip.NewWriter(&n)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	w, err := z.Create("bootstrap")
	if err != nil {
		return 0, 0, err
	}
	if plain, err = io.Copy(w, in); err != nil {
		return 0, 0, err
	}
	err = z.Close()
	return plain, n.bytes.Load(), err
}
