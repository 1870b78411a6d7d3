// Compare is the Lambda function that a rule wakes every quarter of an hour: it reads the lists of shops' orders and takes in what no webhook told.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Compare) }
