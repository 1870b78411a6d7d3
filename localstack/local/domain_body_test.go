package local_test

import (
	"testing"
)

func TestWhatTheContractRefusesOfDomainsTheFunctionRefuses(t *testing.T) {
	t.Parallel()
	d := zoned(t)
	// A list that is too long has to fit into a request all the same: its domains say little.
	const options = `{"services":["Email","Intune"],"legacy_skype":true,"soft_fail":true,"keep_mx":true,"drop_sender":true,"enforce_ttl":true,
		"dmarc":"v=DMARC1; p=none","drop_proof":true,"move":"add","consents":{"rows":["7"],"classes":["replace_mx"]}}`
	const host = `{"kind":"ovh","account":"main","file":"$ORIGIN contoso.example."}`
	tenant := `"customer_id":"` + d.tenant + `"`
	for _, c := range []struct{ sample, body string }{
		{"dns", `{` + tenant + `,"domain":"contoso.example","host":` + host + `,"options":` + options + `,
			"records":[{"name":"selector1._domainkey.contoso.example","type":"CNAME","value":"selector1.example.","ttl":3600}]}`},
		{"dns.consent", `{"hash":"f00d","rows":["7"],"classes":["replace_mx"]}`},
		{"dns.apply", `{"hash":"f00d"}`},
		{"dns.replan", `{"options":` + options + `}`},
		{"dns.batch.new", `{` + tenant + `,"host":` + host + `,"options":` + options + `,
			"domains":[{"domain":"contoso.example",` + tenant + `}]}`},
		{"dns.batch.consent", `{"class":"replace_mx","digest":"f00d"}`},
		{"dns.batch.apply", `{"digest":"f00d"}`},
		{"dns.host.put", `{"kind":"ovh","region":"ovh-eu","application_key":"a","application_secret":"b","consumer_key":"c","client_id":"d","client_secret":"e","zones":["contoso.example"]}`},
	} {
		refusedAlike(t, d.System, "dns", c.sample, c.body, func(*request) {})
	}
	if d.Domains.Len() != 0 {
		t.Errorf("%d messages for what was refused", d.Domains.Len())
	}
}
