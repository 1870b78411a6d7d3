// Sweep is the Lambda function that a rule wakes each minute: it sends every order that is due to the worker, and
// what waited for a partner's sign-in.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Sweep) }
