// Doctor is the Lambda function behind POST /v1/partners/{partner_id}/doctor (operation runDoctor).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Doctor) }
