package partnercenter

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/order"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/transfer"
)

const (
	transfersRoute = customerRoute + "/transfers"
	transferRoute  = transfersRoute + "/{transfer}"
)

// TransferType is the kind of transfer that Microsoft asks partners to use for licences of the new commerce. Its pages disagree about it, so that it can
// be given otherwise.
const TransferType = "5"

// transfers is the client in its roles for transfers between partners.
type transfers struct {
	*Client

	kind string
}

var (
	_ transfer.Views = transfers{}
	_ transfer.Hands = transfers{}
)

// Transfers gives the client in its roles for transfers between partners, which are of a type; "" is TransferType.
func (c *Client) Transfers(kind string) transfer.Seller {
	t := transfers{c, cmp.Or(kind, TransferType)}
	return transfer.Seller{Views: t, Hands: t, Own: strings.ToLower(string(c.partner.Tenant))}
}

// List gives the customer's transfers that the partner is a side of.
func (t transfers) List(ctx context.Context, tenant string) ([]transfer.Shown, error) {
	items, err := list[wireTransfer](ctx, t.Client, transfersRoute, nil, tenant)
	if err != nil {
		return nil, err
	}
	all := make([]transfer.Shown, 0, len(items))
	for _, w := range items {
		if w.ID == "" {
			return nil, fault.Unavailable.Errorf("list the transfers: Partner Center gives one without an id")
		}
		all = append(all, w.noun())
	}
	return all, nil
}

// Read gives a transfer, or fault.NotFound.
func (t transfers) Read(ctx context.Context, tenant, id string) (transfer.Shown, error) {
	var w wireTransfer
	if err := t.read(ctx, &w, transferRoute, nil, tenant, id); err != nil {
		return transfer.Shown{}, err
	}
	return w.shown()
}

// Create asks another partner for a customer's subscriptions.
func (t transfers) Create(ctx context.Context, request string, r transfer.Request) (transfer.Shown, error) {
	var w wireTransfer
	err := t.post(ctx, order.RequestID(request), wireNewTransfer{
		Source: r.Other.Tenant, SourceName: r.Other.Name, Email: r.Contact, Customer: r.Customer, Target: string(t.partner.Tenant), TargetEmail: r.Ours,
		Products: r.Products, Partner: r.Reseller, Type: t.kind,
	}, &w, transfersRoute, r.Tenant)
	if err != nil {
		return transfer.Shown{}, err
	}
	if w.ID == "" { // it was made, and its id is found in the list
		return transfer.Shown{}, fault.Unknown.Errorf("ask for a transfer: Partner Center gives one without an id")
	}
	return w.shown()
}

// Submit has subscriptions leave.
func (t transfers) Submit(ctx context.Context, request, tenant, id string, subscriptions []string) error {
	body := wireSubmission{ID: id}
	for n, s := range subscriptions {
		body.Lines = append(body.Lines, wireSubmitted{Number: n, Subscription: s})
	}
	return t.patchTransfer(ctx, request, tenant, id, body)
}

// End takes a request back, or declines it. Microsoft documents the way to decline for an older kind of transfers only.
func (t transfers) End(ctx context.Context, request, tenant, id string, how transfer.Status) error {
	if how == transfer.Refused {
		return t.post(ctx, order.RequestID(request), nil, nil, transferRoute+"/reject", tenant, id)
	}
	return t.patchTransfer(ctx, request, tenant, id, wireSubmission{ID: id, Status: "Cancel"})
}

func (t transfers) patchTransfer(ctx context.Context, request, tenant, id string, body wireSubmission) error {
	_, err := t.do(ctx, rest.Request{
		Method: http.MethodPatch, Route: transferRoute, Args: []string{tenant, id}, Write: true, ID: request, JSON: body, Timeout: longWrite,
	}, nil)
	return err
}
