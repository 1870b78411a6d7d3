package local_test

import (
	"net/http"
	"testing"

	"github.com/seatwright/seatwright/localstack/local"
	"github.com/seatwright/seatwright/shared/partner"
)

func TestWhatAPriceSheetMayBeLikeIsASettingOfThePartner(t *testing.T) {
	t.Parallel()
	s, _ := begin(t, local.World{})
	p := decoded[partner.Partner](t, settings(t, s, "settings.get", nil), http.StatusOK)
	p.PriceGuards.Rejected = 10_000
	status(t, settings(t, s, "settings.put", changed(t, p, `"1"`)), http.StatusOK)
	id := sent(t, s, "2026-11", priceSheet("100.00", "200.00", "x"))
	_, err := s.Arrive(t.Context())
	must(t, err)
	imported(t, s, id, "applied")

	p.PriceGuards.Risen = 0
	status(t, settings(t, s, "settings.put", changed(t, p, `"2"`)), http.StatusOK)
	id = sent(t, s, "2026-12", priceSheet("100.01", "200.00"))
	_, err = s.Arrive(t.Context())
	must(t, err)
	imported(t, s, id, "waiting_person")
}
