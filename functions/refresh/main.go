// Refresh is the Lambda function that a rule wakes once a day: it renews the partners' sign-ins when they are due, and warns of those that get old.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Refresh) }
