// Spread is the Lambda function that a rule wakes each minute: it makes events of what orders have to tell, and brings them on their way.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Spread) }
