// Reread is the Lambda function that a rule wakes each hour: it reads what partners' customers have anew.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Reread) }
