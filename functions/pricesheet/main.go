// Pricesheet is the Lambda function that a rule wakes once a day: it fetches each partner's price sheet from Microsoft and hands it to the import.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Pricesheet) }
