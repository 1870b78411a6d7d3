package partnercenter

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/subscription"
)

// Event says that something was changed at Partner Center. It has no data: the resource is read anew. Microsoft documents that an event can
// be 48 hours late; that one comes twice or out of order is seen.
type Event struct {
	Name         string // subscription-updated, test-created, ...
	Resource     string // kind of the resource
	Tenant       string // the customer, a GUID in lower case, or ""
	Subscription subscription.ID
	Audited      string // id of the audit record, or ""
	At           time.Time
}

// Test reports an event that somebody asked for to see whether events arrive.
func (e Event) Test() bool { return same(e.Name, "test-created") }

// Transfer reports an event about a transfer between partners. Microsoft documents that its address is the transfer's; it is seen to be the customer's.
func (e Event) Transfer() bool {
	return e.Resource == "transfer" || strings.HasSuffix(e.Name, "-transfer")
}

// ReadEvent reads a verified event. Of the addresses in it the host must be Partner Center's own, whose address is base, or the event is
// fault.Denied; they are never called, only ids are taken out of them: calls are made to the configured address alone.
func ReadEvent(base string, body []byte) (Event, error) {
	var w struct {
		Name     string `json:"EventName"`
		Resource string `json:"ResourceUri"`
		Kind     string `json:"ResourceName"`
		Audit    string `json:"AuditUri"`
		At       stamp  `json:"ResourceChangeUtcDate"`
	}
	body = bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\xef\xbb\xbf"))
	if json.Unmarshal(body, &w) != nil || w.Name == "" {
		return Event{}, fault.Malformed.Errorf("the body is no event of Partner Center")
	}
	resource, err := below(base, w.Resource)
	if err != nil {
		return Event{}, err
	}
	audit, err := below(base, w.Audit)
	if err != nil {
		return Event{}, err
	}
	return Event{
		Name: word(w.Name), Resource: word(w.Kind), At: w.At.Time, Tenant: after(resource, "customers"),
		Subscription: subscription.ID(after(resource, "subscriptions")), Audited: after(audit, "auditrecords"),
	}, nil
}

// below gives the parts of the path of an address, which must be on Partner Center's host. One sample of Microsoft's is without TLS, so that the
// scheme is not looked at.
func below(base, text string) ([]string, error) {
	if text == "" {
		return nil, nil
	}
	own, err := url.Parse(base)
	if err != nil {
		return nil, fault.Unavailable.Errorf("the configured address of Partner Center cannot be used")
	}
	u, err := url.Parse(text)
	if err != nil || !strings.EqualFold(u.Host, own.Host) || u.User != nil {
		return nil, fault.Denied.Errorf("the event names an address that is not Partner Center's")
	}
	return strings.Split(strings.Trim(u.Path, "/"), "/"), nil
}

// after gives the part of a path that follows another, if it has the form of an id.
func after(parts []string, name string) string {
	for i := 0; i+1 < len(parts); i++ {
		if strings.EqualFold(parts[i], name) && wordy.MatchString(parts[i+1]) {
			return strings.ToLower(parts[i+1])
		}
	}
	return ""
}
