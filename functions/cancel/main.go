// Cancel is the Lambda function behind POST /v1/orders/{order_id}/cancel (operation cancelOrder).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Cancel) }
