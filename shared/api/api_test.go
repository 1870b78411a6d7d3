package api_test

import (
	"bytes"
	"testing"

	"github.com/seatwright/seatwright/shared/api"
)

func TestTheContractIsEmbedded(t *testing.T) {
	t.Parallel()
	first := api.Contract()
	if !bytes.HasPrefix(first, []byte("openapi: 3.0.3\n")) {
		t.Fatalf("%.40s", first)
	}
	first[0] = 'X'
	if api.Contract()[0] != 'o' {
		t.Error("a caller can change the contract")
	}
}
