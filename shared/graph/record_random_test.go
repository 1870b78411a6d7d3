package graph_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

// anyRecord makes a record of which every field may be missing, of another kind's or of no form at all.
func anyRecord(t *rapid.T) map[string]any {
	kinds := []string{"Mx", "Txt", "CName", "Cname", "Srv", "Unavailable", "Tlsa", ""}
	all := map[string]any{}
	maybe := func(name string, values ...any) {
		if rapid.IntRange(0, 4).Draw(t, name+" there") > 0 {
			all[name] = rapid.SampledFrom(values).Draw(t, name)
		}
	}
	if kind := rapid.SampledFrom(kinds).Draw(t, "kind"); rapid.Bool().Draw(t, "odata") {
		all["@odata.type"] = "#microsoft.graph.domainDns" + kind + "Record"
	} else {
		all["recordType"] = kind
	}
	maybe("label", contoso, "autodiscover.contoso.com", "Selector1._domainkey.CONTOSO.com.", "@", "", "fabrikam.com", "_sip._tls.contoso.com", " ")
	maybe("supportedService", "Email", "OfficeCommunicationsOnline", nil)
	maybe("ttl", 3600, 0, -5, 1, 1<<40, nil)
	maybe("text", "v=spf1 -all", "", "MS=ms1\n", nil)
	maybe("mailExchange", "contoso-com.mail.protection.outlook.com", "", "a b", ".", nil)
	maybe("preference", 0, -1, 32767, 1<<20, nil)
	maybe("canonicalName", "autodiscover.outlook.com", "", "..", nil)
	maybe("service", "_sip", "", "_SIP", nil)
	maybe("protocol", "_tls", "", nil)
	maybe("nameTarget", "sipdir.online.lync.com", "", nil)
	maybe("port", 443, 0, 70000, nil)
	maybe("description", "see the admin center", "", strings.Repeat("ü", 600), nil)
	return all
}

func TestWhateverMicrosoftSendsIsARecordANoteOrAnError(t *testing.T) {
	t.Parallel()
	var body string
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { microsoft(body)(w, r) })
	facts, refused := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		records := rapid.SliceOfN(rapid.Custom(anyRecord), 0, 4).Draw(rt, "records")
		text, err := json.Marshal(map[string]any{"value": records})
		if err != nil {
			rt.Fatal(err)
		}
		body = string(text)
		f, err := c.Facts(t.Context(), contoso, chosen())
		if err != nil {
			if fault.Of(err) != fault.Unavailable || fault.Text(err) == "" {
				rt.Fatalf("%v (%s)", err, fault.Of(err))
			}
			refused++
			return
		}
		facts++
		if len(f.Wanted)+len(f.Notes) != len(records) {
			rt.Fatalf("%d records became %d and %d notes", len(records), len(f.Wanted), len(f.Notes))
		}
		for _, w := range f.Wanted {
			if w.Source != dns.FromGraph || strings.TrimSpace(w.Value) == "" || w.TTL > 0 && w.TTL < 60 {
				rt.Fatalf("%+v", w)
			}
		}
	})
	fmt.Printf("records from Microsoft: %d answers read, %d refused\n", facts, refused)
	if facts == 0 || refused == 0 {
		t.Error("one of the two never happened")
	}
}
