package entra_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/entra"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
)

// documented are the refusals that a partner's sign-in is known to meet, by what follows from them.
func documented() (holds, customer, passing, other []int) {
	return []int{
			70000, 70008, 70043, 700082, 700084, 50173, 50132, 50133, 50074, 50076, 50078, 50079, 50034, 50057, 50053, 53003,
			65001, 700016, 700011, 7000215, 70002, 7000222, 700025, 90002,
		}, []int{530034, 90099}, []int{50033, 90006, 90024, 90033, 90055, 50196},
		[]int{54005, 500011, 9001023, 901002}
}

func refused(t *testing.T, number int, word string) error {
	t.Helper()
	client, _ := serve(t, 400, fmt.Sprintf(`{"error":%q,"error_description":"AADSTS%d: jane@corp.example","error_codes":[%d]}`, word, number, number))
	_, err := client.Mint(t.Context(), grant())
	if err == nil {
		t.Fatalf("%d: no failure", number)
	}
	return err
}

func TestEveryDocumentedRefusalSaysWhatWhoAndWhere(t *testing.T) {
	t.Parallel()
	holds, customer, passing, other := documented()
	causes := map[string]int{}
	for kind, numbers := range map[string][]int{"holds": holds, "customer": customer, "passing": passing, "other": other} {
		for _, n := range numbers {
			d := entra.Diagnose(refused(t, n, "invalid_grant"), "acme")
			if d.Code != "AADSTS"+strconv.Itoa(n) || d.Cause == "" || d.Next == "" || d.Actor == "" || d.Link == "" {
				t.Errorf("%d: something is missing in %+v", n, d)
			}
			if before, there := causes[d.Cause]; there {
				t.Errorf("%d and %d have the same text", n, before)
			}
			causes[d.Cause] = n
			if d.Holds != (kind == "holds") || d.Retry != (kind == "passing") || kind == "customer" && d.Actor == hold.Administrator {
				t.Errorf("%d (%s): %+v", n, kind, d)
			}
			if strings.Contains(fmt.Sprint(d), "jane") {
				t.Errorf("%d names a person: %+v", n, d)
			}
		}
	}
}

func TestADiagnosisLeadsToWhereItCanBeMended(t *testing.T) {
	t.Parallel()
	for number, want := range map[int]hold.Diagnosis{
		700082: {
			Code: "AADSTS700082", Cause: "the refresh token is older than 90 days", Actor: hold.Operator,
			Next: "sign in again with MFA", Link: "/v1/partners/ac%2Fme/consents", Holds: true,
		},
		7000222: {
			Code: "AADSTS7000222", Cause: "the client secret has expired", Actor: hold.Administrator,
			Next: "make a new one in Microsoft Entra and store it", Link: "/v1/partners/ac%2Fme/credentials", Holds: true,
		},
		90002: {
			Code: "AADSTS90002", Cause: "the tenant does not exist", Actor: hold.Operator,
			Next: "correct the partner's tenant id, then sign in again", Link: "/v1/partners/ac%2Fme/settings", Holds: true,
		},
		530034: {
			Code: "AADSTS530034", Cause: "the customer's policy blocks delegated administrators because of account risk", Actor: hold.Customer,
			Next: "the customer or the partner clears the account's risk in Microsoft Entra", Link: "https://entra.microsoft.com",
		},
		90033: {
			Code: "AADSTS90033", Cause: "a passing failure of Microsoft Entra's directory", Actor: hold.Nobody,
			Next: "nothing: it is tried again by itself", Link: "https://login.microsoftonline.com/error?code=90033", Retry: true,
		},
		99999: {
			Code: "AADSTS99999", Cause: "Microsoft no longer accepts the sign-in", Actor: hold.Operator, Holds: true,
			Next: "sign in again with MFA", Link: "/v1/partners/ac%2Fme/consents",
		},
	} {
		if d := cmp.Diff(want, entra.Diagnose(refused(t, number, "invalid_grant"), "ac/me")); d != "" {
			t.Errorf("%d: %s", number, d)
		}
	}
	unknown := entra.Diagnose(refused(t, 99999, "something_new"), "acme")
	if !unknown.Holds || !strings.Contains(unknown.Next, "login.microsoftonline.com/error?code=99999") {
		t.Errorf("a number and a word that nobody knows: %+v", unknown)
	}
	malformed := entra.Diagnose(refused(t, 99999, "invalid_request"), "acme")
	if malformed.Holds || malformed.Actor != hold.Us {
		t.Errorf("a number that nobody knows, of a request that is wrong: %+v", malformed)
	}
}

func TestOnlyARefusalOfTheSignInPutsThePartnerOnHold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err   error
		holds bool
		retry bool
		actor hold.Actor
		cause string
	}{
		"Entra is busy":                {fault.Unavailable.Errorf("no answer"), false, true, hold.Nobody, "no answer"},
		"throttled":                    {fault.Coded(fault.Throttled.Errorf("slower"), "AADSTS700082"), false, true, hold.Nobody, "slower"},
		"no second factor":             {fault.Coded(fault.Unauthenticated.Errorf("x"), "mfa"), true, false, hold.Operator, "second factor"},
		"nobody signed in":             {fault.Coded(fault.Unauthenticated.Errorf("x"), "no_sign_in"), true, false, hold.Operator, "nobody has signed in"},
		"a number of another service":  {fault.Coded(fault.Unauthenticated.Errorf("theirs"), "700082"), false, false, hold.Operator, "theirs"},
		"a refusal without a code":     {fault.Unauthenticated.Errorf("theirs"), false, false, hold.Operator, "theirs"},
		"an identity of another one":   {fault.Coded(fault.Denied.Errorf("not this sign-in"), "id_token"), false, false, hold.Operator, "not this"},
		"an answer that was lost":      {fault.Unknown.Errorf("not known"), false, false, hold.Operator, "not known"},
		"a cancelled sign-in":          {entra.Refused("access_denied", "AADSTS65004: User jane declined"), false, false, hold.Operator, "declined"},
		"a sign-in that was refused":   {entra.Refused("interaction_required", "AADSTS50079: jane"), true, false, hold.Operator, "no MFA method"},
		"a word without a number":      {entra.Refused("consent_required", ""), true, false, hold.Administrator, "consent"},
		"a word that nobody knows":     {entra.Refused("<b>jane</b>", "jane"), true, false, hold.Operator, "refused"},
		"a passing word":               {entra.Refused("temporarily_unavailable", ""), false, true, hold.Nobody, "busy"},
		"a defect":                     {errors.New("jane"), false, false, hold.Us, "broken"},
		"a certificate without a key":  {fault.Coded(fault.Unauthenticated.Errorf("x"), "certificate"), true, false, hold.Operator, "certificate"},
		"the same request in a circle": {entra.Refused("invalid_grant", "AADSTS50196"), false, true, hold.Us, "loop"},
	} {
		d := entra.Diagnose(c.err, "acme")
		if d.Holds != c.holds || d.Retry != c.retry || d.Actor != c.actor || !strings.Contains(d.Cause, c.cause) || d.Next == "" {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestTheTableIsWellFormed(t *testing.T) {
	t.Parallel()
	words := map[string]string{
		"act": "class", "wait": "class", "loop": "class", "partner": "scope", "customer": "scope", "request": "scope",
		"nobody": "actor", "operator": "actor", "partner_administrator": "actor", "seatwright": "actor",
		"consents": "link", "credentials": "link", "settings": "link", "entra": "link", "error": "link",
	}
	seen := map[string]bool{}
	for line := range strings.Lines(entra.Table()) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 7 {
			t.Fatalf("%q has %d columns", line, len(f))
		}
		if seen[f[0]] {
			t.Errorf("%s is there twice", f[0])
		}
		seen[f[0]] = true
		actor := f[3] == "customer" || words[f[3]] == "actor"
		if words[f[1]] != "class" || words[f[2]] != "scope" || !actor || f[4] == "" || f[5] == "" || words[f[6]] != "link" {
			t.Errorf("%s: %q", f[0], f)
		}
	}
	if !seen["*"] {
		t.Error("there is no line for the rest")
	}
}
