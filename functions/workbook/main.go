// Workbook is the Lambda function that the import calls by a note when a workbook is laid out unusually: it writes the workbook anew beside itself, which wakes
// the import again.
package main

import (
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/workbook"
)

func main() { app.Main(app.Workbook(workbook.Anew)) }
