package transfer_test

import (
	"testing"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/transfer"
)

func TestATransferToUsKeepsItsTermsAndWindows(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.ask()
	got := w.reach("trf_1", transfer.Waiting)
	if got.Task == nil || got.Task.Who != transfer.TheOther || !got.Task.Due.Equal(w.all[0].Expires) || len(w.told) != 1 {
		t.Errorf("nobody is told to submit: %+v, %+v", got.Task, w.told)
	}
	w.set("t1", transfer.AtWork)
	w.reach("trf_1", transfer.Moving)
	w.complete("t1", line("n1", 20), line("n2", 30))
	bought := line("order", 20)
	bought.Ordered = true
	w.have = append(w.have[:2:2], append([]transfer.Line{bought}, w.have[2:]...)...)
	got = w.reach("trf_1", transfer.Done)
	if len(got.Lines) != 2 || got.Lines[0] != line("n1", 20) || got.Lines[1] != line("n2", 30) {
		t.Errorf("came %+v", got.Lines)
	}
	if got.Contact != "" || w.creates != 1 {
		t.Errorf("%d requests, and the customer's address is %q", w.creates, got.Contact)
	}
}

func TestLicencesThatShowLateAreWaitedFor(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.ask()
	w.reach("trf_1", transfer.Waiting)
	w.complete("t1", line("n1", 20))
	w.have = w.have[:2]
	got := w.reach("trf_1", transfer.Taking)
	if got.Problem == nil || got.Problem.Code != "not_seen" {
		t.Errorf("problem %+v", got.Problem)
	}
	w.have = append(w.have, line("n1", 20))
	w.reach("trf_1", transfer.Done)
}

func TestARequestWhoseAnswerIsLostIsLookedForAndNeverRepeated(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.ask()
	w.fail["answer"] = fault.Unknown.Errorf("cut")
	w.reach("trf_1", transfer.Waiting)
	if w.creates != 1 {
		t.Errorf("%d requests", w.creates)
	}
}

func TestARequestThatDoesNotShowIsAPersonsMatter(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.ask()
	w.fail["create"] = fault.Unknown.Errorf("cut")
	w.reach("trf_1", transfer.Operator)
	if w.creates != 0 || w.told[len(w.told)-1].Topic != transfer.TopicOperator {
		t.Errorf("%d requests, told %+v", w.creates, w.told)
	}
	if _, err := w.desk().Retry(t.Context(), "one", "trf_1"); err != nil {
		t.Fatal(err)
	}
	w.reach("trf_1", transfer.Waiting)
	if w.creates != 1 {
		t.Errorf("%d requests", w.creates)
	}
}

func TestAPersonsQuestionIsAnsweredByTheSellersListAsWell(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.ask()
	w.fail["create"] = fault.Unknown.Errorf("cut")
	w.reach("trf_1", transfer.Operator)
	w.all = append(w.all, transfer.Shown{ID: "late", Status: transfer.Open, Source: transfer.Party{Tenant: them}, Target: transfer.Party{Tenant: us}, Created: w.clock})
	if _, err := w.desk().Refresh(t.Context(), "one", "trf_1"); err != nil {
		t.Fatal(err)
	}
	if got := w.reach("trf_1", transfer.Waiting); got.Seller.ID != "late" || w.creates != 0 {
		t.Errorf("it has %q, and %d requests were made", got.Seller.ID, w.creates)
	}
}

func TestACustomerWithoutARelationshipIsWaitedForUntilItsTimeIsOver(t *testing.T) {
	t.Parallel()
	for _, comes := range []bool{true, false} {
		w := begin(t)
		w.ask()
		for n := 0; n < 5 || !comes; n++ {
			w.fail["list"] = fault.Coded(fault.Denied.Errorf("no"), transfer.NoRelationship)
			got, err := w.worker().Run(t.Context(), "one", "trf_1")
			if err != nil || n > 200 {
				t.Fatal(err)
			}
			if got.State == transfer.Expired && !comes {
				break
			}
			if got.State != transfer.Asked || got.Task == nil || got.Task.Who != transfer.TheCustomer {
				t.Fatalf("%s, %+v", got.State, got.Task)
			}
			w.clock = got.Due
		}
		if delete(w.fail, "list"); comes {
			w.reach("trf_1", transfer.Waiting)
		}
	}
}

func TestFailuresOfTheRequestEndItOrAreTriedAgain(t *testing.T) {
	t.Parallel()
	for kind, want := range map[fault.Kind]transfer.State{
		fault.Throttled: transfer.Waiting, fault.Unavailable: transfer.Waiting, fault.Conflict: transfer.Waiting, fault.Unauthenticated: transfer.Waiting,
		fault.Invalid: transfer.Failed, fault.Denied: transfer.Failed,
	} {
		w := begin(t)
		w.ask()
		w.fail["create"] = kind.Errorf("no")
		w.reach("trf_1", want)
	}
}

func TestASecondRequestForTheSameIsRefused(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.ask()
	w.reach("trf_1", transfer.Waiting)
	wish := transfer.Wish{ID: "trf_2", Tenant: tenant, Other: transfer.Party{Tenant: them}}
	if _, err := w.desk().Ask(t.Context(), "one", wish); err != nil {
		t.Fatal(err)
	}
	if got := w.reach("trf_2", transfer.Failed); got.Problem.Code != "duplicate" || w.creates != 1 {
		t.Errorf("%+v, %d requests", got.Problem, w.creates)
	}
	wish.ID = "trf_1"
	if again, err := w.desk().Ask(t.Context(), "one", wish); err != nil || again.State != transfer.Waiting {
		t.Errorf("the same wish again is %s, %v", again.State, err)
	}
	wish.Tenant = us
	if _, err := w.desk().Ask(t.Context(), "one", wish); fault.Of(err) != fault.Conflict {
		t.Errorf("another wish with its id: %v", err)
	}
}

func TestARequestEndsAsTheSellerSays(t *testing.T) {
	t.Parallel()
	for status, want := range map[transfer.Status]transfer.State{
		transfer.Withdrawn: transfer.Cancelled, transfer.Refused: transfer.Rejected, transfer.Lapsed: transfer.Expired, transfer.Broken: transfer.Failed,
	} {
		w := begin(t)
		w.ask()
		w.reach("trf_1", transfer.Waiting)
		w.set("t1", transfer.Unclear) // a word that nobody knows ends nothing
		w.clock = w.clock.Add(24 * time.Hour)
		w.reach("trf_1", transfer.Waiting)
		w.set("t1", status)
		w.reach("trf_1", want)
	}
}

func TestARequestIsTakenBackWhileItIsOpen(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.ask()
	w.reach("trf_1", transfer.Waiting)
	if _, err := w.desk().Cancel(t.Context(), "one", "trf_1"); err != nil {
		t.Fatal(err)
	}
	w.reach("trf_1", transfer.Cancelled)
	if w.all[0].Status != transfer.Withdrawn {
		t.Errorf("at the seller it is %s", w.all[0].Status)
	}

	late := begin(t)
	late.ask()
	late.reach("trf_1", transfer.Waiting)
	if _, err := late.desk().Cancel(t.Context(), "one", "trf_1"); err != nil {
		t.Fatal(err)
	}
	late.set("t1", transfer.AtWork)
	late.reach("trf_1", transfer.Moving)
	if _, err := late.desk().Cancel(t.Context(), "one", "trf_1"); fault.Of(err) != fault.Conflict {
		t.Errorf("taken back while it is moved: %v", err)
	}
}

func TestWhatIsNotLeftInTimeIsToldOnce(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.ask()
	idle := w.get("trf_1") // nobody took it up
	if told := idle.Overdue(idle.Deadline.Add(-time.Second)); len(told) != 0 {
		t.Errorf("told too early: %+v", told)
	}
	if told := idle.Overdue(idle.Deadline); len(told) != 1 || told[0].Topic != transfer.TopicLate {
		t.Errorf("told %+v", told)
	}
	w.reach("trf_1", transfer.Waiting)
	w.set("t1", transfer.AtWork)
	w.reach("trf_1", transfer.Moving)
	w.told = nil
	for range 30 {
		w.clock = w.clock.Add(6 * time.Hour)
		w.reach("trf_1", transfer.Moving)
	}
	if len(w.told) != 1 || w.told[0].Topic != transfer.TopicLate {
		t.Errorf("told %+v", w.told)
	}
}

func TestWorkThatKeepsFailingIsAPersonsMatter(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.ask()
	w.clock = w.clock.Add(time.Hour)
	if err := w.worker().Stick(t.Context(), "one", "trf_1"); err != nil {
		t.Fatal(err)
	}
	if got := w.get("trf_1"); got.Problem == nil || got.Problem.Code != "stuck" || !got.Due.After(w.clock) {
		t.Errorf("%+v", got)
	}
	w.clock = w.clock.Add(25 * time.Hour)
	w.reach("trf_1", transfer.Waiting)
}
