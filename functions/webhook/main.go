// Webhook is the Lambda function behind POST /v1/hooks/{shopify, woocommerce, stripe, standard}/{connection_id} (operations receiveShopify,
// receiveWooCommerce, receiveStripe and receiveStandard).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Webhook) }
