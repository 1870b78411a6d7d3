// Lead is the Lambda function that a rule wakes each minute: it goes on with the takeovers that are due.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Lead) }
