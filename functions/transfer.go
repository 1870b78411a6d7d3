package functions

import (
	"time"

	"github.com/seatwright/seatwright/shared/setting"
)

// transfers lists what hands subscriptions over from partner to partner.
func transfers() []Function {
	return []Function{{
		// Nothing is asked at Partner Center here: the worker of the queue of orders does that, one thing of a customer after the other.
		Name: "transfer", Timeout: 10 * time.Second, MemoryMB: 256,
		Operations: []Operation{
			{"createTransfer", MigrationsWrite},
			{"listTransfers", MigrationsRead},
			{"findTransfers", MigrationsWrite},
			{"getTransfer", MigrationsRead},
			{"refreshTransfer", MigrationsWrite},
			{"acceptTransfer", MigrationsWrite},
			{"rejectTransfer", MigrationsWrite},
			{"cancelTransfer", MigrationsWrite},
			{"retryTransfer", MigrationsWrite},
		},
		Table: []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Sends: []string{OrderQueue}, Settings: api(setting.OrderQueue),
	}}
}
