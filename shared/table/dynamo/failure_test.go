package dynamo_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/table/dynamo"
	"github.com/seatwright/seatwright/shared/table/store"
)

// answer is what the service says to one try: a status and a code, or a cut connection.
type answer struct {
	status int
	code   string
}

// service answers the tries in turn, the last answer again and again.
func service(t *testing.T, answers ...answer) *dynamo.Store {
	t.Helper()
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		a := answers[min(int(calls.Add(1)), len(answers))-1]
		if a.status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(a.status)
		body := "{}"
		if a.code != "" {
			body = `{"__type":"com.amazonaws.dynamodb.v20120810#` + a.code + `","message":"m","CancellationReasons":[{"Code":"None"},{"Code":"TransactionConflict"}]}`
		}
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return at(server.URL)
}

func noWait(int, error) (time.Duration, error) { return 0, nil }

func at(url string) *dynamo.Store {
	return dynamo.Open(aws.Config{
		Region: "us-east-1", BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.Backoff = retry.BackoffDelayerFunc(noWait) })
		},
	}, "table", nil)
}

func TestAFailureOfTheServiceTellsWhatMayHaveHappened(t *testing.T) {
	t.Parallel()
	i := store.Item{"PK": "p", "SK": "s"}
	cut, broken, throttled := answer{}, answer{500, "InternalServerError"}, answer{400, "ProvisionedThroughputExceededException"}
	refused, done := answer{400, "ConditionalCheckFailedException"}, answer{status: 200}
	for name, c := range map[string]struct {
		answers []answer
		put     fault.Kind
		get     fault.Kind
	}{
		"an answer at the second try":              {[]answer{cut, done}, "", fault.NotFound},
		"broken":                                   {[]answer{broken}, fault.Unknown, fault.Unavailable},
		"cut":                                      {[]answer{cut}, fault.Unknown, fault.Unavailable},
		"throttled":                                {[]answer{throttled}, fault.Throttled, fault.Throttled},
		"throttled after a lost answer":            {[]answer{cut, throttled}, fault.Unknown, fault.Throttled},
		"refused by the condition":                 {[]answer{refused}, fault.Conflict, ""},
		"refused by the condition, after a loss":   {[]answer{cut, refused}, fault.Conflict, ""},
		"no rights":                                {[]answer{{400, "AccessDeniedException"}}, "", ""},
		"no rights after a lost answer":            {[]answer{cut, {400, "AccessDeniedException"}}, fault.Unknown, ""},
		"a transaction on the same item is faster": {[]answer{{400, "TransactionConflictException"}}, fault.Throttled, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := service(t, c.answers...).Put(t.Context(), i, nil); fault.Of(err) != c.put {
				t.Errorf("put: %v, want kind %q", err, c.put)
			}
			if _, err := service(t, c.answers...).Get(t.Context(), i.Key()); c.get != "" && fault.Of(err) != c.get {
				t.Errorf("get: %v, want kind %q", err, c.get)
			}
		})
	}
}

func TestNobodyThereIsNoUnknownOutcome(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	if err := at(server.URL).Put(t.Context(), store.Item{"PK": "p", "SK": "s"}, nil); fault.Of(err) != fault.Unavailable {
		t.Fatalf("put: %v, want unavailable: nothing was sent", err)
	}
}

func TestACancelledTransactionIsTriedAgainUnlessAConditionStoppedIt(t *testing.T) {
	t.Parallel()
	s := service(t, answer{400, "TransactionCanceledException"})
	err := s.Transact(t.Context(), []store.Write{{Put: store.Item{"PK": "p", "SK": "s"}}})
	if fault.Of(err) != fault.Throttled {
		t.Fatalf("transaction: %v, want throttled", err)
	}
}
