package start_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/start"
)

func TestOutputsLeadToTheLoopback(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"https://abc123.execute-api.localhost.localstack.cloud:4566/prod/":         "http://127.0.0.1:7000/_aws/execute-api/abc123/prod/",
		"https://abc123.execute-api.us-east-1.amazonaws.com/prod/v1":               "http://127.0.0.1:7000/_aws/execute-api/abc123/prod/v1",
		"https://abc123.execute-api.127.0.0.1:7000/prod/":                          "http://127.0.0.1:7000/_aws/execute-api/abc123/prod/",
		"http://sqs.us-east-1.localhost.localstack.cloud:4566/000000000000/o.fifo": "http://127.0.0.1:7000/000000000000/o.fifo",
		"http://127.0.0.1:4566/queue/us-east-1/000000000000/o.fifo":                "http://127.0.0.1:7000/queue/us-east-1/000000000000/o.fifo",
		"arn:aws:sqs:us-east-1:000000000000:o.fifo":                                "arn:aws:sqs:us-east-1:000000000000:o.fifo",
		"https://accounts.example.com/localhost":                                   "https://accounts.example.com/localhost",
	} {
		got, err := start.Flatten([]byte(`{"Stack":{"Name":"`+value+`"}}`), 7000)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"Name": want}, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestOutputsOfOneNameInTwoStacksAreRefused(t *testing.T) {
	t.Parallel()
	got, err := start.Flatten([]byte(`{"A":{"Name":"1"},"B":{"Name":"2"}}`), 1)
	if err == nil {
		t.Error("taken:", got)
	}
}

func TestVariablesOfTheHostThatLeadElsewhereAreLeftOut(t *testing.T) {
	t.Parallel()
	got := start.Without([]string{"PATH=/bin", "AWS_PROFILE=live", "HOME=/root"}, []string{"AWS_"}, "AWS_REGION=here")
	if diff := cmp.Diff([]string{"PATH=/bin", "HOME=/root", "AWS_REGION=here"}, got); diff != "" {
		t.Error(diff)
	}
}
