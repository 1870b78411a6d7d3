// Answer is the Lambda function behind POST /v1/orders/{order_id}/answer (operation answerOrder).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Answer) }
