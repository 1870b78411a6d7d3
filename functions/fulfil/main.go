// Fulfil is the Lambda function that the queue of orders wakes: it works on the orders that the messages name.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Fulfil) }
