// Seal is the Lambda function that a rule wakes once a day: it puts the heads of the audit's chains of each day that is over under one root, which nobody can change.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Seal) }
