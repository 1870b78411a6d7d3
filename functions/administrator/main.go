// Administrator is the Lambda function behind GET /v1/customers/{tenant_id}/administrator (operation getAdministrator).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Administrator) }
