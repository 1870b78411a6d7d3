// # Connect a Shopify shop
//
// What you need: a connection of the platform "shopify", whose id is the last part of the address, with the shop's name (acme.myshopify.com), the secret that
// signs, and for each of the shop's SKUs what it means at Microsoft.
//
// # The webhooks
//
// The address is
//
//	https://{address of the API}/v1/hooks/shopify/{connection_id}
//
// Format JSON. Subscribe to these topics; whatever else comes is kept for a person and does no harm:
//
//   - orders/paid: money came in, and licences are bought. The one that nothing works without.
//   - orders/create and orders/updated: what orders/paid did not tell, or told late.
//   - orders/edited: more or fewer seats after the payment.
//   - orders/cancelled and refunds/create: licences go back, where Microsoft still takes them. An order that was cancelled and refunded in full gives all
//     of it back; one that was only refunded, or only cancelled, asks a person.
//   - disputes/create and disputes/update: a buyer's bank wants the money back. Renewal waits and a person is asked; nobody loses a licence at once.
//
// Webhooks that an app subscribes to are signed with the app's client secret. Those made by hand in the shop's administration, under
// Settings and Notifications, are signed with another secret, which stands on that page. The connection needs the one that signs.
//
// If a subscription names fields (include_fields), keep updated_at among them: without it Shopify takes two changes for one and drops the second.
//
// # What the order has to tell
//
// Shopify has no fields for a Microsoft tenant, so cart attributes carry it, or properties of a line. Letter case, hyphens, spaces and underscores in their
// names do not matter, and a connection may have names of its own:
//
//   - m365_tenant_domain: for a new tenant NAME.onmicrosoft.com; for an existing one any domain that it has verified, or the tenant's id.
//   - m365_order_kind: new or existing_tenant. Left out, it is new. With takeover and add_seats a person goes on.
//   - m365_mca_first_name, m365_mca_last_name, m365_mca_email, m365_mca_phone and m365_mca_date: who accepted the Microsoft Customer Agreement, and when
//     (2026-03-01). All of them but the telephone, or none: without them the order waits for the customer.
//   - m365_registration_id: the company's registration number, in countries where Microsoft asks for it.
//
// In a theme, a cart attribute is a field of the form of the cart:
//
//	<input name="attributes[m365_tenant_domain]" placeholder="contoso.onmicrosoft.com" required>
//
// Company, name, e-mail, telephone and address are those of the billing address. What is missing or in doubt holds the order, with a reason and a
// suggestion; nothing is guessed from an e-mail address.
//
// Each line's SKU has to be mapped. Of an order with one line that is not, nothing is bought until the mapping is mended.
//
// # Try it
//
// Against a local system, without a shop:
//
//	make run
//	make webhook PLATFORM=shopify
//	make webhook PLATFORM=shopify NEW=1
//
// The first sends the sample that the system has played already, and nothing more is bought: the answer to a duplicate is 200. The second is a new order.
// The page of the last deliveries shows both with the decision that was taken, and sends them again.
//
// With a shop: place an order with Shopify's test payments. It is marked as a test, and buys at a sandbox account alone, never at a live one.
//
// # When something is wrong
//
//   - 401: the secret is another one, the body was changed on its way (a proxy that writes JSON anew is enough), or the shop is not the connection's.
//     The calculator of signatures shows the header that was expected. After the client secret was rotated, Shopify goes on with the old one for
//     up to an hour: the connection takes both until then.
//   - 404: there is no such connection. 410: it is paused.
//   - 503: the delivery could not be stored. Shopify sends it again; up to eight times in four hours, and then the subscription is removed.
//   - 200, and no order: the delivery is in quarantine with its reason, and can be replayed when that is mended.
package main
