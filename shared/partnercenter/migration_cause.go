package partnercenter

import (
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/order"
)

// Microsoft numbers the reasons of a verdict from 0, so that they need a name of their own beside the numbers of failures.
const (
	verdictCode  = "migration-"
	verdictBegun = "1"
)

// verdict says what a reason means, and what it is a cause of.
func verdict(number string) (string, migration.Cause) {
	switch number {
	case "0":
		return "the subscription is not active", migration.Ineligible
	case "2":
		return "its term ends too soon", migration.Ineligible
	case "3":
		return "it has a promotion", migration.Ineligible
	case "4":
		return "it has add-ons that are not brought over with it", migration.LegacyAddOn
	case "5":
		return "the new commerce has no such product yet", migration.Ineligible
	case "6":
		return "the new commerce does not have it with this term and billing", migration.Refused
	case "7":
		return "it has not been active for a month", migration.Ineligible
	case "8":
		return "the customer's trade status does not allow it", migration.Ineligible
	case "9":
		return "the partner of record is not valid", migration.Refused
	case "10":
		return "on the last day of a term only a new whole term can be begun", migration.Ineligible
	case "11", "12":
		return "the end date is not one that it may have", migration.Refused
	}
	return "Microsoft gives no reason that is documented", migration.Ineligible
}

// refused is the failure that a verdict is.
func refused(number string) error {
	text, _ := verdict(number)
	err := fault.Denied.Errorf("Microsoft does not bring the subscription into the new commerce: %s", text)
	return fault.Coded(err, verdictCode+number)
}

// CauseOf says why a call for a migration failed, where Microsoft's number tells more than the kind does; "" where it does not.
func CauseOf(err error) migration.Cause {
	code := fault.Code(err)
	if number, is := strings.CutPrefix(code, verdictCode); is {
		_, cause := verdict(number)
		return cause
	}
	switch code {
	case "":
		return ""
	case "60003":
		return migration.Vanished
	case "20002":
		return migration.Unreachable
	case "13605":
		return migration.NoAgreement
	case "800066", "800067", "800088", "800089":
		return migration.TooMany
	case "900215", "900223", "900226", "900263":
		return migration.Ineligible
	}
	if kind := fault.Of(err); kind == fault.Denied || kind == fault.Unauthenticated {
		if MeaningOf(err).Whose == order.OfPartner { // nothing that the customer could consent to mends it
			return migration.Refused
		}
	}
	return ""
}
