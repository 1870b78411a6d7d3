package partnercenter_test

import (
	"net/http"
	"net/url"
	"testing"
)

func TestAuditRecordsArePagedByDays(t *testing.T) {
	t.Parallel()
	w := open(t, nil)
	customer := w.buyer()
	_, path := w.bought(customer, basic, 5, "P1Y", "annual")
	for n := range 4 {
		w.edit(path, map[string]any{"quantity": 6 + n}).want(200, 0)
	}
	var page struct {
		Items []struct {
			Operation string `json:"operationType"`
		} `json:"items"`
		Token string `json:"continuationToken"`
	}
	w.do(http.MethodGet, "/v1/auditrecords?startDate=2026-06-10&endDate=2026-06-10&size=3", nil).want(200, 0).into(&page)
	if len(page.Items) != 3 || page.Items[0].Operation != "create_order" || page.Token == "" {
		t.Fatalf("got %+v", page)
	}
	token := header("MS-ContinuationToken", page.Token)
	w.do(http.MethodGet, "/v1/auditrecords?startDate=2026-06-10&endDate=2026-06-10&size=3&seekOperation=Next", nil, token).
		want(200, 0).has(`"totalCount":2`)
	w.do(http.MethodGet, "/v1/auditrecords?seekOperation=Next", nil).want(400, 2000)
	filter := func(text string) answer {
		return w.do(http.MethodGet, "/v1/auditrecords?filter="+url.QueryEscape(text), nil)
	}
	filter(`{"Field":"ResourceType","Value":"order","Operator":"equals"}`).want(200, 0).has(`"totalCount":1`)
	filter(`{"Field":"CompanyName","Value":"uye","Operator":"substring"}`).want(200, 0).has(`"totalCount":5`)
	filter(`{"Field":"CustomerId","Value":"x","Operator":"equals"}`).want(200, 0).has(`"totalCount":0`)
	filter(`{"Field":"Colour","Value":"x","Operator":"equals"}`).want(400, 800002)
	w.do(http.MethodGet, "/v1/auditrecords?startDate=2026-03-01", nil).want(400, 800002)
	w.do(http.MethodGet, "/v1/auditrecords?startDate=2026-06-10&endDate=2026-06-01", nil).want(400, 800002)
	w.do(http.MethodGet, "/v1/auditrecords?startDate=soon", nil).want(400, 800002)
	w.pass(40 * oneDay)
	w.do(http.MethodGet, "/v1/auditrecords", nil).want(200, 0).has(`"totalCount":0`)
	w.token = w.sign(map[string]any{"tid": other})
	w.do(http.MethodGet, "/v1/auditrecords?startDate=2026-06-10", nil).want(200, 0).has(`"totalCount":0`)
}
