package graph_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// microsoft answers for the verified domain contoso.com, which has these service records.
func microsoft(records string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/serviceConfigurationRecords"):
			_, _ = fmt.Fprint(w, records)
		default:
			_, _ = fmt.Fprint(w, `{"id":"Contoso.com","isVerified":true,"supportedServices":["Email","OfficeCommunicationsOnline"],"state":null}`)
		}
	}
}

func chosen() *dns.Options { return &dns.Options{Services: []dns.Service{dns.Email, dns.Teams}} }

func TestRecordsOfEveryKindAndFormAreRead(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, microsoft(`{"value":[
		{"@odata.type":"#microsoft.graph.domainDnsMxRecord","recordType":"Mx","label":"Contoso.com","ttl":3600,"supportedService":"Email","mailExchange":"contoso-com.k-v1.mx.microsoft","preference":0},
		{"@odata.type":"microsoft.graph.domainDnsTxtRecord","label":"contoso.com.","ttl":5,"supportedService":"Email","text":"v=spf1 include:spf.protection.outlook.com -all"},
		{"recordType":"CName","label":"autodiscover.contoso.com","ttl":-1,"supportedService":"Email","canonicalName":"autodiscover.outlook.com","isOptional":true},
		{"@odata.type":"#microsoft.graph.domainDnsSrvRecord","label":"contoso.com","ttl":3600,"supportedService":"OfficeCommunicationsOnline","service":"_sipfederationtls","protocol":"_tcp","nameTarget":"sipfed.online.lync.com","port":5061,"priority":100,"weight":1},
		{"@odata.type":"#microsoft.graph.domainDnsSrvRecord","label":"_sip._tls.contoso.com","ttl":3600,"supportedService":"OfficeCommunicationsOnline","service":"_sip","protocol":"_tls","nameTarget":"sipdir.online.lync.com","port":443,"priority":100,"weight":1},
		{"@odata.type":"#microsoft.graph.domainDnsCnameRecord","label":"selector1._domainkey.contoso.com","supportedService":"Email","canonicalName":null},
		{"@odata.type":"#microsoft.graph.domainDnsUnavailableRecord","label":"contoso.com","supportedService":"Email","description":"Go to the\n admin center"},
		{"@odata.type":"#microsoft.graph.domainDnsUnavailableRecord","label":"","supportedService":"Email","description":null},
		{"@odata.type":"#microsoft.graph.domainDnsTlsaRecord","label":"_25._tcp.contoso.com","supportedService":"Email"}]}`))
	got, err := c.Facts(t.Context(), contoso, chosen())
	want := dns.Facts{
		Domain: contoso, Verified: true,
		Wanted: []dns.Wanted{
			{Name: contoso, Type: dns.MX, Value: "0 contoso-com.k-v1.mx.microsoft", TTL: 3600, Service: dns.Email, Source: dns.FromGraph},
			{Name: contoso, Type: dns.TXT, Value: "v=spf1 include:spf.protection.outlook.com -all", TTL: 60, Service: dns.Email, Source: dns.FromGraph},
			{Name: "autodiscover.contoso.com", Type: dns.CNAME, Value: "autodiscover.outlook.com", Service: dns.Email, Optional: true, Source: dns.FromGraph},
			{Name: "_sipfederationtls._tcp.contoso.com", Type: dns.SRV, Value: "100 1 5061 sipfed.online.lync.com", TTL: 3600, Service: dns.Teams, Source: dns.FromGraph},
			{Name: "_sip._tls.contoso.com", Type: dns.SRV, Value: "100 1 443 sipdir.online.lync.com", TTL: 3600, Service: dns.Teams, Source: dns.FromGraph},
		},
		Notes: []string{
			"Email at selector1._domainkey.contoso.com: Microsoft asks for a record of the type CNAME and cannot tell what it points to",
			"Email at contoso.com: Go to the admin center",
			"Email at contoso.com: Microsoft cannot give this record",
			"Email at _25._tcp.contoso.com: Microsoft asks for a record of a kind that is not known here; look at the domain in the admin center",
		},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestRecordsThatCannotBeAreAnErrorAndNoGuess(t *testing.T) {
	t.Parallel()
	for name, record := range map[string]string{
		"another domain":  `{"recordType":"CName","label":"autodiscover.fabrikam.com","supportedService":"Email","canonicalName":"autodiscover.outlook.com"}`,
		"no host":         `{"recordType":"Mx","label":"contoso.com","supportedService":"Email","mailExchange":"a b","preference":0}`,
		"a rank below 0":  `{"recordType":"Mx","label":"contoso.com","supportedService":"Email","mailExchange":"mx.contoso.com","preference":-1}`,
		"two of one kind": `{"recordType":"CName","label":"a.contoso.com","supportedService":"Email","canonicalName":"a.outlook.com"},{"recordType":"CName","label":"a.contoso.com","supportedService":"Email","canonicalName":"b.outlook.com"}`,
		"no object":       `1`,
	} {
		c, _ := serve(t, microsoft(`{"value":[`+record+`]}`))
		if _, err := c.Facts(t.Context(), contoso, chosen()); fault.Of(err) != fault.Unavailable {
			t.Errorf("%s: %v (%s)", name, err, fault.Of(err))
		}
	}
}

// scripted answers each call by its method and the end of its path, and with 404 what is not in the script.
func scripted(answers map[string]string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.Method+" "+strings.TrimPrefix(r.URL.Path, "/v1.0/domains")]
		if !ok {
			answer = `404 {"error":{"code":"Request_ResourceNotFound","message":"jane"}}`
		}
		var status int
		_, _ = fmt.Sscanf(answer, "%d", &status)
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, strings.TrimSpace(answer[3:]))
	}
}

func TestEveryRefusalHasItsKind(t *testing.T) {
	t.Parallel()
	refused := func(status int) string {
		return fmt.Sprintf(`%d {"error":{"code":"Some_Code","message":"jane"}}`, status)
	}
	unverified, verified := `200 {"id":"contoso.com","isVerified":false}`, `200 {"id":"contoso.com","isVerified":true}`
	type script map[string]string
	for _, c := range []struct {
		name   string
		script script
		want   fault.Kind
	}{
		{"the domain is refused", script{"POST ": refused(400)}, fault.Conflict},
		{"it is there and cannot be seen", script{"POST ": refused(409)}, fault.Conflict},
		{"no role to add it", script{"POST ": refused(403)}, fault.Denied},
		{"no role to look", script{"GET /contoso.com": refused(403)}, fault.Denied},
		{"a dead token", script{"GET /contoso.com": refused(401)}, fault.Unauthenticated},
		{"too many reads", script{"GET /contoso.com": refused(429)}, fault.Throttled},
		{"too many writes", script{"POST ": refused(429)}, fault.Throttled},
		{"broken", script{"GET /contoso.com": refused(500)}, fault.Unavailable},
		{"broken while adding", script{"POST ": refused(500)}, fault.Unavailable},
		{"no proof yet", script{"POST ": `201 {"id":"contoso.com"}`}, fault.Unavailable},
		{"services are refused", script{"GET /contoso.com": verified, "PATCH /contoso.com": refused(400)}, fault.Invalid},
		{"services are denied", script{"GET /contoso.com": verified, "PATCH /contoso.com": refused(403)}, fault.Denied},
		{"services break", script{"GET /contoso.com": verified, "PATCH /contoso.com": refused(502)}, fault.Unavailable},
		{"no records yet", script{"GET /contoso.com": verified, "PATCH /contoso.com": "204"}, fault.Unavailable},
		{"just enabled and empty", script{
			"GET /contoso.com": verified, "PATCH /contoso.com": "204", "GET /contoso.com/serviceConfigurationRecords": `200 {"value":[]}`,
		}, fault.Unavailable},
		{"html", script{"GET /contoso.com": `200 <html>`}, fault.Unavailable},
	} {
		client, _ := serve(t, scripted(c.script))
		_, err := client.Facts(t.Context(), contoso, chosen())
		if fault.Of(err) != c.want || fault.Text(err) == "" || strings.Contains(fmt.Sprint(err), "jane") {
			t.Errorf("%s: %v (%s), want %s", c.name, err, fault.Of(err), c.want)
		}
	}
	for status, want := range map[int]fault.Kind{
		400: fault.Stale, 403: fault.Denied, 409: fault.Conflict, 429: fault.Throttled, 500: fault.Unavailable, 404: fault.NotFound,
	} {
		client, _ := serve(t, scripted(script{"GET /contoso.com": unverified, "POST /contoso.com/verify": refused(status)}))
		kind(t, fmt.Sprint("verify ", status), client.Verify(t.Context(), contoso), want)
	}
	client, _ := serve(t, scripted(script{"GET /contoso.com": unverified, "POST /contoso.com/verify": unverified}))
	kind(t, "verified and yet not", client.Verify(t.Context(), contoso), fault.Stale)
}
