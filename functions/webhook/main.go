// Webhook is the Lambda function behind POST /v1/hooks/shopify/{connection_id} (operation receiveShopify).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Webhook) }
