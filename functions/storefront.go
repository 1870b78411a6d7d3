package functions

import (
	"time"

	"github.com/seatwright/seatwright/shared/setting"
)

// SaleQueue is the queue of deliveries that their shop is asked about.
const SaleQueue = "sales"

// FormKey is the secret that makes the links to what orders of shops lack.
const FormKey = "form/key"

// storefronts lists those that take in what shops send, and what they did not send.
func storefronts() []Function {
	// A shop's order becomes one of ours, and wishes for its licences.
	acts := []string{"GetItem", "PutItem", "DeleteItem", "Query"}
	ofShops := []string{"connection/*/api"}
	return []Function{
		{
			Name: "webhook", Timeout: 10 * time.Second, MemoryMB: 256,
			Operations: []Operation{{ID: "receiveShopify"}, {ID: "receiveWooCommerce"}, {ID: "receiveStripe"}, {ID: "receiveStandard"}},
			Table:      acts, Sends: []string{OrderQueue, SaleQueue}, Read: []string{"connection/*/webhook"},
			Settings: []setting.Name{setting.Table, setting.OrderQueue, setting.SaleQueue, setting.SecretPath, setting.LogLevel},
		},
		{
			Name: "form", Timeout: 10 * time.Second, MemoryMB: 256, Operations: []Operation{{ID: "showForm"}, {ID: "fillForm"}},
			Table: acts, Sends: []string{OrderQueue}, Stage: []string{FormKey},
			Settings: []setting.Name{setting.Table, setting.OrderQueue, setting.SecretPath, setting.LogLevel},
		},
		{
			// A shop that throttles is waited for, within a run and between runs.
			Name: "sale", Queue: SaleQueue, Timeout: 2 * time.Minute, MemoryMB: 256,
			Table: acts, Sends: []string{OrderQueue}, Read: ofShops,
			Settings: []setting.Name{setting.Table, setting.OrderQueue, setting.SecretPath, setting.Shops, setting.LogLevel},
		},
		{
			Name: "compare", Every: 15 * time.Minute, Timeout: 14 * time.Minute, MemoryMB: 256,
			Table: acts, Due: true, Sends: []string{OrderQueue}, Read: ofShops,
			Settings: []setting.Name{setting.Table, setting.OrderQueue, setting.SecretPath, setting.Shops, setting.LogLevel},
		},
	}
}
