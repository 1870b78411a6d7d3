// Endpoint is the Lambda function behind the addresses at which shops are told of events, and behind the feed of these: operations listEndpoints,
// registerEndpoint, rotateEndpoint, disableEndpoint, putEndpointTypes, listDeliveries, listEvents and replayEvents.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Endpoint) }
