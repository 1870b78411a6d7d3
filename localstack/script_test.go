// The acceptance tests are the scripts in testdata/script, run by testscript. A script is a story with these commands besides testscript's own
// (stdout, cmp, grep, env and so on). A command in front of which stands "!" must be refused.
//
//	world [visible-after=10m] [provision-after=30s] [throttle=N]
//	    how the world outside behaves; it comes before everything else
//	api [-as client|reader|foreign|operator|nobody] [-key k] METHOD PATH [FILE] [Header:value...]
//	    calls our API with a bearer token and prints the status and the answer. An answer that is an order becomes $ORDER.
//	webhook [-secret s] [-topic t] [-event id] [-shop s] [-connection c] [-set path=value...] FILE|sample
//	    signs the bytes of the file as Shopify does and posts them. "sample" is the sample order of the shop; -set changes a value in it, for
//	    instance line_items.0.sku=OTHER. The order that comes of it becomes $ORDER.
//	order
//	    prints $ORDER as a table: state, question, lines and steps. It is read as client, or as $AS. Its tenant becomes $TENANT, and the link with which
//	    the customer accepts the partner as its reseller $LINK.
//	licence, change
//	    prints $LICENCE, which is that of the last line of $ORDER unless a script says otherwise; prints $CHANGE, which is the last one that was asked for
//	options [seats=N] [delta=N] [rest=refuse] [at_term_end=end]
//	    prints what can be done with $LICENCE, as our API answers
//	drain
//	    lets the functions work until the queue is empty and nothing is left to do at this moment
//	tick 6d
//	    moves the clock (d, h, m, s) and fires the schedules on the way
//	sim partnercenter customers|orders|subscriptions|violations|calls, sim entra calls|tokens
//	    prints what the simulator holds for this script, or which calls reached it
//	sim NAME fault METHOD PATHPATTERN [status=503] [cut=before|after|half] [times=N] [skip=N] [retry-after=SECONDS] [body=TEXT] [delay=2s]
//	    plans what happens to the next such call
//	sim partnercenter refuse PRODUCT [code=N] [times=N]
//	    has Microsoft refuse the product at the next checkout
//	sim partnercenter customer DOMAIN [company=NAME] [country=DE] [agreement=true]
//	    adds a customer that is there already; its tenant becomes $TENANT
//	sim partnercenter licence ITEM [seats=10] [term=P1Y] [billing=monthly] [age=8d]
//	    adds a licence of $TENANT that was bought elsewhere, so long ago, and has Microsoft tell of it; it becomes $LICENCE
//	sim partnercenter events
//	    has Microsoft send the events that are due
//	dead, redrive
//	    lists the dead letters; sends them again
//	secret
//	    tells whether the administrator's password of $ORDER's new tenant is kept; it is never printed
//	break store N, break secrets on|off
//	    has the next N writes to the table refused, or all changes of secrets until it is over
//	consent [-account UPN] PARTNER
//	    asks for a link to the partner's sign-in and goes its way as a browser does; refused when the last page does not say that it worked
//	await STATE
//	    waits until $ORDER has the state: five minutes of a clock that can be moved
//	certificate NAME END
//	    makes a certificate that ends then, as NAME.pem, and with its key for our API as NAME.json
//	mail
//	    prints the e-mails that were sent
//	sim NAME post WHAT [name=value...]|@FILE
//	    orders something of the simulator, for instance: sim entra post revoke user=service@sample.example; @FILE gives a file's text, or the whole order
//	sheet [-as c] [-send OTHER] [-type MEDIA] FILE [kind=new_commerce] [timeline=current] [month=2026-11] ...
//	    announces a price sheet and sends it by the link that comes back (-send: another file; -type: under another media type); it becomes $IMPORT
//	imported
//	    waits until $IMPORT was read, and prints it
//	workbook OUT.xlsx TAB=FILE.csv..., zipped OUT.zip NAME=FILE...
//	    makes a workbook of CSV files, or packs files
//	zone [-servers HOST] [-spf SPF] ovh|route53|hand [FILE]
//	    makes $ZONE at OVHcloud, at Amazon Route 53 or at a registrar where a person enters records, and has the parent delegate it there, or elsewhere
//	    with -servers. The file has a line "[ID] NAME TYPE VALUE" for each record; without one, OVHcloud fills the zone with its own mail records, of which
//	    -spf makes one of OVHcloud's own type. For the registrar it is a zone file, which becomes $FILE.
//	zones N FILE
//	    makes N new zones at OVHcloud, and adds them to the list in the file, which becomes $CSV
//	edit ovh|route53 add|remove NAME TYPE VALUE
//	    somebody else changes $ZONE at its host
//	enter
//	    does at the registrar what $PLAN says is to be entered and deleted by hand
//	planned STATE [STAGE]
//	    waits, for a day of a clock that can be moved, until $PLAN has the state, and prints it: the problem, the diff to sign, what to do by hand. Its hash
//	    becomes $HASH, and the rows to which somebody has to agree become $ROWS. An answer of our API that is a plan becomes $PLAN, one that is a request for many becomes $BATCH.
//	served NAME TYPE
//	    prints what all name servers answer
//	watched
//	    prints what others changed in $ZONE, as our API knows it
//	batch [KIND=N...]
//	    waits until $BATCH has so many domains of each kind (planned, done, ready, needs_consent and so on), and prints its summary
//	candidates [CLASS]
//	    prints those of $BATCH that wait for a consent of the class, or that can be applied; the list's digest becomes $DIGEST
//	elsewhere ID SKU SEATS [days=N] [renews=true], staff N SKU [group=ID] [location=XX], held
//	    another provider sells licences to $TENANT that end in so many days; N more people hold one; prints how many hold which
//	takeover [STATE]
//	    waits, for a day of a clock that can be moved, until $TAKEOVER has the state, and prints it: what is not seen, plan, tasks, alarms, letters and users.
//	    Its plan's hash becomes $HASH, and our order $ORDER. An answer of our API that is a takeover becomes $TAKEOVER.
//	transfer [STATE]
//	    waits, for a day of a clock that can be moved, until $TRANSFER has the state, and prints it: what leaves or was moved, task, problem and steps. The hash of
//	    what leaves becomes $HASH. An answer of our API that is a transfer becomes $TRANSFER; without one it is the one that another partner asked for.
//	endpoint PATH [TYPE...], rotate PATH
//	    registers the program of a shop at a path, and proves it; it becomes $ENDPOINT. Gives it another secret.
//	manner PATH [status=N] [retry-after=SECONDS]
//	    how the program answers from now on
//	received PATH
//	    prints what the program was sent
//	shop open shopify|woocommerce|stripe|standard [twice=N] [late=N] [late-by=SECONDS] [lose=N]
//	    opens a shop that tells us of its orders. Of a hundred messages so many come twice, late, or never; one of Standard Webhooks keeps what is late
//	    until "shop resend", and sends the last first. "shop luck" changes that.
//	shop buy|edit|refund SEATS, shop pay|cancel|end|resend
//	    has a buyer order seats and pay them; changes the order's seats; gives the money of some back. Pays what an edit made due; cancels the order, and
//	    leaves the money or gives all of it back; tells of the order once more.
//	shop told, shop waits, shop ours
//	    prints what the shop sent and what our API answered; what of it waits for a person; our one order, which becomes $ORDER, and its licences
//	form [NAME=VALUE...]
//	    fills in what the order of the shop lacks, by the link in the list of what waits; refused when the page does not say thanks. The next such line goes to the
//	    same link.
//	fetch URL FILE
//	    gets a file by a link
//	log
//	    prints what the functions logged so far, in JSON lines
//
// Each script has names of its own, so that scripts do not meet where they share a system: $DOMAIN (an onmicrosoft.com domain), $SHOP_ORDER (the
// shop's order number), $ZONE (a domain of the customer's own) and idempotency keys. In files, too, $DOMAIN, $SHOP_ORDER, $ORDER, $TENANT, $LICENCE, $IMPORT,
// $PLAN, $HASH, $ROWS, $ZONE, $FILE, $BATCH, $DIGEST and $CSV are replaced before they are sent.
//
// A script that works only with a clock that can be moved, or a table that can be broken, says so and why: [!virtual] skip 'needs a moved clock'.
package localstack_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/seatwright/seatwright/localstack/sim/control"
)

const scripts = "testdata/script"

func TestScriptsInOneProcess(t *testing.T) {
	t.Parallel()
	t.Run("script", func(t *testing.T) {
		t.Parallel()
		runScripts(t, true, func(s *story) error {
			d, err := startProcess(t.Context(), s.world)
			s.driver = d
			return err
		})
	})
	all, virtual := listed(t)
	t.Cleanup(func() {
		fmt.Fprintf(os.Stdout, "scripts in one process: %d: %s\n", len(all), strings.Join(all, " "))
		fmt.Fprintf(os.Stdout, "scripts that are only virtual: %d: %s\n", len(virtual), strings.Join(virtual, ", "))
	})
}

// runScripts runs every script against what start puts behind it.
func runScripts(t *testing.T, virtual bool, start func(*story) error) {
	t.Helper()
	testscript.RunT(runner{t, virtual}, testscript.Params{
		Dir:                 scripts,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			name := strings.TrimPrefix(filepath.Base(e.WorkDir), "script-")
			s := newStory(name, start)
			e.Values[storyKey{}] = s
			e.Setenv("DOMAIN", s.domain)
			e.Setenv("SHOP_ORDER", s.shopOrder)
			e.Setenv("ZONE", s.name+".example")
			e.Defer(func() { s.end(t.Context(), e.T()) })
			return nil
		},
		Condition: func(c string) (bool, error) {
			if c != "virtual" {
				return false, fmt.Errorf("condition %q is not known", c)
			}
			return virtual, nil
		},
		Cmds: commands(t.Context()),
	})
}

type storyKey struct{}

// runner is a test as testscript wants it. Scripts that share one system run one after the other: a fault that one plans must not hit another.
type runner struct {
	*testing.T

	alone bool // each script has a system of its own
}

func (r runner) Run(name string, f func(testscript.T)) {
	r.T.Run(name, func(t *testing.T) { f(runner{t, r.alone}) })
}

func (r runner) Parallel() {
	if r.alone {
		r.T.Parallel()
	}
}

func (r runner) Verbose() bool { return testing.Verbose() }

// story is one run of a script.
type story struct {
	start     func(*story) error
	driver    driver // nil until the first command needs it
	world     world
	script    string // the file's name
	name      string // letters and digits: what makes this script's names its own
	domain    string
	shopOrder string
	hand      string // the zone that a person keeps at a registrar
	edits     uint32 // of it so far
	merchant  merchant
	platform  string // of the merchant's shop
}

func newStory(script string, start func(*story) error) *story {
	h := fnv.New64a()
	_, _ = h.Write([]byte(script)) // a hash takes everything
	name := regexp.MustCompile(`[^a-z0-9]`).ReplaceAllString(strings.ToLower(script), "")
	name = name[:min(len(name), 20)]
	return &story{
		start: start, script: script, name: name, domain: name + ".onmicrosoft.com",
		shopOrder: strconv.FormatUint(800_000_000_000_000_000+h.Sum64()%100_000_000_000_000_000, 10),
	}
}

// end gives back what a system within the process holds.
func (s *story) end(ctx context.Context, t any) {
	s.unused(ctx, t)
	if p, ok := s.driver.(process); ok && p.System != nil {
		_ = p.DNS.Close() // the sockets are on loopback, and of this script alone
	}
}

// unused complains about planned faults that never happened: a mistyped one would let a script pass that shows nothing.
func (s *story) unused(ctx context.Context, t any) {
	tb, ok := t.(testing.TB)
	if !ok || tb.Failed() || s.driver == nil {
		return
	}
	for _, name := range []string{"entra", "partnercenter", "graph", "ovh"} {
		left, err := look[[]control.Fault](command{story: s, ctx: ctx}, name, "faults")
		if err != nil || len(left) > 0 {
			tb.Errorf("%s: faults that never happened: %v %v", name, left, err)
		}
	}
}

// listed gives the scripts, and of them those that are only virtual with the reason.
func listed(t *testing.T) (all, virtual []string) {
	t.Helper()
	files, err := filepath.Glob(scripts + "/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	reason := regexp.MustCompile(`(?m)^\[!virtual\] skip '([^']+)'$`)
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(f), ".txtar")
		all = append(all, name)
		if m := reason.FindSubmatch(text); m != nil {
			virtual = append(virtual, fmt.Sprintf("%s (%s)", name, m[1]))
		}
	}
	return all, virtual
}
