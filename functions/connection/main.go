// Connection is the Lambda function behind the connections of shops (operations createConnection, listConnections, getConnection, putConnection,
// rotateConnectionSecret, pauseConnection, resumeConnection, checkConnection, testConnection and putConnectionKeys), and what came from them and waits for a person
// (listQuarantine, replayDelivery and waiveReason).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Connection) }
