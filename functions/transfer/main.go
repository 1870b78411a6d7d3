// Transfer is the Lambda function behind transfers of subscriptions between partners: operations createTransfer, listTransfers, findTransfers, getTransfer,
// refreshTransfer, acceptTransfer, rejectTransfer, cancelTransfer and retryTransfer.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Transfer) }
