package key_test

import (
	"testing"

	"github.com/seatwright/seatwright/shared/key"
)

func TestKeysOfTransfers(t *testing.T) {
	t.Parallel()
	for want, k := range map[string]key.Key{
		"TRANSFER#one#trf_1 TRANSFER":                   key.Transfer("one", "trf_1"),
		"TRANSFERS#o%23e AT#2026-11-20T14:00:00Z#trf_1": key.TransferListed("o#e", "2026-11-20T14:00:00Z", "trf_1"),
		"TRANSFERS#one SELLER#0a1b":                     key.TransferSeller("one", "0a1b"),
	} {
		if got := string(k.PK) + " " + string(k.SK); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if partner, id, ok := key.TransferOf("TRANSFER#o%23e#trf_1"); !ok || partner != "o#e" || id != "trf_1" {
		t.Errorf("read back %s, %s, %v", partner, id, ok)
	}
	if id, ok := key.TransferAt("AT#2026#trf%231"); !ok || id != "trf#1" {
		t.Errorf("read back %s, %v", id, ok)
	}
	if _, ok := key.TransferAt("SELLER#x#y"); ok {
		t.Error("another line of the list is a transfer's place")
	}
}
