package mail_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ses"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/mail"
	"github.com/seatwright/seatwright/shared/mail/mailtest"
	"github.com/seatwright/seatwright/shared/notice"
	"github.com/seatwright/seatwright/shared/sdk/sdktest"
)

const from = "seatwright@example.com"

func TestSESSendsMail(t *testing.T) {
	t.Parallel()
	cfg := sdktest.Config(t)
	address := from
	if _, err := ses.NewFromConfig(cfg).VerifyEmailIdentity(t.Context(), &ses.VerifyEmailIdentityInput{EmailAddress: &address}); err != nil {
		t.Fatalf("verify the sender: %v", err)
	}
	mailtest.Run(t, func(*testing.T) mailtest.Box {
		return mailtest.Box{Post: mail.Open(cfg, from), Sent: func(t *testing.T) []notice.Letter { return sent(t, *cfg.BaseEndpoint) }}
	})
}

// sent asks the stand-in what it was given to send.
func sent(t *testing.T, base string) []notice.Letter {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/_aws/ses", nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var answer struct {
		Messages []struct {
			Destination struct{ ToAddresses []string }
			Subject     string
			Body        struct {
				Text string `json:"text_part"`
			}
		} `json:"messages"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	var all []notice.Letter
	for _, m := range answer.Messages {
		all = append(all, notice.Letter{To: m.Destination.ToAddresses, Subject: m.Subject, Text: m.Body.Text})
	}
	return all
}

// answering gives the mail of a service that always answers so, and counts how often it was asked.
func answering(t *testing.T, status int, body string) (*mail.Mail, *atomic.Int64) {
	t.Helper()
	calls := &atomic.Int64{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		if status == 0 {
			panic(http.ErrAbortHandler) // the connection is cut
		}
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	cfg := aws.Config{Region: "us-east-1", BaseEndpoint: &s.URL, Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}
	return mail.Open(cfg, from), calls
}

func refusal(code string) string {
	return `<ErrorResponse><Error><Type>Sender</Type><Code>` + code + `</Code><Message>ops@acme.example is not verified</Message></Error></ErrorResponse>`
}

func TestAFailureSaysWhetherTheLetterMayHaveBeenSentAndNamesNobody(t *testing.T) {
	t.Parallel()
	l := notice.Letter{To: []string{"ops@acme.example"}, Subject: "s", Text: "t"}
	for name, c := range map[string]struct {
		status int
		body   string
		kind   fault.Kind
	}{
		"sent":          {200, `<SendEmailResponse><SendEmailResult><MessageId>1</MessageId></SendEmailResult></SendEmailResponse>`, ""},
		"not verified":  {400, refusal("MessageRejected"), fault.Denied},
		"too many":      {400, refusal("Throttling"), fault.Throttled},
		"broken":        {500, refusal("InternalFailure"), fault.Unknown},
		"a cut line":    {0, "", fault.Unknown},
		"not SES's own": {503, "<html>", fault.Unknown},
	} {
		m, calls := answering(t, c.status, c.body)
		err := m.Send(t.Context(), l)
		if fault.Of(err) != c.kind || (err == nil) != (c.kind == "") || err != nil && strings.Contains(err.Error(), "acme") {
			t.Errorf("%s: got %v (%s)", name, err, fault.Of(err))
		}
		if calls.Load() != 1 {
			t.Errorf("%s: asked %d times: each may send it", name, calls.Load())
		}
	}
	m := mail.Open(aws.Config{Region: "us-east-1", BaseEndpoint: aws.String("http://127.0.0.1:1"), Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}, from)
	if err := m.Send(t.Context(), l); fault.Of(err) != fault.Unavailable {
		t.Errorf("nobody there: got %v", err)
	}
	if err := mail.Open(aws.Config{}, "nobody").Send(t.Context(), l); fault.Of(err) != fault.Invalid {
		t.Errorf("no sender: got %v", err)
	}
}
