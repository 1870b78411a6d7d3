package app

import (
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/edge"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
)

// tag names a version as an entity tag (RFC 9110).
func tag(version int64) string { return strconv.Quote(strconv.FormatInt(version, 10)) }

// change reads what the caller has seen of what it changes: If-Match with the ETag, or If-None-Match with the asterisk for what is to be new. Without
// either it fails with fault.Malformed: two people who save at once would undo each other's work without a word. The asterisk is no version that anybody
// has seen. A tag that is not one of ours fails with fault.Stale, as it matches nothing.
func change(r edge.Request) (partner.Change, error) {
	match, none := r.Header.Values("If-Match"), r.Header.Values("If-None-Match")
	c := partner.Change{By: r.Client}
	switch {
	case len(match) == 0 && len(none) == 1 && none[0] == "*":
		c.New = true
		return c, nil
	case len(match) != 1 || len(none) > 0 || match[0] == "*":
		return c, fault.Malformed.Errorf(`want the header If-Match with the ETag of the settings that are changed, or If-None-Match: * for a new partner`)
	}
	var ok bool
	if c.Base, ok = versionOf(match[0]); !ok {
		return c, fault.Stale.Errorf("If-Match names no version of the settings")
	}
	return c, nil
}

// versionOf reads what tag wrote. A proxy that compresses makes a tag a weak one, which is good enough here: it names the version all the same.
func versionOf(tag string) (int64, bool) {
	text, closed := strings.CutSuffix(strings.TrimPrefix(strings.TrimPrefix(tag, "W/"), `"`), `"`)
	v, err := strconv.ParseInt(text, 10, 64)
	return v, err == nil && closed && v >= 0
}

// seen reads which version of an order the caller has seen: 0 without If-Match or with the asterisk, which any order fits. A tag that is not one of ours
// fails with fault.Stale, as it matches nothing.
func seen(r edge.Request) (int64, error) {
	match := r.Header.Values("If-Match")
	switch {
	case len(match) == 0 || len(match) == 1 && match[0] == "*":
		return 0, nil
	case len(match) > 1:
		return 0, fault.Malformed.Errorf("want one header If-Match with one ETag of the order")
	}
	v, ok := versionOf(match[0])
	if !ok || v == 0 {
		return 0, fault.Stale.Errorf("If-Match names no version of the order")
	}
	return v, nil
}
