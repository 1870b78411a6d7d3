// Package key draws the one table: every key, attribute and index, as data that the infrastructure and the stand-in read too.
//
//	PK                                SK            what                                   more attributes
//	ORDER#id                          ORDER         an order                               version, doc, write, due_shard, due_at
//	CLAIM#partner#tenant              SOLD#order    which order of ours made the seller's  by
//	DELIVERY#connection#event         HEAD          a webhook as it arrived                topic, at, hash, body, chunks, write, expires
//	DELIVERY#connection#event         CHUNK#hash#1  more of its body (0001, 0002, ...)     body, expires
//	QUARANTINE#connection             time#event    a delivery that nobody could use       event, at, reason, suggestion, expires
//	PARTNER#id                        SETTINGS      a partner's settings                   doc
//	CLIENT#client_id                  CLIENT        the partner an API client acts for     partner
//	CONNECTION#id                     SETTINGS      a shop's connection                    doc
//	IDEMPOTENCY#partner#client#op#key CALL          a call under an Idempotency-Key        status, owner, fingerprint, until, answer, expires
//
// A changed key is a migration of data: the golden list in the tests is there to make that hurt.
package key
