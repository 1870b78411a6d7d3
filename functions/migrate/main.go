// Migrate is the Lambda function that the queue of migrations wakes: it reads a partner's customers, computes forecasts, and takes customers over one by one.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Migrate) }
