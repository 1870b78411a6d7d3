package partnercenter_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/partnercenter"
	"github.com/seatwright/seatwright/shared/rest"
)

// published is Microsoft's list of codes with the class of each, kept apart from the table so that neither can drift alone.
const published = `
sign-in   401 400, 401 800001
final     401 900420, 403 900308, 403 900309, 403 900329, 403 900150, 403 20002, 400 800002, 404 1000, 404 60003
end       400 2000
transient 500 800003, 500 900192, 500 900103, 408 900225
look      500 800005, 400 800065
eventual  404 20000, 404 20003
stale     400 2055
done      400 600061, 404 600074
busy      409 800060, 409 800064, 400 800082, 409 800082, 409 900278, 409 900101, 409 900104
final     400 2001, 400 2002, 400 2011, 400 2054, 404 2072, 400 2071, 403 2085, 403 2091, 403 2006, 400 2006, 403 13605, 400 27006, 409 27009
final     400 600002, 400 600049, 400 600050, 400 600051, 404 800008, 400 800009, 400 800010, 400 800017, 404 800015, 400 800016, 400 800018
final     403 800020, 403 800027, 403 800028, 403 800023, 403 900121, 400 800025, 403 800039, 400 800040, 403 800066, 403 800067, 403 800069
final     400 800070, 403 800073, 403 800074, 403 800075, 403 800088, 403 800089, 400 800090, 400 800091, 400 800093, 400 800095, 400 800096
final     400 800097, 400 800098, 400 800107, 400 800121, 400 800122, 404 900100, 400 900102, 400 900117, 400 900213, 400 900214, 400 900257
final     403 900123, 403 900124, 400 900169, 400 900203, 400 900206, 400 900215, 400 900216, 400 900217, 400 900218, 400 900219, 400 900220
final     400 900221, 400 900222, 400 900247, 400 900248, 400 900262, 400 900291, 400 900292, 403 900223, 403 900226, 403 900263
final     400 900236, 400 900258, 400 900259, 400 900260, 400 900261, 400 900267, 400 900268, 400 900269, 400 900270, 400 900242, 400 900244
final     400 900245, 400 900246, 400 900275, 400 900277, 400 900279, 400 900311, 403 900322, 403 900416, 400 900419
`

func TestEveryPublishedCodeHasItsClass(t *testing.T) {
	t.Parallel()
	count := 0
	for line := range strings.Lines(strings.TrimSpace(published)) {
		class, all, _ := strings.Cut(strings.TrimSpace(line), " ")
		for entry := range strings.SplitSeq(all, ",") {
			status, number, _ := strings.Cut(strings.TrimSpace(entry), " ")
			n, err := strconv.Atoi(status)
			if err != nil {
				t.Fatal(line)
			}
			got := partnercenter.MeaningOf(refusal(n, number, false)).Class
			if got != order.Class(class) {
				t.Errorf("%s %s is %q, want %q", status, number, got, class)
			}
			count++
		}
	}
	t.Logf("%d codes", count)
}

func refusal(status int, number string, write bool) error {
	return partnercenter.Failure(rest.Answer{Status: status, Write: write, Body: fmt.Appendf(nil, `{"code":%s,"description":"jane"}`, number)})
}

// kinds are those that a class may have: what the kind makes callers do has to be what the class says.
func kinds(c order.Class) []fault.Kind {
	switch c {
	case order.Final, order.NoMore:
		return []fault.Kind{fault.Invalid, fault.Denied, fault.Gone, fault.NotFound}
	case order.Busy:
		return []fault.Kind{fault.Conflict}
	case order.Outdated:
		return []fault.Kind{fault.Stale}
	case order.SignIn:
		return []fault.Kind{fault.Unauthenticated}
	case order.Eventual:
		return []fault.Kind{fault.NotFound}
	case order.Transient:
		return []fault.Kind{fault.Unavailable, fault.Unknown}
	case order.LookUp:
		return []fault.Kind{fault.Conflict, fault.Unavailable, fault.Unknown}
	case order.Already:
		return []fault.Kind{fault.Conflict, fault.NotFound}
	case order.Throttling:
		return []fault.Kind{fault.Throttled}
	}
	return nil
}

// again tells how a class sends again: under the same id when no answer said what became of the request, under a new one when one did.
func again(c order.Class) string {
	switch c { //nolint:exhaustive // the others send nothing
	case order.Final, order.Busy, order.Outdated:
		return "new"
	case order.SignIn, order.Transient, order.Throttling:
		return "same"
	}
	return "-"
}

var sentence = regexp.MustCompile(`^[A-Z].*[.]$`)

func TestEachRowOfTheTableSaysWhatToDoAndForWhom(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for line := range strings.Lines(partnercenter.Codes()) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 9 {
			t.Errorf("line %q", line)
			continue
		}
		t.Run(f[0]+" "+f[1], func(t *testing.T) {
			t.Parallel()
			row(t, f)
		})
		if at := f[0] + " " + f[1]; seen[at] || f[0] != "*" && seen["* "+f[1]] {
			t.Errorf("%s is there twice", at)
		}
		seen[f[0]+" "+f[1]] = true
	}
}

func row(t *testing.T, f []string) {
	t.Helper()
	status, number, kind, pointer, class, id, whose, buyer, operator := f[0], f[1], fault.Kind(f[2]), f[3], order.Class(f[4]), f[5], f[6], f[7], f[8]
	if !regexp.MustCompile(`^(\*|cart|[45][0-9]{2})$`).MatchString(status) || !slices.Contains(kinds(class), kind) {
		t.Errorf("%s is %s with the kind %s", status, class, kind)
	}
	if want := again(class); id != want && class != order.LookUp {
		t.Errorf("%s is sent again under the %q id, want %q", class, id, want)
	}
	if pointer != "-" && !strings.HasPrefix(pointer, "/") || !slices.Contains([]string{"buyer", "partner", "microsoft", "nobody"}, whose) {
		t.Errorf("field %q, problem of %q", pointer, whose)
	}
	if !sentence.MatchString(buyer) || regexp.MustCompile(`(?i)token|role|tenant|cart|MPN|request|credit`).MatchString(buyer) || operator == "" {
		t.Errorf("the buyer reads %q, the operator %q", buyer, operator)
	}
	if status == "cart" {
		if m := partnercenter.LineMeaning(number); m.Class != class || m.Buyer != buyer || m.Operator != operator {
			t.Errorf("means %+v", m)
		}
		return
	}
	asked, err := strconv.Atoi(strings.Replace(status, "*", "400", 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, write := range []bool{false, true} {
		failure := refusal(asked, number, write)
		m := partnercenter.MeaningOf(failure)
		lost := write && (asked >= 500 || asked == 408) && fault.Of(failure) == fault.Unknown
		if !lost && fault.Of(failure) != kind || fault.Code(failure) != number || strings.Contains(fault.Text(failure), "jane") {
			t.Errorf("write %v: %v (%s, %s)", write, failure, fault.Of(failure), fault.Code(failure))
		}
		if m.Class != class || m.Same != (id == "same") || string(m.Whose) != whose || m.Buyer != buyer || m.Operator != operator {
			t.Errorf("means %+v", m)
		}
		if fields := fault.Fields(failure); (pointer != "-") != (len(fields) == 1) || len(fields) == 1 && fields[0].Pointer != pointer {
			t.Errorf("fields %+v, want %s", fields, pointer)
		}
	}
}

func TestAFailureThatTheTableDoesNotHaveMeansWhatItsKindDoes(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]order.Class{
		400: order.Final, 401: order.SignIn, 403: order.Final, 404: order.Final, 409: order.Busy,
		412: order.Outdated, 429: order.Throttling, 500: order.Transient, 503: order.Transient,
	} {
		m := partnercenter.MeaningOf(refusal(status, "999999", true))
		if m.Class != want || !sentence.MatchString(m.Buyer) || m.Operator == "" || m.Whose == "" {
			t.Errorf("%d means %+v", status, m)
		}
	}
	if m := partnercenter.MeaningOf(refusal(429, "800020", true)); m.Class != order.Throttling || !m.Same {
		t.Errorf("a throttled call means %+v", m)
	}
	if m := partnercenter.LineMeaning("4711"); m.Class != order.Final || m.Operator == "" {
		t.Errorf("an unknown line's error means %+v", m)
	}
}
