// Package mail sends e-mail through Amazon SES.
//
// Localstack/memory has a stand-in for it, and both must pass the suite mailtest.
package mail

import (
	"context"
	"net/mail"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ses"
	"github.com/aws/aws-sdk-go-v2/service/ses/types"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/sdk"
)

// MaxTo is how many people SES sends one e-mail to.
const MaxTo = 50

// Mail sends from one address.
type Mail struct {
	client *ses.Client
	from   string
}

var _ notice.Post = (*Mail)(nil)

// Open gives the mail of a sender, an identity that SES has verified.
func Open(cfg aws.Config, from string) *Mail {
	client := ses.NewFromConfig(cfg, func(o *ses.Options) {
		// SES sends a repeated request once more, so the SDK does not repeat; who calls decides.
		o.HTTPClient, o.Retryer = sdk.Client(cfg), aws.NopRetryer{}
	})
	return &Mail{client: client, from: from}
}

// Send sends a letter of plain text. It fails with fault.Invalid when the letter cannot be sent as it is, with fault.Denied when SES does not send for
// this sender or to these people, with fault.Throttled or fault.Unavailable when it surely was not sent and may be later, and with
// fault.Unknown when it may have been sent.
func (m *Mail) Send(ctx context.Context, l notice.Letter) error {
	if err := Check(m.from, l); err != nil {
		return err
	}
	utf8 := aws.String("UTF-8")
	_, err := m.client.SendEmail(ctx, &ses.SendEmailInput{
		Source: &m.from, Destination: &types.Destination{ToAddresses: l.To},
		Message: &types.Message{
			Subject: &types.Content{Data: &l.Subject, Charset: utf8},
			Body:    &types.Body{Text: &types.Content{Data: &l.Text, Charset: utf8}},
		},
	})
	return failed(err)
}

// failed leaves out SES's own words: they name the addresses.
func failed(err error) error {
	if err == nil {
		return nil
	}
	switch kind, sent := sdk.Kind(err); {
	case kind == "":
		return fault.Coded(fault.Denied.Errorf("e-mail: SES refuses to send it"), sdk.Code(err))
	case sent:
		return fault.Coded(fault.Unknown.Errorf("e-mail: no answer from SES, it may have been sent"), sdk.Code(err))
	default:
		return fault.Coded(kind.Errorf("e-mail: SES cannot send it now"), sdk.Code(err))
	}
}

// Check refuses a letter that cannot be sent, with fault.Invalid. The text names no address.
func Check(from string, l notice.Letter) error {
	if !address(from) {
		return fault.Invalid.Errorf("e-mail: the sender is not an address")
	}
	if len(l.To) == 0 || len(l.To) > MaxTo {
		return fault.Invalid.Errorf("e-mail to %d people: from 1 to %d", len(l.To), MaxTo)
	}
	for n, to := range l.To {
		if !address(to) {
			return fault.Invalid.Errorf("e-mail: address %d is none", n+1)
		}
	}
	if l.Subject == "" || l.Text == "" || strings.ContainsAny(l.Subject, "\r\n") {
		return fault.Invalid.Errorf("e-mail: want a subject of one line, and a text")
	}
	return nil
}

// address reports whether s is a plain address, without a name.
func address(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == ""
}
