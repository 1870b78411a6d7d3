package functions

import (
	"time"

	"github.com/seatwright/seatwright/shared/setting"
)

// feeds lists those that tell shops what became of their orders.
func feeds() []Function {
	signing, toEvents := []string{"endpoint/*/signing"}, []string{EventQueue}
	return []Function{
		{
			Name: "endpoint", Timeout: 28 * time.Second, MemoryMB: 256,
			Operations: []Operation{
				{"listEndpoints", EventsRead},
				{"registerEndpoint", EventsWrite},
				{"rotateEndpoint", EventsWrite},
				{"disableEndpoint", EventsWrite},
				{"putEndpointTypes", EventsWrite},
				{"listDeliveries", EventsRead},
				{"listEvents", EventsRead},
				{"replayEvents", EventsWrite},
			},
			Table: []string{"GetItem", "PutItem", "Query"}, Items: []string{"CLIENT#", "CONNECTION#", "ENDPOINT", "EVENT", "FEED#", "AUDIT#endpoint/"},
			Sends: toEvents, Read: signing, Write: signing, Settings: api(setting.EventQueue, setting.SecretPath, setting.CallbackPorts, setting.CallbackRoots),
		},
		{
			// It posts to an address that the caller has chosen, and waits fifteen seconds for the answer. So it may touch nothing but what it needs to know
			// whose the endpoint is.
			Name: "verify", Operations: []Operation{{"verifyEndpoint", EventsWrite}}, Timeout: 28 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "Query"}, Items: []string{"CLIENT#", "ENDPOINT", "AUDIT#endpoint/"}, Read: signing,
			Settings: api(setting.SecretPath, setting.CallbackPorts, setting.CallbackRoots),
		},
		{
			// A shift of a minute, and the last post of it. It goes where others say as well: of the orders it sees their events alone.
			Name: "callback", Queue: EventQueue, Timeout: 150 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Items: []string{"ENDPOINT", "EVENT", "LEASE#endpoint/", "NOTICE#"},
			Sends: toEvents, Read: signing,
			Settings: []setting.Name{setting.Table, setting.EventQueue, setting.SecretPath, setting.CallbackPorts, setting.CallbackRoots, setting.LogLevel},
		},
		{
			Name: "spread", Every: time.Minute, Timeout: time.Minute, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Due: true, Items: []string{"NEWS#", "ENDPOINT", "EVENT", "FEED#"},
			Sends: toEvents, Settings: []setting.Name{setting.Table, setting.EventQueue, setting.LogLevel},
		},
	}
}
