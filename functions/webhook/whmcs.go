// # Connect WHMCS, or a shop of your own
//
// Whatever can sign by Standard Webhooks is a shop. WHMCS cannot by itself: localstack/client/whmcs.php is a hook file that does, for WHMCS 8 and PHP 8.
//
// # WHMCS
//
// What you need: a connection of the platform "standard", whose id is the last part of the address, with a secret that begins with whsec_, and for each SKU
// what it means at Microsoft.
//
// Copy the file to includes/hooks/seatwright.php, and write the settings that its first comment shows into includes/seatwright.php: the address, the secret,
// and which of the shop's products is which SKU.
//
//	https://{address of the API}/v1/hooks/standard/{connection_id}
//
// Each product gets these custom fields (Setup, Products, Custom Fields; shown on the order form). Behind a "|" stands what buyers see, as in
// "m365_tenant_domain|Microsoft 365 domain":
//
//   - m365_tenant_domain: for a new tenant NAME.onmicrosoft.com; for an existing one any domain that it has verified, or the tenant's id.
//   - m365_order_kind: new or existing_tenant. Left out, it is new. With takeover and add_seats a person goes on.
//   - m365_mca_first_name, m365_mca_last_name, m365_mca_email, m365_mca_phone and m365_mca_date: who accepted the Microsoft Customer Agreement, and when
//     (2026-03-01). All of them but the telephone, or none: without them the order waits for the customer.
//
// The number of seats is a configurable option of type "quantity", named in the settings, or the quantity of the service (which WHMCS tells
// from version 8.12 on).
//
// Orders that were paid, cancelled, marked as fraud or refunded, and seats that were changed and paid, are noted in a table and told when the page is done,
// for which a buyer waits three seconds at most. What could not be told is told by WHMCS's cron job, again and again; the activity log says of each failure.
//
// # A shop of your own
//
// Post a JSON document with the headers webhook-id, webhook-timestamp and webhook-signature of Standard Webhooks, within five minutes of their time:
//
//	{"type": "order.updated", "timestamp": "2026-03-01T12:00:00Z", "data": {
//	  "id": "1001", "number": "#1001", "version": "2026-03-01T12:00:00Z", "status": "paid", "currency": "EUR", "test": false,
//	  "lines": [{"id": "1", "sku": "M365-BP-1Y-M", "seats": 5, "net": "1375.00"}],
//	  "attributes": {"m365_tenant_domain": "contoso.onmicrosoft.com"},
//	  "customer": {"company": "...", "first_name": "...", "last_name": "...", "email": "...", "phone": "...",
//	               "address": {"line1": "...", "city": "...", "state": "...", "postal_code": "...", "country": "DE"}},
//	  "cancelled": false, "refunded": false, "disputed": false, "renews": true}}
//
// It is the whole order as it is now, after every change again. The version grows with each. Seats are those that are left; net is what all seats of the
// line were sold for, after discounts and without tax; refunded means in full; renews is left out by shops that sell no subscriptions.
// Send it again until the answer is 200. More than once does no harm, and neither does another order of the messages.
//
// # Try it
//
// Against a local system, without a shop:
//
//	make run
//	make webhook PLATFORM=standard
//	make webhook PLATFORM=standard NEW=1
//
// # When something is wrong
//
//   - 401: the secret is another one, the clocks differ by more than five minutes, or the body is not what was signed. The calculator of signatures
//     shows what was expected.
//   - 404: there is no such connection. 410: it is paused. 503: send it again.
//   - 200, and no order: the delivery is in quarantine with its reason, and can be replayed when that is mended.
package main
