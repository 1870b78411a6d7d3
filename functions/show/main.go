// Show is the Lambda function behind GET /v1/orders (operation listOrders) and GET /v1/orders/{order_id} (operation getOrder).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Show) }
