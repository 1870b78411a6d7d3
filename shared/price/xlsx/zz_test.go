package xlsx_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"testing"

	"github.com/klauspost/compress/flate"

	"github.com/seatwright/seatwright/shared/price/xlsx"
)

func BenchmarkScan(b *testing.B) {
	for _, n := range []string{"shared", "inline"} {
		f, _ := os.ReadFile("/tmp/p2/" + n + ".xlsx")
		b.Run(n+"/scan", func(b *testing.B) {
			for b.Loop() {
				bk, err := xlsx.Open(bytes.NewReader(f), int64(len(f)), xlsx.Usual())
				if err != nil {
					b.Fatal(err)
				}
				c, err := bk.Cells(0)
				if err != nil {
					b.Fatal(err)
				}
				rows, cells := 0, 0
				for {
					fl, _, err := c.Next()
					if err == io.EOF {
						break
					}
					if err != nil {
						b.Fatal(err)
					}
					rows++
					cells += len(fl)
				}
				if rows != 100001 {
					b.Fatal(rows)
				}
				c.Close()
			}
		})
		for _, m := range []string{"inflate", "lt"} {
			b.Run(n+"/"+m, func(b *testing.B) {
				for b.Loop() {
					z, _ := zip.NewReader(bytes.NewReader(f), int64(len(f)))
					z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(r) })
					buf := make([]byte, 256<<10)
					count := 0
					for _, e := range z.File {
						r, _ := e.Open()
						for {
							n, err := r.Read(buf)
							if m == "lt" {
								x := buf[:n]
								for {
									i := bytes.IndexByte(x, '<')
									if i < 0 {
										break
									}
									count++
									x = x[i+1:]
								}
							}
							if err != nil {
								break
							}
						}
					}
				}
			})
		}
	}
}
