package order

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
)

// Limits of an order: Partner Center's address fields (1 to 200 and 1 to 50 characters), and our own.
const (
	maxLines    = 50
	maxQuantity = 100_000
	maxText     = 200
	maxName     = 50
)

var (
	initialDomain = regexp.MustCompile(`^[a-z][a-z0-9]{0,26}\.onmicrosoft\.com$`)
	anyDomain     = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)
	guid          = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	country       = regexp.MustCompile(`^[A-Z]{2}$`)
	product       = regexp.MustCompile(`^[A-Z0-9]{4,20}$`)
	sku           = regexp.MustCompile(`^[A-Z0-9]{4}$`)
	mpn           = regexp.MustCompile(`^[0-9]{5,10}$`)
	promotion     = regexp.MustCompile(`^[A-Za-z0-9:_-]{1,64}$`)
)

// InitialDomainPattern is the form of a new tenant's domain: Microsoft allows letters and digits; the length of 27 is
// what partners observe.
const InitialDomainPattern = `^[a-z][a-z0-9]{0,26}\.onmicrosoft\.com$`

// Check tells everything that is wrong with what an order asks for, by JSON pointers in the contract's names.
func Check(o Order) error {
	var bad []fault.Field
	add := func(pointer, format string, args ...any) {
		bad = append(bad, fault.Field{Pointer: pointer, Text: fmt.Sprintf(format, args...)})
	}
	checkCustomer(o.Customer, add)
	if o.Agreement != nil {
		checkConsent(*o.Agreement, add)
	}
	if len(o.Lines) == 0 || len(o.Lines) > maxLines {
		add("/lines", "want 1 to %d lines, not %d", maxLines, len(o.Lines))
	}
	if o.MPN != "" && !mpn.MatchString(o.MPN) {
		add("/mpn", "want an MPN id: 5 to 10 digits")
	}
	for i, l := range o.Lines {
		at := fmt.Sprintf("/lines/%d", i)
		checkLine(at, l, add)
		checkChoices(at, l, add)
		if l.Base != "" {
			checkBase(at, o.Lines, i, add)
		}
	}
	if len(bad) == 0 {
		return nil
	}
	slices.SortFunc(bad, func(a, b fault.Field) int { return strings.Compare(a.Pointer, b.Pointer) })
	return fault.At(fault.Invalid.Errorf("the order cannot be taken: %d field(s) to correct", len(bad)), bad...)
}

type complain func(pointer, format string, args ...any)

func checkCustomer(c Customer, add complain) {
	checkOptional(c, add)
	if c.Existing {
		checkExisting(c, add)
		return
	}
	if !initialDomain.MatchString(c.Domain) {
		bad := "want the new tenant's domain: a letter, then up to 26 letters or digits, then .onmicrosoft.com"
		add("/customer/domain", "%s", bad)
	}
	for _, f := range []struct {
		pointer, value string
		most           int
	}{
		{"/customer/company", c.Company, maxText},
		{"/customer/first_name", c.First, maxName},
		{"/customer/last_name", c.Last, maxName},
		{"/customer/address/line1", c.Address.Line1, maxText},
		{"/customer/address/city", c.Address.City, maxText},
	} {
		checkText(f.pointer, f.value, f.most, add)
	}
	checkEmail("/customer/email", c.Email, add)
	if !country.MatchString(c.Address.Country) {
		add("/customer/address/country", "want two capital letters such as DE")
	}
}

func checkExisting(c Customer, add complain) {
	if c.Tenant == "" && c.Domain == "" {
		add("/customer/tenant_id", "want the tenant id, or a domain, of the existing customer")
	}
	if c.Tenant != "" && !guid.MatchString(string(c.Tenant)) {
		add("/customer/tenant_id", "want a GUID in lower case")
	}
	if c.Domain != "" && (!anyDomain.MatchString(c.Domain) || len(c.Domain) > 253) {
		add("/customer/domain", "want a domain name such as contoso.com")
	}
}

// checkOptional bounds what may be empty and has no form of its own: Microsoft's rules differ by country.
func checkOptional(c Customer, add complain) {
	for pointer, value := range map[string]string{
		"/customer/phone": c.Phone, "/customer/registration_id": c.Registration, "/customer/culture": c.Culture, "/customer/language": c.Language,
		"/customer/address/line2": c.Address.Line2, "/customer/address/state": c.Address.State, "/customer/address/postal_code": c.Address.PostalCode,
	} {
		if len([]rune(value)) > maxText {
			add(pointer, "want at most %d characters", maxText)
		}
	}
}

func checkConsent(c Consent, add complain) {
	checkText("/agreement/first_name", c.First, maxName, add)
	checkText("/agreement/last_name", c.Last, maxName, add)
	checkEmail("/agreement/email", c.Email, add)
	if len([]rune(c.From)) > maxText {
		add("/agreement/from", "want at most %d characters", maxText)
	}
	if c.Date.IsZero() {
		add("/agreement/date", "want the date on which the customer agreed, such as 2026-03-01")
	}
}

func checkText(pointer, value string, most int, add complain) {
	if n := len([]rune(strings.TrimSpace(value))); n == 0 || n > most {
		add(pointer, "want 1 to %d characters", most)
	}
}

func checkEmail(pointer, value string, add complain) {
	a, err := mail.ParseAddress(value)
	if err != nil || a.Address != value || len(value) > maxText {
		add(pointer, "want an e-mail address such as jo@example.com")
	}
}

func checkLine(at string, l Line, add complain) {
	if l.Quantity < 1 || l.Quantity > maxQuantity {
		add(at+"/quantity", "want 1 to %d seats", maxQuantity)
	}
	l.Item.check(at, add)
}

// checkChoices looks at what a line may name besides its item.
func checkChoices(at string, l Line, add complain) {
	if len([]rune(l.Nickname)) > maxText {
		add(at+"/nickname", "want at most %d characters", maxText)
	}
	if l.Promotion != "" && !promotion.MatchString(l.Promotion) {
		add(at+"/promotion_id", "want Microsoft's id of a promotion such as 39NFJQT1Q5KK:0001:39NFJQT1PJ4H")
	}
	if l.Parent != "" && !guid.MatchString(l.Parent) {
		add(at+"/base_subscription_id", "want the id of a subscription, a GUID in lower case")
	}
	if l.RenewsTo != "" && termMonths(l.RenewsTo) == 0 {
		add(at+"/renews_to_term", "want P1M, P1Y or P3Y")
	}
	if !l.Ends.Equal(midnight(l.Ends)) {
		add(at+"/custom_term_end_date", "want a day such as 2026-12-31")
	}
}

// checkBase looks whether the line that an add-on is for is one of the order, and none itself.
func checkBase(at string, lines []Line, i int, add complain) {
	bases := 0
	for n, base := range lines {
		if n != i && base.Key == lines[i].Base && base.Base == "" {
			bases++
		}
	}
	switch {
	case lines[i].Parent != "":
		add(at+"/base_line", "want this or base_subscription_id, not both")
	case bases != 1:
		add(at+"/base_line", "want the reference of one other line of this order that is no add-on itself")
	}
}

// Check tells what is wrong with an item, by the contract's names below a pointer.
func (i Item) Check(at string) []fault.Field {
	var bad []fault.Field
	i.check(at, func(pointer, format string, args ...any) {
		bad = append(bad, fault.Field{Pointer: pointer, Text: fmt.Sprintf(format, args...)})
	})
	return bad
}

func (i Item) check(at string, add complain) {
	if !product.MatchString(i.Product) {
		add(at+"/product_id", "want Microsoft's product id such as CFQ7TTC0LCHC")
	}
	if !sku.MatchString(i.SKU) {
		add(at+"/sku_id", "want Microsoft's SKU id with its zeros, such as 0001")
	}
	if termMonths(i.Term) == 0 {
		add(at+"/term_duration", "want P1M, P1Y or P3Y")
	}
	if cycleMonths(i.Billing, i.Term) == 0 {
		add(at+"/billing_plan", "want monthly, annual, triennial or none, no longer than the term")
	}
	switch i.Segment {
	case "commercial", "education", "government", "nonprofit":
	default:
		add(at+"/segment", "want commercial, education, government or nonprofit")
	}
}
