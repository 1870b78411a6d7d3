// Package key draws the one table: every key, attribute and index, as data that the infrastructure and the stand-in read too.
//
//	PK                                SK            what                                   more attributes
//	ORDER#id                          ORDER         an order                               version, doc, write, due_shard, due_at
//	ORDERS#partner#shop               time#id       its place in a list; "": the partner's
//	CLAIM#partner#tenant              SOLD#order    which order of ours made the seller's  by
//	DELIVERY#connection#event         HEAD          a webhook as it arrived                topic, at, hash, body, chunks, write, expires
//	DELIVERY#connection#event         CHUNK#hash#1  more of its body (0001, 0002, ...)     body, expires
//	QUARANTINE#connection             time#event    a delivery that nobody could use       event, at, reason, suggestion, expires
//	PARTNER#id                        SETTINGS      a partner's settings in use            version, doc, write
//	PARTNER#id                        VERSION#1     each version of them (000001, ...)     version, doc
//	PARTNER#id                        HOLD          whether its work stands still          doc, state, current, good, version, due_shard, due_at
//	PARTNER#id                        REREAD        how far its subscriptions were reread  doc
//	PARTNER#id                        HOST#account  an account where zones are written     doc
//	PARTNERS                          PARTNER#id    a place in the list of all partners
//	NOTICE#partner                    time#topic#subject#step
//	                                                something that a person has to know    doc, version, tries, due_shard, due_at, expires
//	LEASE#name                        LEASE         what one function at a time may hold   owner, until, fence
//	CONSENT#id                        CONSENT       a link to a partner's sign-in          doc, version, write, expires
//	SUBSCRIPTION#partner#id           SUBSCRIPTION  a licence                              version, doc, write, due_shard, due_at
//	SUBSCRIPTION#partner#id           WISH#change   a change asked for, what became of it  doc
//	SUBSCRIPTION#partner#id           WAITS#time#change
//	                                                one that is not over                   doc, due_shard, due_at
//	LICENCES#partner                  tenant#id     a line of the list of licences         doc
//	RENEWAL#partner                   month#tenant#id
//	                                                the same, by the end of the term       doc
//	PRICES#partner                    IMPORT#id     a price sheet on its way into use      doc, version, write
//	PRICES#partner                    POINTER#kind#market#currency
//	                                                which snapshot prices come from        doc, version, write
//	PRICES#partner                    PLAN#id       a plan in use                          doc, version, write
//	PRICES#partner                    PLANVERSION#id#000001
//	                                                each version of it                     doc
//	PRICES#partner                    OFFER#kind#product#sku
//	                                                how the partner shows an offer         doc, version, write
//	PRICES#partner                    FETCHED#market#view
//	                                                which sheet was fetched last           tag
//	SNAPSHOT#hash#product             CHUNK#0000    rows of a product of a snapshot        body
//	DOMAIN#partner#id                 SETUP         a customer's domain being set up       doc, version, write, due_shard, due_at
//	DOMAINS#partner                   NAME#domain   which setup a domain has               by
//	BATCH#partner#id                  BATCH         a request for many domains             doc, version, write, due_shard, due_at
//	BATCH#partner#id                  LINE#domain   what became of one of them             doc
//	TAKEOVER#partner#id               TAKEOVER      a takeover from another provider       doc, version, write, due_shard, due_at
//	TAKEOVERS#partner                 TAKEOVER#id   its row in the calendar                doc
//	TEXT#partner#digest               CHUNK#0000    a plan or a zone file, compressed      body, chunks
//	TRANSFER#partner#id               TRANSFER      a transfer between partners            doc, version, write, due_shard, due_at
//	TRANSFERS#partner                 AT#time#id    its place in the list of its partner's
//	TRANSFERS#partner                 SELLER#id     which transfer has one of the seller's by
//	BASE#partner                      READING       how far the reading of its customers is doc, version, write, due_shard, due_at
//	BASE#partner                      CUSTOMER#tenant
//	                                                a customer as it was read              doc
//	BASE#partner                      ENTRY#tenant  what is filled in for it               doc, version, write
//	BASE#partner                      RULE#id       which plan an offer is                 doc, write
//	BASE#partner                      RESELLER#mpn  a reseller of the second tier          doc
//	BASE#partner                      DRYRUN#id     a forecast that was asked for          doc, version, write, due_shard, due_at
//	MIGRATION#id                      HEAD          a migration                            doc, version, write, due_shard, due_at
//	MIGRATION#id                      CUSTOMER#tenant
//	                                                a customer of it                       doc, version, write, wave, state, due_shard, due_at
//	MIGRATION#id                      COUNT#wave#shard
//	                                                a part of a wave's counters            version, wave, pending, working, done, failed, cancelled, suspected,
//	                                                                                       services, services_done, services_failed
//	MIGRATIONS#partner                BEGAN#time#id its place in a list
//	MIGRATIONS#partner                OPEN          which one is not over                  by
//	LETTERS#partner                   LETTER#tenant#event
//	                                                a letter to a customer                 doc, version, write, due_shard, due_at
//	LETTERS#partner                   TEMPLATE#event
//	                                                what letters are made from             doc, version, write
//	SILENCE#hash of an address        SILENCE       why it gets no letters                 doc
//	CLIENTS#partner                   TENANT#tenant a client that was taken over           doc
//	CLIENTS#partner                   NAME#username which client has it                    by (tenant)
//	CLIENTS#partner                   SERVICE#id    a subscription that was taken over     doc, by (tenant)
//	CLIENTS#partner                   INVOICE#id    its opening invoice                    doc, by (tenant)
//	TENANT#partner#tenant             SPENT         how many calls about a customer may still be made
//	                                                                                       tokens, at, write, expires
//	NEWS#owner#order                  OF#licence#1  what an order, or a licence that it bought, has to tell shops, by version (000000000001, ...)
//	                                                                                       doc, due_shard, due_at
//	EVENT#owner#order                 LAST          how many events it has                 sequence
//	EVENT#owner#order                 SEQUENCE#1    an event (000000000001, ...)           doc, position, expires, due_shard, due_at
//	EVENT#owner#order                 KEY#what      which of them tells of a transition    sequence, expires
//	EVENTID#owner#id                  EVENT         which event has an id                  id (order), sequence, expires
//	FEED#owner                        HEAD          the last place of a feed               position, at
//	FEED#owner                        PLACE#1       an event in its place (000000000001, ...)
//	                                                                                       doc, expires
//	ENDPOINT#id                       ENDPOINT      where a shop is told                   doc, version, write
//	ENDPOINTS#owner                   ENDPOINT#id   the same, in a list                    doc, version
//	ENDPOINT#id                       LINE          how it goes with its posts             doc, version, write, due_shard, due_at
//	ENDPOINT#id                       EVENT#event#replay
//	                                                an event on its way there              doc, version, write, expires
//	ENDPOINT#id                       DUE#time#event#replay
//	                                                one that waits                         event, id (replay), expires
//	CLIENT#client_id                  CLIENT        the partner an API client acts for     partner ("*": all), shop
//	CLIENT#client_id                  SPENT         how many calls it may still make       tokens, at, write, expires
//	CONNECTION#id                     SETTINGS      a shop's connection                    doc, version, write
//	CONNECTIONS#partner               CONNECTION#id its place in the list of its partner's
//	CONNECTIONS#partner               ASKED#client#key
//	                                                which one a call makes                 by, expires
//	SALE#connection#order             SALE          what is known of an order of a shop    version, doc, write, due_shard, due_at
//	BOUGHT#partner#tenant             SKU#sku       which order bought a product last      event, by, at, expires
//	CONNECTION#id                     CURSOR        how far a shop's list was read         doc
//	CONNECTION#id                     HEARD         when a shop was heard of               at
//	AUDIT#aggregate                   000000000001  records left together (package audit)  doc, private, due_shard, due_at
//	IDEMPOTENCY#partner#client#op#key CALL          a call under an Idempotency-Key        status, owner, fingerprint, until, answer, expires
//
// The index "due" (due_shard, due_at) has the partitions
//
//	DUE#0 to DUE#3   orders, subscriptions, wishes and transfers that are looked at again at a time (seconds)
//	DUEDOMAIN#0 to DUEDOMAIN#3
//	                 setups of domains and requests for many, likewise (seconds)
//	DUEMIGRATION#0 to DUEMIGRATION#3
//	                 migrations that are not over, readings and forecasts that are looked at again (seconds)
//	DUECUSTOMER#migration
//	                 customers of a migration that are looked at again at a time (seconds)
//	DUELETTER#0 to DUELETTER#3
//	                 letters that are to be sent, or whose sending is looked at again (seconds)
//	HELD#partner     orders and subscriptions that wait for a partner's sign-in, by the time of their creation (milliseconds)
//	DUETAKEOVER      takeovers that are looked at again at a time (seconds)
//	DUESALE          orders of shops that are compared again at a time (seconds)
//	RELEASE          partners whose held orders are being sent to the worker (seconds)
//	NOTICE           notices that nobody was told of yet (seconds)
//	FRESHNEWS        news that are not emitted yet (seconds)
//	UNLISTED         events that have no place in their feed yet (seconds)
//	DUELINE          endpoints that something waits for (seconds)
//	AUDITDAY#day     the records of a day, by which the day's chains are found (seconds)
//
// A changed key is a migration of data: the golden list in the tests is there to make that hurt.
package key
