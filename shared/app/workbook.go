package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
)

// Workbook builds the function that the import calls by a note when a workbook is laid out unusually: it writes the workbook anew beside itself, which
// wakes the import again. What puts a workbook in order is given by its main alone: the library behind it would cost every other function its start.
func Workbook(order func(to io.Writer, r io.ReaderAt, size int64) error) Constructor {
	return func(e *Env) (lambda.Handler, error) {
		files, err := e.openFiles()
		if err != nil {
			return nil, err
		}
		return edge.Arrival(edge.Options{Operation: "workbook", Log: e.Log, Now: e.Now}, func(ctx context.Context, o edge.Object) error {
			of, ok := strings.CutPrefix(o.Name, odd)
			if !ok || strings.Count(of, "/") != 1 {
				return fault.Malformed.Errorf("the note is of no import")
			}
			return relay(ctx, files, order, uploads+of)
		}), nil
	}
}

// relay writes a workbook anew, or why that cannot be.
func relay(ctx context.Context, files Files, order func(to io.Writer, r io.ReaderAt, size int64) error, name string) error {
	file, err := files.Open(ctx, name)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	media := "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	switch err := order(&out, file, file.Size()); {
	case fault.Of(err) == fault.Invalid:
		out.Reset()
		media = "application/json"
		if err := json.NewEncoder(&out).Encode(refusedBook{Refused: fault.Text(err)}); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	return files.Keep(ctx, name+laidOut, out.Bytes(), media)
}

// refusedBook is what stands in the place of a workbook that cannot be written anew.
type refusedBook struct {
	Refused string `json:"refused"`
}
