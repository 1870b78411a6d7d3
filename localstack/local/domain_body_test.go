package local_test

import (
	"net/http"
	"strings"
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

func TestDomain_AListThatCannotBeReadIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	d := zoned(t)
	for csv, want := range map[string]string{
		``: "/csv", `customer_id\na`: "want a column domain", `domain,domain\na,b`: "column 2", `domain,colour\na,b`: "column 2", `domain\na,b`: "line 2",
		`domain\n`: "want 1 to 10000 domains", `domain,host\na.example,stone`: "/csv/0/host/kind", `domain,customer_id\na.example,x`: "/csv/0/customer_id",
		`domain,account\na.example,nobody`: "store its keys first",
	} {
		a := d.ask(t, http.MethodPost, "/batches", `{"customer_id":"`+d.tenant+`","host":{"kind":"ovh","account":"main"},"csv":"`+csv+`"}`)
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.Body, want) {
			t.Errorf("%q: got %d %s, want %s", csv, a.StatusCode, a.Body, want)
		}
	}
	for _, body := range []string{`{}`, `{"csv":"domain\na.example","domains":[{"domain":"a.example"}]}`, `{"domains":[{"domain":"a.example"}]}`, `{"domains":[]}`} {
		status(t, d.ask(t, http.MethodPost, "/batches", body), http.StatusUnprocessableEntity)
	}
}
