// Package price turns Microsoft's monthly price sheets into prices: it types and checks the rows of a sheet, guards against a sheet that is not what it
// seems, compares it with the one in use, and computes a customer's price from cost, list price and the rules of a plan, with every step explained.
//
//	row.go, sheet.go, read.go   a sheet's rows, typed; rejects        matrix.go        the same for offer matrices
//	build.go, resolve.go        rows to a snapshot, without doubles   snapshot.go      rows packed, found by what they are of
//	encode.go, codec.go         a snapshot for bucket and table       trace.go         which line of which file a row was
//	asof.go                     the row that holds at a time          merge.go         a sheet that lists only changes
//	diff.go, diff_by.go         what changes between two snapshots    guard.go         what may be wrong with a sheet
//	import.go                   a sheet on its way into use           ports.go         what that needs of the outside
//	pointer.go, view.go         what is in use; one reader's view     offer.go         the list of offers
//	plan.go, quote.go           rules and the price that they make    explain.go       how a price came about
//	preview.go                  what a new sheet does to customers    offering.go      what may be ordered at all
//	sold.go                     what can be bought by a list
//
// Prices change in one conditional write. A snapshot is named by the hash of its rows and never changes; it lies in the bucket whole and in the table in
// a chunk for each product; a list's pointer says which snapshot is in use. So no reader ever sees half a sheet, the same sheet in any form is the same
// snapshot, and the way back is another write of the pointer. Writing each row to the table would cost thirty times as much and not be one step.
package price
