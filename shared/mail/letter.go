package mail

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ses"
	"github.com/aws/aws-sdk-go-v2/service/ses/types"

	"github.com/seatwright/seatwright/shared/migration"
	"github.com/seatwright/seatwright/shared/notice"
)

// Letters sends letters to customers, as text and HTML, and has SES report what became of each.
type Letters struct {
	mail *Mail
	set  string
}

var _ migration.Post = Letters{}

// Letters gives the mail as it sends letters to customers. The configuration set says where SES reports bounces and complaints; "": nowhere.
func (m *Mail) Letters(set string) Letters { return Letters{mail: m, set: set} }

// The tags by which SES's reports name a letter.
const (
	TagPartner = "partner"
	TagTenant  = "tenant"
	TagEvent   = "event"
)

// Send sends a letter to one address and gives SES's id of it. It fails as Mail.Send does.
func (l Letters) Send(ctx context.Context, m migration.Mail) (string, error) {
	if err := Check(l.mail.from, notice.Letter{To: []string{m.To}, Subject: m.Subject, Text: m.Text}); err != nil {
		return "", err
	}
	utf8 := aws.String("UTF-8")
	in := &ses.SendEmailInput{
		Source: &l.mail.from, Destination: &types.Destination{ToAddresses: []string{m.To}},
		Message: &types.Message{Subject: &types.Content{Data: &m.Subject, Charset: utf8}, Body: &types.Body{Text: &types.Content{Data: &m.Text, Charset: utf8}}},
	}
	if m.HTML != "" {
		in.Message.Body.Html = &types.Content{Data: &m.HTML, Charset: utf8}
	}
	if l.set != "" {
		in.ConfigurationSetName = &l.set
		for name, value := range map[string]string{TagPartner: m.Partner, TagTenant: string(m.Tenant), TagEvent: string(m.Event)} {
			in.Tags = append(in.Tags, types.MessageTag{Name: &name, Value: &value})
		}
	}
	out, err := l.mail.client.SendEmail(ctx, in)
	if err != nil {
		return "", failed(err)
	}
	return aws.ToString(out.MessageId), nil
}
