package functions

import (
	"time"

	"github.com/seatwright/seatwright/shared/setting"
)

// connections lists what keeps the connections of shops.
func connections() []Function {
	return []Function{{
		Name: "connection", Timeout: 28 * time.Second, MemoryMB: 512,
		Operations: []Operation{
			{"createConnection", PartnersWrite},
			{"listConnections", PartnersRead},
			{"getConnection", PartnersRead},
			{"putConnection", PartnersWrite},
			{"rotateConnectionSecret", PartnersWrite},
			{"pauseConnection", PartnersWrite},
			{"resumeConnection", PartnersWrite},
			{"checkConnection", PartnersRead},
			{"testConnection", PartnersWrite},
			{"putConnectionKeys", PartnersWrite},
			{"listQuarantine", PartnersRead},
			{"replayDelivery", PartnersWrite},
			{"waiveReason", PartnersWrite},
		},
		// What SKUs mean is compared with the price list in use.
		Table: []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Sheets: true, Sends: []string{OrderQueue, SaleQueue},
		Read: []string{"connection/*/webhook", "connection/*/api"}, Write: []string{"connection/*/webhook", "connection/*/api"}, Stage: []string{FormKey},
		Settings: api(setting.OrderQueue, setting.SaleQueue, setting.SecretPath, setting.SheetBucket, setting.PublicURL),
	}}
}
