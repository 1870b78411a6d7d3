package app

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/workbook"
)

// Workbook builds the function that the import calls by a note when a workbook is laid out unusually: it writes the workbook anew beside itself, which
// wakes the import again. It has a library that the others do without.
func Workbook(e *Env) (lambda.Handler, error) {
	files, err := e.openFiles()
	if err != nil {
		return nil, err
	}
	return edge.Arrival(edge.Options{Operation: "workbook", Log: e.Log, Now: e.Now}, func(ctx context.Context, o edge.Object) error {
		of, ok := strings.CutPrefix(o.Name, odd)
		if !ok || strings.Count(of, "/") != 1 {
			return fault.Malformed.Errorf("the note is of no import")
		}
		return relay(ctx, files, uploads+of)
	}), nil
}

// relay writes a workbook anew, or why that cannot be.
func relay(ctx context.Context, files Files, name string) error {
	file, err := files.Open(ctx, name)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	media := "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	switch err := workbook.Order(&out, file, file.Size(), workbook.Limits()); {
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
