// Domain is the Lambda function that the queue of domains wakes: it plans, writes and watches the zones that the messages name.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Domain) }
