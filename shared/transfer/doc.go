// Package transfer moves a customer's subscriptions between partners, with their terms: to us, where we ask and the other partner submits, and from us, where
// the other asks and a person here decides.
//
//	transfer.go  the nouns and states     seller.go  what the seller shows and does
//	desk.go      what people ask for      decide.go  what they decide
//	run.go       the work on one          receive.go to us             give.go  from us
//	find.go      requests that arrive     settle.go  failures          task.go  what people do outside, and what is told
//
// A write at the seller that must not happen twice is written down before it is tried. When its answer is lost, the seller's list of transfers tells what became
// of it, and it is never tried again: where the list does not show it either, a person looks. A step that people do outside is a task with a date, instructions
// and a proof; it is over when the proof is seen.
//
// What leaves us is shown with a hash, and goes only as it was shown: before it is submitted it is read again, and anything that is different brings the
// transfer back to the person. Of what comes to us nothing is computed: the ends of terms and the windows are those that the seller shows.
package transfer
