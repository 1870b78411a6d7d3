// Order is the Lambda function behind POST /v1/orders (operation placeOrder).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Order) }
