package price_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/price"
	"github.com/seatwright/seatwright/shared/price/csv"
)

const legacyHeader = "A/C/D/U,Valid From Date,Valid To Date,Offer Display Name,Offer ID,License Agreement Type,Purchase Unit,Secondary License Type,End Customer Type,List Price,ERP Price,Material\n"

func TestALegacyListsPricesAreOfTheWholeTerm(t *testing.T) {
	t.Parallel()
	text := legacyHeader +
		"UNC,11/1/2026,12/31/9999,Exchange Online Plan 1,{195416C1-3447-423A-B37B-EE59A99A19C4},Corporate,1 Month(s),Non-specific,Corporate,3.20,4.00,AAA-1\n" +
		"DEPR,11/1/2026,12/31/9999,Office 365 E3,796b6b5f-613c-4e24-a17c-eba730d49c02,Academic,1 Year(s),Add-on,Academic,10,12.50,AAA-2\n" +
		"CHG,1/1/1753,11/30/2026,Intune,51e95709-dc35-4780-9040-22278cb7c0e1,Government,1 Month(s),Trial,Charity,,0,AAA-3\n" +
		"DEL,11/1/2026,12/31/9999,Not an offer,796b6b5f,Corporate,1 Month(s),,,1,1,\n"
	rows, report, rejects, err := sheetRead(t, text, price.ReadOptions{Currency: "EUR"})
	from := time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)
	base := price.Row{Publisher: "Microsoft Corporation"}
	one, two, three := base, base, base
	one.Key = price.Key{Product: "195416c1-3447-423a-b37b-ee59a99a19c4", Term: "P1M", Billing: "monthly", Segment: "commercial", Currency: "EUR"}
	one.Change, one.From, one.Cost, one.List, one.ProductTitle, one.Unit, one.Tags, one.Line = price.Unchanged, from, 3_200_000, 4_000_000, "Exchange Online Plan 1", "1 Month(s)", "Non-specific", 2
	two.Key = price.Key{Product: "796b6b5f-613c-4e24-a17c-eba730d49c02", Term: "P1Y", Billing: "annual", Segment: "education", Currency: "EUR"}
	two.Change, two.From, two.Cost, two.List, two.ProductTitle, two.Unit, two.Tags, two.Line = price.Deprecated, from, 120_000_000, 150_000_000, "Office 365 E3", "1 Year(s)", "Add-on", 3
	three.Key = price.Key{Product: "51e95709-dc35-4780-9040-22278cb7c0e1", Term: "P1M", Billing: "monthly", Segment: "nonprofit", Currency: "EUR"}
	three.Change, three.To, three.Free, three.ProductTitle, three.Unit, three.Tags, three.Line = price.Changed, from.AddDate(0, 0, 29), true, "Intune", "1 Month(s)", "Trial", 4
	if diff := cmp.Diff([]price.Row{one, two, three}, rows); diff != "" || err != nil {
		t.Error(err, rejects, diff)
	}
	if report.Kind != price.Legacy || report.Rejected != 1 || len(report.Drift) != 0 || !strings.Contains(rejects, "5,Offer ID,796b6b5f,") {
		t.Errorf("%+v %s", report, rejects)
	}
	if _, _, _, err := sheetRead(t, text, price.ReadOptions{}); fault.Of(err) != fault.Invalid {
		t.Errorf("without a currency: %v", err)
	}
}

func TestAnOfferMatrixSaysWhatMayBeOrdered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		want   []price.Offering
		reject string
		kind   price.Kind
	}{
		"new commerce": {
			"ProductTitle,ProductId,SkuId,SkuTitle,ProvisioningId,ProvisioningString,MinLicenses,MaxLicenses,AssetOwnershipLimit,AssetOwnershipLimitType,ProductSkuPreRequisites,ProductSkuConversion,Description,AllowedCountries\n" +
				"Copilot,CFQ7TTC0MM8R,2,Copilot for 365,639dec6b,M365_COPILOT,1,300,25,Concurrent,,\"CFQ7TTC0LH16/0001, CFQ7TTC0LH16/0002\",Text,DE; fr;US\n" +
				"Copilot,CFQ7TTC0MM8R,0003,Trial,,,10,1,,,,,,All\n",
			[]price.Offering{{
				Product: "CFQ7TTC0MM8R", SKU: "0002", Title: "Copilot", SKUTitle: "Copilot for 365", Provisioning: "639dec6b", Minimum: 1, Maximum: 300, Limit: 25,
				LimitScope: "Concurrent", Converts: []string{"CFQ7TTC0LH16/0001", "CFQ7TTC0LH16/0002"}, Countries: []string{"DE", "FR", "US"}, Line: 2,
			}},
			"3,MaxLicenses,1,", price.NewCommerceMatrix,
		},
		"legacy": {
			"Offer Display Name,Durable Offer ID,Duration,Billing Frequency,Min Seat Count,Max Seat Count,Offer Limit,Offer Limit Scope,DependsOn,CanConvertTo,OfferURI,LearnMoreLink,Offer Display Description,Allowed Countries\n" +
				"Intune,51e95709-dc35-4780-9040-22278cb7c0e1,1 Month(s),Monthly,1,Unlimited,N/A,None,195416c1-3447-423a-b37b-ee59a99a19c4,,/uri,,Text,\n" +
				"Intune,51e95709-dc35-4780-9040-22278cb7c0e1,1 Month(s),Monthly,one,,,,,,,,,Germany\n",
			[]price.Offering{{
				Product: "51e95709-dc35-4780-9040-22278cb7c0e1", Title: "Intune", Term: "1 Month(s)", Billing: "Monthly", Minimum: 1, LimitScope: "None",
				Requires: []string{"195416c1-3447-423a-b37b-ee59a99a19c4"}, Line: 2,
			}},
			"3,Allowed Countries,Germany,", price.LegacyMatrix,
		},
	} {
		var got []price.Offering
		var rejects strings.Builder
		report, err := price.ReadMatrix(t.Context(), csv.New(strings.NewReader(c.text), csv.Options{}), price.ReadOptions{Rejects: &rejects}, func(o *price.Offering) error {
			got = append(got, *o)
			return nil
		})
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil || report.Rows != 1 || report.Rejected != 1 || report.Kind != c.kind || len(report.Drift) != 0 {
			t.Errorf("%s: %v %+v %s", name, err, report, diff)
		}
		if !strings.Contains(rejects.String(), "\n"+c.reject) {
			t.Errorf("%s: %s", name, &rejects)
		}
	}
}
