package entra

import (
	_ "embed"
	"errors"
	"net/url"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/hold"
)

// Each line: number or word; class (act, wait, loop); what it is about (partner, customer, request); who must act; what
// happened; what to do; where. "*" is for what no other line is about.
//
//go:embed aadsts.tsv
var table string

type row struct{ class, scope, actor, cause, next, link string }

// look gives the line for the first of these keys that has one, or the line for the rest and false. The table is read only
// when something failed.
func look(keys ...string) (row, bool) {
	for _, key := range append(keys, "*") {
		if key == "" {
			continue
		}
		for line := range strings.Lines(table) {
			f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(f) == 7 && f[0] == key {
				return row{f[1], f[2], f[3], f[4], f[5], f[6]}, key != "*"
			}
		}
	}
	return row{}, false
}

// Places where something can be done. Microsoft's own page about a number needs nothing but the number.
const (
	adminCentre = "https://entra.microsoft.com"
	errorPage   = "https://login.microsoftonline.com/error?code="
)

// Diagnose says what a failure of Mint, Redeem or Refused means for people: what happened, who must act, what to do and
// where. It knows two refusals of others too: Partner Center's for the lack of a second factor ("mfa"), and ours when
// nobody has signed in yet ("no_sign_in"). Any other failure passes or speaks for itself, and puts nothing on hold.
func Diagnose(err error, partner string) hold.Diagnosis {
	code, kind := fault.Code(err), fault.Of(err)
	number, isNumber := strings.CutPrefix(code, "AADSTS")
	if !isNumber && digits(code) {
		number = "" // another service's
	}
	var word string
	if s, ok := errors.AsType[*said](err); ok {
		word = s.word
	}
	row, known := look(number, word)
	d := hold.Diagnosis{Code: code, Retry: kind.Retryable()}
	switch {
	case d.Retry && row.class == "act":
		row.actor, row.cause, row.next, row.link = string(hold.Nobody), fault.Text(err), "nothing: it is tried again by itself", ""
	case kind == "":
		row.actor, row.cause, row.next, row.link = string(hold.Us), "something of ours is broken", "report this", ""
	case kind != fault.Unauthenticated && !d.Retry:
		row.actor, row.cause, row.next, row.link = string(hold.Operator), fault.Text(err), "start the sign-in again", "consents"
	case !isNumber && word == "" && !known:
		row.cause = fault.Text(err)
	default:
		d.Holds = row.class == "act" && row.scope == "partner"
	}
	if isNumber && !known {
		row.next += "; Microsoft explains the code at " + errorPage + number
	}
	d.Actor, d.Cause, d.Next, d.Link = hold.Actor(row.actor), row.cause, row.next, row.where(number, partner)
	return d
}

func (r row) where(number, partner string) string {
	switch r.link {
	case "", "error":
		if number != "" && digits(number) {
			return errorPage + number
		}
		return ""
	case "entra":
		return adminCentre
	}
	return "/v1/partners/" + url.PathEscape(partner) + "/" + r.link
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
