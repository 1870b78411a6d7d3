// Form is the Lambda function behind the links to what an order of a shop lacks: operations showForm and fillForm.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Form) }
