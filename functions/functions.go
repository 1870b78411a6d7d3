// Package functions lists the deployables, as data: everything that the infrastructure, the local runner and the tests
// need to know of a function stands in its entry.
package functions

import (
	"time"

	"github.com/seatwright/seatwright/shared/setting"
)

// Function is one Lambda function. Its folder below functions/ has its name.
type Function struct {
	Name      string
	Operation string        // operation of the contract; "" for none
	Scope     string        // scope that a caller's token must have; "" when the operation proves itself otherwise
	Queue     string        // queue that wakes it; "" for none
	Every     time.Duration // schedule that wakes it; 0 for none
	Timeout   time.Duration
	MemoryMB  int
	Table     []string // DynamoDB actions on the table, without prefix
	Due       bool     // queries the index "due"
	Send      bool     // sends to the queue of orders
	Read      []string // secrets that it reads: paths below the prefix, "*" for one segment
	Write     []string // secrets that it writes
	Settings  []setting.Name
}

// OrderQueue is the name of the FIFO queue of orders.
const OrderQueue = "orders"

// Scopes of our API.
const (
	OrdersRead  = "orders.read"
	OrdersWrite = "orders.write"
)

// All lists every function.
func All() []Function {
	api := []setting.Name{setting.Table, setting.Issuer, setting.Audience, setting.LogLevel}
	return []Function{
		{
			Name: "webhook", Operation: "receiveShopify", Timeout: 10 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem"}, Send: true, Read: []string{"connection/*/webhook"},
			Settings: []setting.Name{setting.Table, setting.OrderQueue, setting.SecretPath, setting.LogLevel},
		},
		{
			Name: "order", Operation: "placeOrder", Scope: OrdersWrite, Timeout: 10 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem", "DeleteItem"}, Send: true, Settings: append(api, setting.OrderQueue),
		},
		{
			Name: "show", Operation: "getOrder", Scope: OrdersRead, Timeout: 10 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem"}, Settings: api,
		},
		{
			Name: "cancel", Operation: "cancelOrder", Scope: OrdersWrite, Timeout: 10 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem"}, Send: true, Settings: append(api, setting.OrderQueue),
		},
		{
			Name: "answer", Operation: "answerOrder", Scope: OrdersWrite, Timeout: 10 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem"}, Send: true, Settings: append(api, setting.OrderQueue),
		},
		{
			Name: "fulfil", Queue: OrderQueue, Timeout: 3 * time.Minute, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem"},
			Read:  []string{"partner/*/app", "partner/*/refresh-token"}, Write: []string{"tenant/*/*/admin"},
			Settings: []setting.Name{setting.Table, setting.SecretPath, setting.Entra, setting.PartnerAPI, setting.LogLevel},
		},
		{
			Name: "sweep", Every: time.Minute, Timeout: time.Minute, MemoryMB: 256,
			Table: []string{"GetItem"}, Due: true, Send: true,
			Settings: []setting.Name{setting.Table, setting.OrderQueue, setting.LogLevel},
		},
	}
}
