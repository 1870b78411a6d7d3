// Notify is the Lambda function that a rule wakes each minute: it tells people and alarms of what a partner's sign-in needs.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Notify) }
