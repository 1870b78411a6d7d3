package key_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/key"
)

// TestKeysAreWhatIsStored: a change here is a migration of every stored item. Do not mend the file to make it pass.
func TestKeysAreWhatIsStored(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, k := range []key.Key{
		key.Order("ord_7"), key.Order("a#b%c"), key.Claim("p", "tenant", "sold"), key.Delivery("c", "e"), key.Chunk("c", "e", "f00d", 12),
		key.Quarantine("c", "2026-11-21T10:00:00.000000000Z", "e"), key.Partner("p"), key.Client("id"), key.Connection("c"),
		key.Idempotency("p", "client", "placeOrder", "k"),
		key.Hold("p"), key.Listed("p#1"), key.Notice("p", "2026-11-21T10:00:00.000000000Z", "partner.token_dead", "sign-in #1", 60), key.Lease("p"),
		key.Consent("cns_1"), key.Version("p", 7),
		key.Subscription("p", "s"), key.Wish("p", "s", "chg_1"), key.Waits("p", "s", "2026-11-21T10:00:00.000000000Z", "chg_1"),
		key.Licence("p", "tenant", "s"), key.Renewal("p", "2027-03", "tenant", "s"), key.Reread("p"),
		key.Audit("order/ord_7", 12),
		key.PriceImport("p", "imp_1"), key.PricePointer("p", "new_commerce", "DE", "EUR"), key.Plan("p", "gold"), key.PlanVersion("p", "gold", 7),
		key.Offer("p", "new_commerce", "CFQ7TTC0LCHC", "0002"), key.PriceChunk("f00d", "CFQ7TTC0LCHC", 12), key.PriceFetched("p", "DE", "updatedlicensebased"),
		key.Account("p", "main"), key.Domain("p", "dom_1"), key.DomainNamed("p", "contoso.example"), key.Batch("p", "bat_1"), key.BatchLine("p", "bat_1", "contoso.example"), key.Text("p", "f00d", 12),
	} {
		fmt.Fprintf(&b, "%s | %s\n", k.PK, k.SK)
	}
	feedKeys(&b)
	listedKeys(&b)
	migrationKeys(&b)
	for _, id := range []string{"ord_1", "ord_2", "ord_3", "ord_4", "ord_5"} {
		fmt.Fprintf(&b, "shard of %s: %s\n", id, key.Shard(id))
	}
	fmt.Fprintf(&b, "index: %s %s %s %s\n", key.Held("p#1"), key.Releases, key.Untold, key.AuditDay("2026-11-21"))
	fmt.Fprintf(&b, "domains: %s %v\n", key.DomainShard("dom_1"), key.DomainShardNames())
	fmt.Fprintf(&b, "feed: %s %s %s\n", key.FreshNews, key.Unlisted, key.DueLines)
	fmt.Fprintf(&b, "hash: %s\n", key.Hash("a", "b#c"))
	golden, err := os.ReadFile("testdata/keys.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(golden), b.String()); diff != "" {
		t.Fatalf("keys (-stored +made):\n%s", diff)
	}
}

// made is a key with how it was made.
type made struct{ how, pk, sk string }

func draw(t *rapid.T, label string) made {
	part := func(n string) string {
		return rapid.StringOfN(rapid.RuneFrom([]rune("ab#%23HED")), 0, 6, -1).Draw(t, label+n)
	}
	a, b, c, d := part("a"), part("b"), part("c"), part("d")
	n := rapid.IntRange(0, 9999).Draw(t, label+"n")
	name := rapid.SampledFrom([]string{"order", "claim", "delivery", "chunk", "quarantine", "partner", "client", "connection", "idempotency", "hold", "listed", "notice", "lease", "consent", "version", "audit", "subscription", "wish", "waits", "licence", "renewal", "reread", "import", "pointer", "plan", "planversion", "offer", "pricechunk", "fetched", "account", "domain", "named", "batch", "line", "text", "news", "told", "event", "keyed", "eventid", "feed", "place", "endpoint", "owned", "callback", "callbackdue", "orderlisted", "connectionlisted", "connectionasked", "spent", "takeover", "takeoverlisted", "reading", "folder", "entry", "rule", "indirect", "dryrun", "migration", "migrationlisted", "migrationopen", "migrant", "counter", "letter", "template", "silenced", "owner", "ownernamed", "owned", "opening", "tenantspent"}).Draw(t, label)
	var k key.Key
	how := []string{name, a}
	switch name {
	case "order":
		k = key.Order(a)
	case "claim":
		k, how = key.Claim(a, b, c), append(how, b, c)
	case "delivery":
		k, how = key.Delivery(a, b), append(how, b)
	case "chunk":
		k, how = key.Chunk(a, b, c, n), append(how, b, c, strconv.Itoa(n))
	case "quarantine":
		k, how = key.Quarantine(a, b, c), append(how, b, c)
	case "partner":
		k = key.Partner(a)
	case "client":
		k = key.Client(a)
	case "connection":
		k = key.Connection(a)
	case "idempotency":
		k, how = key.Idempotency(a, b, c, d), append(how, b, c, d)
	case "hold":
		k = key.Hold(a)
	case "listed":
		k = key.Listed(a)
	case "notice":
		k, how = key.Notice(a, b, c, d, n), append(how, b, c, d, strconv.Itoa(n))
	case "lease":
		k = key.Lease(a)
	case "version":
		k, how = key.Version(a, int64(n)), append(how, strconv.Itoa(n))
	case "consent":
		k = key.Consent(a)
	default:
		k, how = drawMore(name, [4]string{a, b, c, d}, n)
	}
	return made{how: fmt.Sprintf("%q", how), pk: string(k.PK), sk: string(k.SK)}
}

// drawMore makes those that draw leaves.
func drawMore(name string, parts [4]string, n int) (k key.Key, how []string) {
	a, b, c, d := parts[0], parts[1], parts[2], parts[3]
	how = []string{name, a}
	switch name {
	case "audit":
		k, how = key.Audit(a, int64(n)), append(how, strconv.Itoa(n))
	case "reread":
		k = key.Reread(a)
	case "subscription":
		k, how = key.Subscription(a, b), append(how, b)
	case "wish":
		k, how = key.Wish(a, b, c), append(how, b, c)
	case "waits":
		k, how = key.Waits(a, b, c, d), append(how, b, c, d)
	case "licence":
		k, how = key.Licence(a, b, c), append(how, b, c)
	case "renewal":
		k, how = key.Renewal(a, b, c, d), append(how, b, c, d)
	case "import":
		k, how = key.PriceImport(a, b), append(how, b)
	case "pointer":
		k, how = key.PricePointer(a, b, c, d), append(how, b, c, d)
	case "plan":
		k, how = key.Plan(a, b), append(how, b)
	case "planversion":
		k, how = key.PlanVersion(a, b, int64(n)), append(how, b, strconv.Itoa(n))
	case "offer":
		k, how = key.Offer(a, b, c, d), append(how, b, c, d)
	case "fetched":
		k, how = key.PriceFetched(a, b, c), append(how, b, c)
	case "account":
		k, how = key.Account(a, b), append(how, b)
	case "domain":
		k, how = key.Domain(a, b), append(how, b)
	case "named":
		k, how = key.DomainNamed(a, b), append(how, b)
	case "batch":
		k, how = key.Batch(a, b), append(how, b)
	case "line":
		k, how = key.BatchLine(a, b, c), append(how, b, c)
	case "text":
		k, how = key.Text(a, b, n), append(how, b, strconv.Itoa(n))
	case "pricechunk":
		k, how = key.PriceChunk(a, b, n), append(how, b, strconv.Itoa(n))
	default:
		return drawFeed(name, parts, n)
	}
	return k, how
}

func TestDifferentThingsNeverHaveTheSameKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := draw(t, "x"), draw(t, "y")
		if (x.pk == y.pk && x.sk == y.sk) != (x.how == y.how) {
			t.Fatalf("%s and %s: keys %s|%s and %s|%s", x.how, y.how, x.pk, x.sk, y.pk, y.sk)
		}
		if strings.Contains(x.pk, "##") && x.sk == "" {
			t.Fatalf("%s: empty sort key", x.how)
		}
	})
}

func TestAnOrdersIDIsReadBackFromItsKeyAndFromNoOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringOfN(rapid.RuneFrom([]rune("ab#%235 ü")), 1, 12, -1).Draw(t, "id")
		if got, ok := key.OrderID(string(key.Order(id).PK)); !ok || got != id {
			t.Fatalf("order %q read back as %q, %v", id, got, ok)
		}
	})
	for _, pk := range []string{"", "ORDER", "ORDER#", "ORDER#a#b", "ORDER#%", "ORDER#%2", "CLAIM#a#b", "order#a"} {
		if id, ok := key.OrderID(pk); ok {
			t.Errorf("%q read as order %q", pk, id)
		}
	}
}

func TestAPartnerAndAnIDAreReadBackFromTheirKeyAndFromNoOther(t *testing.T) {
	t.Parallel()
	for kind, c := range map[string]struct {
		make func(partner, id string) key.Key
		read func(pk string) (partner, id string, ok bool)
	}{
		"SUBSCRIPTION": {key.Subscription, key.SubscriptionOf}, "DOMAIN": {key.Domain, key.DomainOf}, "BATCH": {key.Batch, key.BatchOf},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				id := rapid.StringOfN(rapid.RuneFrom([]rune("ab#%235 ü")), 1, 12, -1)
				a, b := id.Draw(t, "partner"), id.Draw(t, "id")
				if p, got, ok := c.read(string(c.make(a, b).PK)); !ok || p != a || got != b {
					t.Fatalf("%q of %q read back as %q of %q, %v", b, a, got, p, ok)
				}
			})
			for _, pk := range []string{"", kind, kind + "#a", kind + "#a#", kind + "#a#b#c", kind + "#a#%2", "CLAIM#a#b", "DOMAINS#a"} {
				if _, id, ok := c.read(pk); ok {
					t.Errorf("%q read as %q", pk, id)
				}
			}
		})
	}
}

func TestAPartnersIDIsReadBackFromItsKeys(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringOfN(rapid.RuneFrom([]rune("ab#%235 ü")), 1, 12, -1).Draw(t, "id")
		if got, ok := key.PartnerOf(string(key.Hold(id).PK)); !ok || got != id {
			t.Fatalf("partner %q read back as %q, %v", id, got, ok)
		}
		if got, ok := key.PartnerListed(string(key.Listed(id).SK)); !ok || got != id {
			t.Fatalf("partner %q of the list read back as %q, %v", id, got, ok)
		}
	})
	if id, ok := key.PartnerOf(string(key.Order("a").PK)); ok {
		t.Errorf("an order read as partner %q", id)
	}
}

func TestTheSchemaNamesEachAttributeOnceAndEveryShardIsSwept(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{key.AttrPK: true, key.AttrSK: true, key.AttrExpires: true}
	for _, x := range key.Indexes() {
		for _, name := range []string{"index " + x.Name, x.Partition, x.Sort} {
			if name == "" || seen[name] {
				t.Errorf("index %s: %q is empty or used twice", x.Name, name)
			}
			seen[name] = true
		}
	}
	used := map[string]int{}
	for n := range 400 {
		used[key.Shard(strconv.Itoa(n))]++
	}
	if len(key.ShardNames()) != key.Shards || len(used) != key.Shards {
		t.Fatalf("shards named %v, used %v", key.ShardNames(), used)
	}
	for _, name := range key.ShardNames() {
		if used[name] < 50 {
			t.Errorf("shard %s holds %d of 400 orders", name, used[name])
		}
	}
}
