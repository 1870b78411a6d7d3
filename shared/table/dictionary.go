package table

// dictionaryOne is what documents of format 1 hold again and again. It must never change: documents that were
// written with it could not be read any more. What is used most stands last, where it is cheapest to point to.
const dictionaryOne = `.onmicrosoft.com","free":true,"company":"` +
	`"registration":"","first":"","last":"","email":"","phone":"+49` +
	`","address":{"line1":"","line2":"","city":"","state":"","postal_code":"","country":"US"},"culture":"en-US","language":"en"}` +
	`"country":"GB"},"culture":"en-GB","country":"FR"},"culture":"fr-FR","language":"fr","country":"AT"},"culture":"de-AT"` +
	`"country":"DE"},"culture":"de-DE","language":"de"},"agreement":{"first":"","last":"","email":"","phone":"","date":"2026-` +
	`"question":{"field":"/customer/domain","text":"","pattern":"","choices":["retry","settle"],"stuck":true}` +
	`"return":{"at":"","at_term_end":"end","by":"","done":""},"ending":{"at":"","immediate":true,"at_term_end":"extend_monthly"` +
	`"committed_until":"T00:00:00Z","owed":{"amount":"","currency":"EUR"},"owed_reason":""` +
	`"term":"P1M","billing":"monthly","term":"P3Y","billing":"triennial","segment":"education","government","nonprofit"` +
	`"source":{"kind":"api","of":"","ref":"` +
	`{"id":"ord_","partner":"","source":{"kind":"shopify","of":"","ref":"","name":"#1001","content":"` +
	`"},"test":true,"customer":{"existing":true,"tenant":"","domain":"` +
	`"lines":[{"key":"","sku":"","item":{"product":"CFQ7TTC0","sku":"0001","term":"P1Y","billing":"annual","segment":"commercial"` +
	`},"quantity":1,"unit_cost":{"amount":".00","currency":"EUR"},"state":"open","state":"bought","state":"refused","state":"ready"` +
	`,"catalog":"CFQ7TTC0LH18:0001:CFQ7TTC0","group":"0","order":"","subscription":{"id":"","status":"active","quantity":1,"auto_renew":true` +
	`,"commitment_ends":"2027-T00:00:00Z","cancel_until":"2026-","commitment_start":"2026-"},"reason":""}],"created":"2026-` +
	`","correlation":"","version":0,"state":"accepted","state":"checking","state":"waiting_for_customer","state":"buying",` +
	`"state":"outcome_unknown","state":"question","state":"failed","state":"cancelled","state":"provisioning","state":"fulfilled"` +
	`,"since":"2026-","deadline":"2026-","due":"2026-","intent":{"step":"watch","attempt":1,"at":"","looks":1,"line":1}` +
	`,"cart":{"id":"","expires":"2026-"},"checkout":"2026-` +
	`existing customer customer agreement is known to Microsoft no signature of the customer agreement tenant found ` +
	`waiting for the licences found: order checkout answered: order , request licences are there: subscription ` +
	`,"result":"waiting","result":"unknown","result":"refused","count":2,"evidence":"` +
	`"steps":[{"name":"check","attempt":1,"result":"done","at":"2026-` +
	`Z","evidence":".onmicrosoft.com is free"},{"name":"tenant","attempt":1,"result":"done","at":"2026-` +
	`Z","evidence":"tenant , request "},{"name":"agreement","attempt":1,"result":"done","at":"2026-` +
	`Z","evidence":"customer agreement of 2026- attested"},{"name":"cart","attempt":1,"result":"done","at":"2026-` +
	`Z","evidence":"cart , request "},{"name":"checkout","attempt":1,"result":"done","at":"2026-` +
	`Z","evidence":"checkout: order , request "},{"name":"return","attempt":1,"result":"done","at":"2026-` +
	`Z","evidence":""},{"name":"watch","attempt":1,"result":"done","at":"2026-`
