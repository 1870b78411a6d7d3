// Connection is the Lambda function behind the connections of shops (operations createConnection, listConnections, getConnection, putConnection,
// rotateConnectionSecret, pauseConnection, resumeConnection and checkConnection).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Connection) }
