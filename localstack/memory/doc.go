// Package memory stands in for AWS inside one process: the table, the FIFO queue, the secrets and the buckets.
//
// Each passes the same suite as the real adapter (tabletest, queuetest, secrettest, blobtest) and refuses what it does not model.
//
//	store.go    items by partition       query.go  pages of the table and of its indexes
//	units.go    write and read units     queue.go  message groups, deduplication, visibility, dead letters
//	secrets.go  values by name, with their versions   blobs.go  texts that are locked
//	files.go    files that come and go   door.go  them over HTTP, by signed links      keeper.go  whether a link is good
//
// Not modelled: the table's throughput and its throttling, stale reads of an index, a queue's retention, delays and the limit
// of 20,000 messages in flight, when a version of a secret without a label goes.
package memory
