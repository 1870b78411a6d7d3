// Verify is the Lambda function behind POST /v1/endpoints/{endpoint_id}/verify (operation verifyEndpoint).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Verify) }
