// Notified is the Lambda function behind POST /v1/hooks/partnercenter/{partner_id} (operation receivePartnerCenter).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Notified) }
