// Package order turns a shop's order into licences, exactly once, and gives them back when asked.
//
// An order is one versioned record. Every change at a seller is written down as an intent, under a condition, before it is tried; its outcome is
// written together with the next intent. An intent that a run finds already there may have been acted on: its outcome is looked up, never repeated
// blindly.
//
// What follows is the rule book. Behind each rule stands where it comes from: the name of a page of Microsoft's documentation, "observed" for what partners
// see and no page says, or "ours". Times are UTC. Where Microsoft's pages disagree, a setting of the partner decides.
//
// # The customer
//
//   - A new tenant has a domain NAME.onmicrosoft.com, NAME of letters and digits (Microsoft, Verify domain availability), at most 27, the first a letter
//     (observed).
//   - A domain is taken when Microsoft answers 200, free when it answers 404; every other answer is "not known", and nothing is made on it (Microsoft,
//     Verify domain availability).
//   - First and last name have 1 to 50 characters, company, street and city 1 to 200 (Microsoft, Customer resources).
//   - State, postal code, telephone number, culture and language follow the rules of the country, which are read from Microsoft for each order. A state
//     is held against a list only in US, CA, CN and MX (Microsoft, Get market-specific validation data).
//   - A registration id and a telephone number are asked for before anything is made in the countries that the partner's settings name: Microsoft's two
//     lists of those countries disagree. The form of the id comes with Microsoft's refusal, error 600050, and goes into the question (Microsoft, Partner
//     Center REST error codes).
//   - A tenant is created under one request id, sent again under the same one when no answer comes: Microsoft gives the same tenant (Microsoft, Create a
//     customer). It may take tens of seconds (observed).
//   - The administrator's first password is in that answer only (Microsoft, Create a customer). It is in the safe before the order says that the
//     tenant is there, is never part of an order, and is given out once, to one caller, with a record (ours).
//   - An existing tenant is found by its id, by its first domain at Partner Center (Microsoft, Get a list of customers), or by any domain that it has
//     verified, in Microsoft's directory.
//   - Only a reseller sells: an advisor, or nobody, waits for the customer to accept a link (Microsoft, Request a reseller relationship). Which
//     invitations are open Microsoft does not tell, so that the tenant is looked at: every 10 minutes for 2 hours, then every hour, with a reminder each
//     day, for 14 days (ours). A sandbox makes no link.
//   - A customer that Microsoft reviews waits and is looked at every 30 minutes; after 3 days people are told. One that it rejected is asked about. One
//     without a judgement may buy (Microsoft, Get a customer's account validation status).
//
// # The customer agreement
//
//   - Nothing is sold without it (error 13605). The type asked for is the Microsoft Customer Agreement: with no type Microsoft answers about an older one
//     (Microsoft, Get agreement metadata).
//   - The id of the text is read, never kept: the newest version counts (Microsoft, Get agreement metadata).
//   - It is passed on with who signed, when and from where; the time, the id of the text and the request are kept as proof. A signature that is there
//     already, error 600061, is fine (Microsoft, Confirm customer acceptance of the Microsoft Customer Agreement).
//   - The day must have come: one that has begun elsewhere, but not in UTC, is waited for, up to 14 hours; a later one is refused (observed).
//   - Without a signature the order waits for 14 days. One that the customer gives at Microsoft counts as well (Microsoft, Get direct signing status).
//
// # The partner of record
//
//   - Each line of an indirect provider's order names the indirect reseller by its MPN id, 5 to 10 digits; the provider's own is refused; a partner that
//     sells itself names nobody (Microsoft, Create a cart; Partner Center REST error codes).
//   - The reseller is one of the provider's, its relationship active, its Microsoft Partner Agreement signed (Microsoft, Get indirect resellers of a
//     provider; Verify an indirect reseller's partner agreement status).
//
// # The lines
//
// An order has 1 to 50 lines of 1 to 100,000 seats (ours). All of them are held against all of this before anything is bought, and everything that is wrong is
// told at once.
//
//   - Product, SKU, term and billing plan are a pair that is sold now, in the customer's country and the line's segment. What names it, the
//     availability, is looked up just before the cart is made and never kept (Microsoft, Product resources).
//   - A segment other than commercial needs a qualification that Microsoft has approved (Microsoft, Get a customer's qualifications).
//   - Seats lie between the SKU's minimum and maximum (Microsoft, Product resources). A maximum of 300 is a pool over all of the customer's
//     subscriptions of the SKU; those through other partners show in Microsoft's refusal only, error 800088 (Microsoft, Create a new subscription).
//   - An add-on needs one of its prerequisites in the same order or with the customer. One that names its base names a line of the order that is no
//     add-on, or a subscription of the customer through this partner that is active (Microsoft, Create a cart with add-ons; Product resources).
//   - A trial has the seats and the plan that the catalogue says (25, a month, billed "none"), no promotion and no chosen end. It becomes a paid
//     year, billed monthly, or the term that the line names, unless its renewal is turned off (Microsoft, Create a cart; Create a new subscription).
//   - A promotion that is not applied by itself is given only to who is eligible, which is asked for each line (Microsoft, Verify promotion eligibility).
//   - A first term may end early: on the last day of a month, or with one of the customer's active subscriptions that is no trial; within the first term;
//     a monthly term not on the 28th, 29th or 30th unless that is the month's last; a longer term not with a monthly one (Microsoft, Align subscription
//     end dates).
//   - A product that asks for an attestation of its own gets it with the line (Microsoft, Product resources).
//   - Where the partner has put a price list or an offer matrix in use, a line keeps them too: what the list only bills, or has not any more, is asked about
//     with what is possible instead; the matrix says in which numbers, where, beside what and how often for one customer. What no matrix has cannot be
//     ordered yet (Microsoft, offer matrix). How often counts subscriptions, of which each line is one (ours).
//   - The cost of a seat is that of the order, else that of the price list of the time when the order was taken in; what is owed or given back later is
//     computed from it (ours).
//   - Nothing is bought before an order's start, which is at most 366 days off (ours). It is validated when it is placed, and again when it starts.
//
// # The purchase
//
//   - A cart can be made with lines that are wrong: each line's error is read before the checkout (Microsoft, Cart resources).
//   - Microsoft makes an order of each group of a cart, and may sell some and refuse others in one answer of 201 (Microsoft, Checkout a cart). Each line
//     keeps its own state. What was bought is never undone by itself (ours).
//   - A checkout without an answer is sent again under the same request id, once (Microsoft, API throttling and retries). Then the cart and the customer's
//     orders are read for 15 minutes, which a new order may take to show (Microsoft, Get all of a customer's orders). A cart can be bought once; another
//     is made only when Microsoft has answered no, or before a first checkout (ours).
//   - An order at Microsoft is claimed by one order of ours (ours).
//   - Licences are there when Microsoft says "fulfilled"; "unfulfilled" means that they were cancelled (Microsoft, Get order provisioning status), which
//     is asked about at once. After 24 hours without either a person is asked (ours).
//   - What is cancelled is given back while Microsoft's own date allows it, and else runs to the end of its term (Microsoft, Cancellation policy for new
//     commerce). Package subscription has those rules.
//
// # Refusals
//
// What one of Microsoft's refusals means stands in one table, with a line for each of its numbers (Microsoft, Partner Center REST error codes): what
// is done about it, whose problem it is, and the words for the customer and for the reseller's people. An order shows the last one until it goes on.
//
//	throttled  the same request after Retry-After, else seconds and then minutes, up to 15
//	transient  the same; a write whose outcome is not known is looked up first
//	busy       another request after 2 minutes, then each time after twice as long, up to an hour
//	stale      another request on what is read anew
//	sign-in    another token, then the order is put aside until the partner has signed in again; the time does not count
//	eventual   looked for 15 minutes long, then asked about
//	final      a question: the field to correct, with its form where Microsoft tells it, or retry; "failed" when it can never be sold
//	look       looked up, never sent again
//
// # States
//
// Each has a time by which it should be left. Past it people are told once, and an alarm goes off. The times are ours.
//
//	accepted              1 hour        nobody has begun to work on it
//	checking              1 hour        or the start and an hour, or 3 days of Microsoft's review
//	waiting_for_customer  14 days       told at once and each day; then a question
//	buying                1 hour
//	outcome_unknown       30 minutes    bought or not: it is looked up
//	provisioning          24 hours      then a question
//	question              3 days        told at once, and once more then; it stays
//	fulfilled, failed, cancelled        ends; a cancel of a fulfilled order has 1 hour
//
// # Files
//
//	place.go     a new order, put once however often it is delivered           check.go     what it may ask for
//	fulfil.go    the run: one step after the other until the order ends or has to wait
//	start.go     partner of record, country rules, domain                       country.go   the rules of countries
//	relation.go  an existing tenant that is not yet a customer                  tenant.go    customer tenant
//	agreement.go customer agreement        lines.go, addon.go, alignment.go     what the lines may be
//	listing.go   what the partner's lists allow       price.go  what lines cost
//	buy.go       cart and checkout         lookup.go  what became of a checkout whose answer was lost
//	watch.go     provisioning              cancel.go  the licence given back or left to run out
//	failed.go    what is done about a failure         meaning.go  what a refusal means
//	answer.go    a person's correction     event.go   what people are told, and by when a state should be left     next.go  what comes next
//	hold.go      the partner's sign-in is dead: put aside until there is a new one      announce.go  what its shop is told
//	administrator.go  a new tenant's first password, given out once
package order
