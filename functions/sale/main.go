// Sale is the Lambda function that the queue of sales wakes: it takes in deliveries that their shop has to be asked about.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Sale) }
