package doctor_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/shared/doctor"
	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/partner"
)

func TestWhatIsInOrderIsOKInEveryCheck(t *testing.T) {
	t.Parallel()
	for name, f := range healthy().examine(t) {
		if f.Verdict != doctor.OK || f.Means == "" || f.Next != "" || f.Link != "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// fracture is one thing out of order: the checks that see it, and a word of the advice of the first.
type fracture struct {
	cut  func(w *world)
	want map[string]doctor.Verdict
	says string // in meaning, advice or place of the check that is named first
	in   string
}

func TestEachBreakShowsInItsOwnChecks(t *testing.T) {
	t.Parallel()
	for name, c := range fractures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := healthy()
			c.cut(w)
			found := w.examine(t)
			got := map[string]doctor.Verdict{}
			for check, f := range found {
				if f.Verdict != doctor.OK && f.Blocked == "" {
					got[check] = f.Verdict
				}
				if f.Verdict != doctor.OK && f.Next == "" {
					t.Errorf("%s does not say what to do: %+v", check, f)
				}
				if f.Blocked != "" && found[f.Blocked].Verdict == doctor.OK {
					t.Errorf("%s is blocked by %s, which is in order", check, f.Blocked)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			f := found[c.in]
			if text := strings.Join([]string{f.Means, f.Next, f.Link, f.Code}, " "); !strings.Contains(text, c.says) {
				t.Errorf("%s says %q, want %q in it", c.in, text, c.says)
			}
		})
	}
}

func fractures() map[string]fracture {
	all := map[string]fracture{}
	for _, some := range []map[string]fracture{atTheSecrets(), atTheTokens(), atPartnerCenter(), elsewhere()} {
		maps.Copy(all, some)
	}
	return all
}

func TestNothingSecretIsSaid(t *testing.T) {
	t.Parallel()
	for name, c := range fractures() {
		w := healthy()
		c.cut(w)
		for check, f := range w.examine(t) {
			if strings.Contains(f.Means+f.Next+f.Link+f.Code, "hush") {
				t.Errorf("%s: %s says a secret: %+v", name, check, f)
			}
		}
	}
}

func TestASecretIsReadOnce(t *testing.T) {
	t.Parallel()
	w := healthy()
	reads := make(chan string, 100)
	inner := w.Secret
	w.Secret = func(ctx context.Context, name string) (string, error) {
		reads <- name
		return inner(ctx, name)
	}
	w.examine(t)
	close(reads)
	got := slices.Sorted(func(yield func(string) bool) {
		for r := range reads {
			if !yield(r) {
				return
			}
		}
	})
	if diff := cmp.Diff([]string{"partner/acme/app", "partner/acme/refresh-token"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAHangingServiceCostsThreeSecondsAndNoOtherCheck(t *testing.T) {
	t.Parallel()
	for name, hang := range map[string]func(ctx context.Context){
		"that hears when time is up": func(ctx context.Context) { <-ctx.Done() },
		"that does not":              func(context.Context) { time.Sleep(time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := healthy()
				w.Center.MPN = func(ctx context.Context) (string, error) {
					hang(ctx)
					return "", fault.Unavailable.Errorf("no answer")
				}
				began := time.Now() //nolint:forbidigo // the bubble's own clock
				found := w.examine(t)
				if took := time.Since(began); took > doctor.Limit+time.Second { //nolint:forbidigo // the bubble's own clock
					t.Errorf("took %v", took)
				}
				for check, f := range found {
					if want := map[bool]doctor.Verdict{true: doctor.Broken, false: doctor.OK}[check == "mpn"]; f.Verdict != want {
						t.Errorf("%s: %+v", check, f)
					}
				}
				if !strings.Contains(found["mpn"].Means, "no answer within 3s") {
					t.Errorf("got %+v", found["mpn"])
				}
				time.Sleep(time.Minute) // so that what hangs ends within the bubble
			})
		})
	}
}

func TestAHangingTokenServiceBlocksWhatNeedsIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := healthy()
		w.Access = func(ctx context.Context, _ partner.Audience) error {
			<-ctx.Done()
			return fault.Unavailable.Wrap(ctx.Err(), "there was no time left to get a token")
		}
		found := w.examine(t)
		if f := found["token_graph"]; !strings.Contains(f.Means, "no answer within") {
			t.Errorf("token: %+v", f)
		}
		if f := found["gdap"]; f.Blocked != "token_graph" {
			t.Errorf("gdap: %+v", f)
		}
	})
}

func TestTheWorstVerdictIsTheReports(t *testing.T) {
	t.Parallel()
	for want, verdicts := range map[doctor.Verdict][]doctor.Verdict{
		doctor.OK: {doctor.OK, doctor.OK}, doctor.Warning: {doctor.OK, doctor.Warning, doctor.OK}, doctor.Broken: {doctor.Broken, doctor.Warning},
	} {
		var r doctor.Report
		for _, v := range verdicts {
			r.Results = append(r.Results, doctor.Result{Finding: doctor.Finding{Verdict: v}})
		}
		if got := r.Verdict(); got != want {
			t.Errorf("%v: got %s", verdicts, got)
		}
	}
}
