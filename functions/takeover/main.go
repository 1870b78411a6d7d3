// Takeover is the Lambda function behind takeovers of what other providers sold: operations createTakeover, listTakeovers, getTakeover, approveTakeover,
// confirmTakeover, resumeTakeover, abandonTakeover, completeTakeover and decideTakeoverUser.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Takeover) }
