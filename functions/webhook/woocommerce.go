// # Connect a WooCommerce shop
//
// What you need: a connection of the platform "woocommerce", whose id is the last part of the address, with the shop's address (shop.example, or
// example.com/shop), a secret, and for each of the shop's SKUs what it means at Microsoft.
//
// # The webhooks
//
// In the shop's administration open WooCommerce, Settings, Advanced, Webhooks, and add one for each of the topics "Order created", "Order updated" and
// "Order restored":
//
//   - Status: Active.
//   - Delivery URL: https://{address of the API}/v1/hooks/woocommerce/{connection_id}
//   - Secret: the connection's, of letters and digits alone. WooCommerce turns &amp; into & before it signs, so that what you see is not always the key.
//   - API version: WP REST API Integration v3.
//
// On saving, WooCommerce posts a small form without a signature to try the address. It is answered 200 and does nothing; with any other answer the
// webhook would stay off.
//
// WooCommerce sends nothing twice, and after some failures in a row it switches the webhook off without a word. So give the connection a key of
// the REST API too (WooCommerce, Settings, Advanced, REST API; permission "Read"): each quarter of an hour the shop's orders are compared with what arrived.
// What was lost is taken in, and a webhook that looks disabled is told of.
//
// # What the order has to tell
//
// Fields of the checkout that a plugin writes into the order's meta data, or into that of a line, carry what a shop has no field for. Letter case,
// hyphens, spaces and underscores in their names do not matter, so that _m365_tenant_domain is good too, and a connection may have names of its own:
//
//   - m365_tenant_domain: for a new tenant NAME.onmicrosoft.com; for an existing one any domain that it has verified, or the tenant's id.
//   - m365_order_kind: new or existing_tenant. Left out, it is new. With takeover and add_seats a person goes on.
//   - m365_mca_first_name, m365_mca_last_name, m365_mca_email, m365_mca_phone and m365_mca_date: who accepted the Microsoft Customer Agreement, and when
//     (2026-03-01). All of them but the telephone, or none: without them the order waits for the customer.
//   - m365_registration_id: the company's registration number, in countries where Microsoft asks for it.
//
// A field of one's own at the checkout, in the theme's functions.php:
//
//	add_action('woocommerce_after_order_notes', function ($checkout) {
//	    woocommerce_form_field('m365_tenant_domain', ['type' => 'text', 'required' => true, 'label' => 'Microsoft 365 domain'],
//	        $checkout->get_value('m365_tenant_domain'));
//	});
//	add_action('woocommerce_checkout_create_order', function ($order) {
//	    $order->update_meta_data('m365_tenant_domain', sanitize_text_field($_POST['m365_tenant_domain'] ?? ''));
//	});
//
// An order counts as paid when WooCommerce says when it was, or its status is processing or completed; on-hold and pending are not. A refund in the shop
// tells money and no seats, so the order is read at the shop, with the key of the REST API.
//
// # Try it
//
// Against a local system, without a shop:
//
//	make run
//	make webhook PLATFORM=woocommerce
//	make webhook PLATFORM=woocommerce NEW=1
//
// With a shop: Shopify and Stripe mark orders of a test, WooCommerce does not. So connect a test shop to a sandbox account.
//
// # When something is wrong
//
//   - The webhook is "Disabled": WooCommerce met failures in a row. Mend the cause, set it to Active again; what it did not send meanwhile has been
//     taken in from the list of orders.
//   - Nothing comes for minutes: WooCommerce sends from its background jobs, which wait for visitors where there is no real cron.
//   - 401: the secret is another one, or a plugin changed the algorithm of the signature. The calculator of signatures shows what was expected.
//   - 404: there is no such connection. 410: it is paused.
//   - 200, and no order: the delivery is in quarantine with its reason, and can be replayed when that is mended.
package main
