package table

// dictionaryShop is what orders of Shopify's REST API hold, whoever sells and buys: the names of the fields in the order in which they come, values
// that nearly every order for licences has, and the names of our attributes where a connection does not rename them. With it a usual order fits
// into two KiB. It must never change: deliveries that were written with it could not be read any more.
const dictionaryShop = `CADCHFDKKSEKNOKPLNCZKAUDJPYpendingauthorizedpartially_paidpartially_refundedvoidedfulfilledpartialexisting_tenant` +
	`"cancel_reason":"customer","inventory","fraud","declined","other","cancelled_at":"20","closed_at":"20` +
	`"client_details":{"accept_language":"en-US,en;q=0.9","browser_height":null,"browser_ip":"","browser_width":null,"session_hash":null,` +
	`"user_agent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1.0.0.0 Safari/537.36"},` +
	`"refunds":[{"id":,"admin_graphql_api_id":"gid://shopify/Refund/","order_adjustments":[],"refund_line_items":[{"line_item_id":,"quantity":,"restock_type":"no_restock","subtotal":` +
	`"metafields":[{"namespace":"custom","key":"` +
	`{"name":"m365_order_kind","value":"new"},{"name":"m365_mca_first_name","value":"` +
	`"},{"name":"m365_registration_id","value":"` +
	`"},{"name":"m365_mca_last_name","value":"` +
	`"},{"name":"m365_mca_email","value":"` +
	`"},{"name":"m365_mca_phone","value":"` +
	`"},{"name":"m365_mca_date","value":"20` +
	`{"id":,"admin_graphql_api_id":"gid://shopify/Order/` +
	`","app_id":580111,"browser_ip":"` +
	`","buyer_accepts_marketing":false,"cancel_reason":null,"cancelled_at":null,"cart_token":"` +
	`","checkout_id":,"checkout_token":"` +
	`","closed_at":null,"company":null,"confirmation_number":"` +
	`","confirmed":true,"contact_email":"` +
	`","created_at":"20` +
	`","currency":"EUR","current_shipping_price_set":{"shop_money":{"amount":"0.00","currency_code":"EUR"},"presentment_money":{"amount":"0.00","currency_code":"EUR"}},` +
	`"current_subtotal_price":","current_subtotal_price_set":{"` +
	`,"current_total_additional_fees_set":null,"current_total_discounts":"0.00","current_total_discounts_set":{"` +
	`,"current_total_duties_set":null,"current_total_price":"` +
	`","current_total_price_set":{"` +
	`,"current_total_tax":"` +
	`","current_total_tax_set":{"` +
	`,"customer_locale":"en-US","de-DE","fr-FR","en","device_id":null,"discount_codes":[],"duties_included":false,"email":"` +
	`","estimated_taxes":false,"financial_status":"paid","fulfillment_status":null,"landing_site":"/","landing_site_ref":null,"location_id":null,"merchant_business_entity_id":"` +
	`","merchant_of_record_app_id":null,"name":"#1` +
	`","note":null,"note_attributes":[{"name":"m365_tenant_domain","value":".onmicrosoft.com"}],"number":,"order_number":1` +
	`,"order_status_url":"https://.myshopify.com/orders/authenticate?key=` +
	`","original_total_additional_fees_set":null,"original_total_duties_set":null,"payment_gateway_names":["shopify_payments","paypal","manual","bogus"],"phone":null,"po_number":null,"presentment_currency":"` +
	`","processed_at":"20` +
	`","reference":null,"referring_site":"https://www.` +
	`","source_identifier":null,"source_name":"web","source_url":null,"subtotal_price":"` +
	`","subtotal_price_set":{"` +
	`,"tags":"","tax_exempt":false,"tax_lines":[{"price":"` +
	`","rate":0.2,"title":"VAT","price_set":{"` +
	`,"channel_liable":false}],"taxes_included":false,"test":false,"token":"` +
	`","total_cash_rounding_payment_adjustment_set":{"shop_money":{"amount":"0.00","currency_code":"USD"},"presentment_money":{"amount":"0.00","currency_code":"USD"}},` +
	`"total_cash_rounding_refund_adjustment_set":{"shop_money":{"amount":"0.00","currency_code":"GBP"},"presentment_money":{"amount":"0.00","currency_code":"GBP"}},` +
	`"total_discounts":"0.00","total_discounts_set":{"` +
	`,"total_line_items_price":"` +
	`","total_line_items_price_set":{"` +
	`,"total_outstanding":"0.00","total_price":"` +
	`","total_price_set":{"` +
	`,"total_shipping_price_set":{"` +
	`,"total_tax":"` +
	`","total_tax_set":{"` +
	`,"total_tip_received":"0.00","total_weight":0,"updated_at":"20` +
	`","user_id":null,"billing_address":{"first_name":"` +
	`","address1":"` +
	`","phone":"+` +
	`","city":"` +
	`","zip":"` +
	`","province":"` +
	`","country":"Germany","United States","United Kingdom","France","Austria","last_name":"` +
	`","address2":null,"company":"` +
	`","latitude":,"longitude":,"name":"` +
	`","country_code":"DE","province_code":""},"province":null,"country_code":"US","province_code":null},"customer":{"id":` +
	`,"created_at":"20` +
	`","updated_at":"20` +
	`","first_name":"` +
	`","last_name":"` +
	`","state":"disabled","state":"enabled","note":null,"verified_email":true,"multipass_identifier":null,"tax_exempt":false,"email":"` +
	`","phone":null,"currency":"EUR","tax_exemptions":[],"admin_graphql_api_id":"gid://shopify/Customer/` +
	`","default_address":{"first_name":"` +
	`","id":,"customer_id":,"default":true}},"discount_applications":[{"target_type":"line_item","type":"discount_code","value":".0","value_type":"percentage","allocation_method":"across","target_selection":"all","code":"` +
	`"discount_applications":[],"fulfillments":[],"line_items":[{"id":` +
	`,"admin_graphql_api_id":"gid://shopify/LineItem/` +
	`","attributed_staffs":[],"current_quantity":1,"fulfillable_quantity":1,"fulfillment_service":"manual","fulfillment_status":null,"gift_card":false,"grams":0,"name":"` +
	`","price":"` +
	`","price_set":{"` +
	`"product_exists":true,"product_id":` +
	`,"properties":[],"quantity":1,"requires_shipping":false,"sales_line_item_group_id":null,"sku":"` +
	`","taxable":true,"title":"` +
	`","total_discount":"0.00","total_discount_set":{"` +
	`,"variant_id":,"variant_inventory_management":null,"variant_title":null,"vendor":"` +
	`","tax_lines":[{"channel_liable":false,"price":"` +
	`","price_set":{"` +
	`,"rate":0.19,"title":"DE VAT"}],"duties":[],"discount_allocations":[{"amount":"` +
	`","amount_set":{"` +
	`,"discount_application_index":0}]},{"id":` +
	`"tax_lines":[],"duties":[],"discount_allocations":[]}],"payment_terms":null,"refunds":[],"shipping_address":null,"shipping_lines":[],"returns":[]}` +
	`{"shop_money":{"amount":".00","currency_code":"EUR"},"presentment_money":{"amount":".00","currency_code":"EUR"}}`
