// Callback is the Lambda function that the queue of events wakes: it posts to an endpoint what waits for it.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Callback) }
