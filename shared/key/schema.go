package key

// Names of attributes that are read by more than the item's own code.
const (
	AttrPK      = "PK"
	AttrSK      = "SK"
	AttrExpires = "expires" // seconds since 1970: DynamoDB deletes the item some time after
	AttrShard   = "due_shard"
	AttrDue     = "due_at" // seconds since 1970; of held orders milliseconds
	AttrVersion = "version"
)

// Index is a global secondary index. Its items hold the key attributes of the table and of the index only.
type Index struct {
	Name         string
	Partition    string // a string attribute
	Sort         string
	SortIsNumber bool
}

// Due finds what has to be looked at: sparse, as only items that wait for a time have its attributes.
var Due = Index{Name: "due", Partition: AttrShard, Sort: AttrDue, SortIsNumber: true} //nolint:gochecknoglobals // data

// Indexes lists every index of the table.
func Indexes() []Index { return []Index{Due} }

// Shards is the number of partitions of the index Due: one sweep reads them all.
const Shards = 4

// Shard gives the partition of the index Due for an order.
func Shard(id string) string {
	return join("DUE", string(rune('0'+Hash(id)[0]%Shards)))
}

// ShardNames lists the partitions of the index Due.
func ShardNames() []string {
	names := make([]string, Shards)
	for i := range names {
		names[i] = join("DUE", string(rune('0'+i)))
	}
	return names
}

// Partitions of the index Due beside the shards.
const (
	Releases = "RELEASE" // holds whose orders are being sent to the worker
	Untold   = "NOTICE"  // notices that nobody was told of yet
)

// AuditDay is the partition of the index Due with the records of a day, such as 2026-11-21.
func AuditDay(day string) string { return join("AUDITDAY", day) }

// Held is the partition of the index Due with the orders that wait for a partner's sign-in.
func Held(partner string) string { return join("HELD", partner) }
