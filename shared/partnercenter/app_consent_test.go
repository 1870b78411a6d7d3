package partnercenter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
	"github.com/seatwright/seatwright/shared/partnercenter"
)

func TestAnAppsConsentIsMadeOnceAndOneThatIsThereIsFine(t *testing.T) {
	t.Parallel()
	p := partner.Partner{App: partner.App{Client: "33333333-3333-4333-8333-333333333333"}}
	for answer, want := range map[string]struct {
		fresh bool
		kind  fault.Kind
	}{
		`201 {"applicationId":"x"}`: {fresh: true},
		`201`:                       {fresh: true},
		`409 {"code":2000,"description":"Permission entry already exists."}`:              {},
		`400 {"code":"800002","description":"The permission entry already exists for x"}`: {},
		`409 {"code":2000,"description":"Something else is going on."}`:                   {kind: fault.Conflict},
		`400 {"code":800002,"description":"No such application."}`:                        {kind: fault.Invalid},
		`401 {"code":400}`: {kind: fault.Unauthenticated},
		`403 {"code":900308,"description":"jane has insufficient privileges"}`: {kind: fault.Denied},
		`404 {"code":60003,"description":"The tenant was not found."}`:         {kind: fault.NotFound},
		`429 {"statusCode":429,"message":"Rate limit is exceeded."}`:           {kind: fault.Throttled},
		`500 {"code":800003}`:     {kind: fault.Unavailable},
		`201 {"applicationId":"x`: {kind: fault.Unavailable},
	} {
		c, _, bodies := servedFor(t, p, answers{"POST /applicationconsents": {answer}})
		fresh, err := c.GrantApp(t.Context(), tenant, partnercenter.GraphAPI, "Domain.ReadWrite.All", "Directory.Read.All")
		if fresh != want.fresh || fault.Of(err) != want.kind || (err != nil) != (want.kind != "") {
			t.Errorf("%s: new %v, %v (%s)", answer, fresh, err, fault.Of(err))
		}
		body := `{"applicationId":"33333333-3333-4333-8333-333333333333","applicationGrants":[` +
			`{"enterpriseApplicationId":"00000003-0000-0000-c000-000000000000","scope":"Domain.ReadWrite.All,Directory.Read.All"}]}`
		if d := cmp.Diff(body, (*bodies)[0]); d != "" {
			t.Error(d)
		}
	}
}
