// Heard is the Lambda function that Amazon SES wakes through a topic when a letter to a customer bounces or its reader complains.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Heard) }
