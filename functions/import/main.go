// Import is the Lambda function that a file wakes which arrives in the bucket of price sheets: it reads the sheet and, when no guard speaks against it, puts
// its prices in use.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Import) }
