package table

// dictionaryAudit is what records of the audit hold, and what lies beside them: with it the records of a usual order fit into one KiB. It must never
// change: records that were written with it could not be read any more, and a record that cannot be read counts as altered.
const dictionaryAudit = `subscription.partner_of_recordsubscription.nicknamesubscription.upgradesubscription.schedulesubscription.renewal` +
	`subscription.resumesubscription.suspendsubscription.cancelsettings.restoredsettings.savedconnection.savedsecret.writtenoperator.added` +
	`personal.erasedadministrator.showncredential.replacedcredential.rolled_backhold.placedhold.liftedconsent.finished` +
	`"who":"operator","who":"worker","who":"browser","who":"schedule:refresh","what":"token.stored","before":{"secret":"refresh-token","version":"` +
	`"},"after":{"secret":"app","version":"` +
	`{"aggregate":"sign-in/{"aggregate":"settings/{"aggregate":"tenant/{"aggregate":"subscription/","seq":1,"at":"2026-` +
	`Z","partner":"","who":"client:","what":"subscription.seats","before":{"seats":"1"},"after":{"change":"chg_","money":"given back","result":"done",` +
	`"rule":"","seats":"1","status":"active","next":"","renews":"true","ends":"false","until":"2027-` +
	`suspended deleted expired scheduled refused unknown question"money":"still owed",` +
	`[{"Data":{"said":"` + `"reason":"` +
	`"},"Salt":"` + `=="},null,null,null,null]` +
	`[{"Data":{"company":" GmbH","domain":".onmicrosoft.com","email":"@example.com","name":"","phone":"+49 ","signed":" @` +
	`"order.answered","order.cancelled","order.wrote.return","result":"refused","result":"unknown","personal":"` +
	`"before":{"cancel":"end","state":"fulfilled"},"after":{"cancel":"","state":"question"},"state":"buying","state":"provisioning","state":"cancelled",` +
	`[{"aggregate":"order/ord_","seq":1,"at":"2026-` +
	`Z","partner":"","who":"shop:con_","what":"order.placed","after":{"content":"","line 1":"1 x CFQ7TTC0LH18:0001 P1M monthly, open","line 2":"` +
	`","placed":"2026-` + `Z","source":"shopify ","source":"api ","state":"accepted"},"money":{"amount":".00","currency":"EUR"},"correlation":"` +
	`","once":"0.0.placed","personal":"` + `"},{"aggregate":"order/ord_","seq":2,"prev":"` +
	`","who":"client:","what":"order.wrote.tenant","after":{"at":"2026-` +
	`Z","evidence":"tenant , request ","result":"done","tenant":"` +
	`"},"request":"","correlation":"","once":"0.2.done"},"what":"order.wrote.agreement","after":{"at":"2026-` +
	`Z","evidence":"customer agreement of 2026- attested, text , request ","result":"done"},"request":"","correlation":"","once":"0.3.done"}` +
	`,"what":"order.wrote.cart","after":{"at":"2026-` +
	`Z","evidence":"cart , request ","result":"done"},"request":"","correlation":"","once":"0.4.done"}` +
	`,"what":"order.wrote.checkout","before":{"line 1":"1 x CFQ7TTC0LCHC:0002 P1Y monthly, open","line 2":"1 x CFQ7TTC0LDPB:0001 P1Y annual, open"},"after":{"at":"2026-` +
	`Z","evidence":"checkout answered: order , request ","line 1":"1 x CFQ7TTC0LCHC:0002 P1Y monthly, bought, order , subscription ` +
	` active, renews true","result":"done"},"money":{"amount":".00","currency":"EUR"},"request":"","correlation":"","once":"0.5.done"}]`
