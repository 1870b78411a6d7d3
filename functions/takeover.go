package functions

import (
	"time"

	"github.com/seatwright/seatwright/shared/setting"
)

// Scopes of takeovers.
const (
	TakeoversRead  = "takeovers.read"
	TakeoversWrite = "takeovers.write"
)

// takeovers lists those that take over what other providers sold.
func takeovers() []Function {
	return []Function{
		{
			// Nothing outside is read or changed here: that is for the one that a rule wakes.
			Name: "takeover", Timeout: 10 * time.Second, MemoryMB: 256,
			Operations: []Operation{
				{"createTakeover", TakeoversWrite},
				{"listTakeovers", TakeoversRead},
				{"getTakeover", TakeoversRead},
				{"approveTakeover", TakeoversWrite},
				{"confirmTakeover", TakeoversWrite},
				{"resumeTakeover", TakeoversWrite},
				{"abandonTakeover", TakeoversWrite},
				{"completeTakeover", TakeoversWrite},
				{"decideTakeoverUser", TakeoversWrite},
			},
			Table: []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Settings: api(),
		},
		{
			// A tenant's users are changed a hundred at a time. Who is woken meanwhile leaves those alone that are worked on.
			Name: "lead", Every: time.Minute, Timeout: 5 * time.Minute, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "Query"}, Due: true, Sends: []string{OrderQueue},
			Read:     []string{"partner/*/app", "partner/*/refresh-token"},
			Settings: []setting.Name{setting.Table, setting.OrderQueue, setting.SecretPath, setting.Entra, setting.PartnerAPI, setting.Graph, setting.LogLevel},
		},
	}
}
