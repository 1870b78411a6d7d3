package dns_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/dns"
	"github.com/seatwright/seatwright/shared/fault"
)

func TestAStoredPlanIsTheOneThatWasShown(t *testing.T) {
	t.Parallel()
	p := prepare(t, fresh(), everything(dns.ReplaceMX))
	text, err := json.Marshal(&p)
	if err != nil {
		t.Fatal(err)
	}
	var back dns.Plan
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if err := back.Check(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(p.Text(), back.Text()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

func TestARowThatTwoRecordsWantAwayGoesOnce(t *testing.T) {
	t.Parallel()
	o := only(dns.Email)
	z := bare("mail CNAME 0 web.example.")
	count := func(want string) int {
		n := 0
		for _, line := range changes(planOf(t, z, answer("mail.example.fr"), o)) {
			if line == want {
				n++
			}
		}
		return n
	}
	if n := count("block other_type row 5000000003"); n != 1 {
		t.Errorf("it stands in the way %d times", n)
	}
	o.Consents.Rows = []string{"5000000003"}
	if n := count("delete 5000000003"); n != 1 {
		t.Errorf("it is deleted %d times", n)
	}
}

func TestAConsentForARowThatIsNotThereIsSaid(t *testing.T) {
	t.Parallel()
	o := only(dns.Teams)
	o.Consents.Rows = []string{"1"}
	p := prepare(t, bare(), o)
	if !slices.ContainsFunc(p.Items, func(it dns.Item) bool { return it.Code == "consent_gone" }) || !p.Ready() {
		t.Errorf("items %+v", p.Items)
	}
}

func TestWithoutAProofNothingGoesOn(t *testing.T) {
	t.Parallel()
	f := dns.Facts{Domain: "example.fr"}
	if diff := cmp.Diff([]string{"block no_proof "}, changes(planOf(t, bare(), f, dns.Options{}))); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

func TestEveryCloudHasItsHosts(t *testing.T) {
	t.Parallel()
	for cloud, want := range map[dns.Cloud]string{
		dns.Worldwide: "autodiscover.outlook.com", dns.GCCHigh: "autodiscover.office365.us", dns.DoD: "autodiscover-dod.office365.us", dns.China: "autodiscover.partner.outlook.cn",
	} {
		f := answer("example.fr")
		f.Cloud, f.Wanted = cloud, f.Wanted[2:3]
		if got := changes(planOf(t, bare(), f, everything())); !slices.Contains(got, "create autodiscover CNAME "+want+".") {
			t.Errorf("%q: %v", cloud, got)
		}
	}
	f := dns.Facts{Domain: "example.fr", Cloud: "germany"}
	if err := f.Check(); fault.Of(err) != fault.Invalid {
		t.Errorf("a closed cloud: %v", err)
	}
}

func TestMicrosoftsAnswerIsNotGuessedAt(t *testing.T) {
	t.Parallel()
	f := answer("example.fr")
	f.Wanted = append(f.Wanted, dns.Wanted{Name: "AUTODISCOVER.example.fr", Type: dns.CNAME, Value: "other.example", Service: dns.Email})
	if err := f.Check(); fault.Of(err) != fault.Invalid {
		t.Errorf("two hosts for one name: %v", err)
	}
	f.Wanted[len(f.Wanted)-1].Value = "Autodiscover.Outlook.com."
	if got := changes(planOf(t, bare(), f, only(dns.Email))); strings.Count(strings.Join(got, " "), "autodiscover CNAME") != 1 {
		t.Errorf("the same host twice: %v", got)
	}
	f = answer("example.fr")
	f.Wanted[3].Value = "v=spf1 include:a.example include:b.example -all"
	if _, err := dns.Prepare(t.Context(), internet(), bare(), f, only(dns.Email)); fault.Of(err) != fault.Invalid {
		t.Errorf("two senders: %v", err)
	}
}
