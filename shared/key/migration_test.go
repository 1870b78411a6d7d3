package key_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seatwright/seatwright/shared/key"
)

// migrationKeys writes an example of each key of migrations, clients and letters.
func migrationKeys(w io.Writer) {
	for _, k := range []key.Key{
		key.Reading("p"), key.Folder("p", "tenant"), key.Entry("p", "tenant"), key.Rule("p", "rule-1"), key.Indirect("p", "1234567"), key.DryRun("p", "fc_1"),
		key.Migration("m-1"), key.MigrationListed("p", "2026-11-21T10:00:00.000000000Z", "m-1"), key.MigrationOpen("p"), key.Migrant("m-1", "tenant"),
		key.Counter("m-1", -1, 15), key.Counter("m-1", 2, 0), key.Letter("p", "tenant", "migrated"), key.Template("p", "migrated"), key.Silenced("a@b.example"),
		key.Owner("p", "tenant"), key.OwnerNamed("p", "a@b.example"), key.Owned("p", "s"), key.Opening("p", "s"), key.TenantSpent("p", "tenant"),
	} {
		fmt.Fprintf(w, "%s | %s\n", k.PK, k.SK)
	}
	fmt.Fprintf(w, "migrations: %s %v %s\n", key.MigrationShard("m-1"), key.MigrationShardNames(), key.MigrantsDue("m#1"))
	fmt.Fprintf(w, "letters: %s %v\n", key.LetterShard("tenant"), key.LetterShardNames())
}

// drawMigration makes those that drawListed leaves.
func drawMigration(name string, parts [4]string) (k key.Key, how []string) {
	a, b, c := parts[0], parts[1], parts[2]
	how = []string{name, a}
	two := map[string]func(a, b string) key.Key{
		"folder": key.Folder, "entry": key.Entry, "rule": key.Rule, "indirect": key.Indirect, "dryrun": key.DryRun, "migrant": key.Migrant, "template": key.Template,
		"owner": key.Owner, "ownernamed": key.OwnerNamed, "owned": key.Owned, "opening": key.Opening, "tenantspent": key.TenantSpent,
	}
	three := map[string]func(a, b, c string) key.Key{"migrationlisted": key.MigrationListed, "letter": key.Letter}
	one := map[string]func(a string) key.Key{
		"reading": key.Reading, "migration": key.Migration, "migrationopen": key.MigrationOpen, "silenced": key.Silenced,
	}
	switch {
	case one[name] != nil:
		k = one[name](a)
	case two[name] != nil:
		k, how = two[name](a, b), append(how, b)
	case three[name] != nil:
		k, how = three[name](a, b, c), append(how, b, c)
	case name == "counter":
		k, how = key.Counter(a, len(b)-1, len(c)), append(how, fmt.Sprint(len(b), len(c)))
	}
	return k, how
}

func TestWhatIsDueOfMigrationsIsReadBackFromItsKeyAndFromNoOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.StringOfN(rapid.RuneFrom([]rune("ab#%235 ü")), 1, 12, -1)
		a, b, c := part.Draw(t, "a"), part.Draw(t, "b"), part.Draw(t, "c")
		read, dry, letter := key.Reading(a), key.DryRun(a, b), key.Letter(a, b, c)
		if p, ok := key.ReadingOf(string(read.PK), string(read.SK)); !ok || p != a {
			t.Fatalf("reading of %q read back as %q, %v", a, p, ok)
		}
		if p, id, ok := key.DryRunOf(string(dry.PK), string(dry.SK)); !ok || p != a || id != b {
			t.Fatalf("forecast %q of %q read back as %q of %q, %v", b, a, id, p, ok)
		}
		if p, tenant, e, ok := key.LetterOf(string(letter.PK), string(letter.SK)); !ok || p != a || tenant != b || e != c {
			t.Fatalf("letter %q %q %q read back as %q %q %q, %v", a, b, c, p, tenant, e, ok)
		}
		if id, ok := key.MigrationOf(string(key.Migrant(a, b).PK)); !ok || id != a {
			t.Fatalf("migration %q read back as %q, %v", a, id, ok)
		}
		if id, ok := key.MigrantOf(string(key.Migrant(a, b).SK)); !ok || id != b {
			t.Fatalf("customer %q read back as %q, %v", b, id, ok)
		}
		if id, ok := key.MigrationAt(string(key.MigrationListed(a, c, b).SK)); !ok || id != b {
			t.Fatalf("migration %q of the list read back as %q, %v", b, id, ok)
		}
	})
	folder := key.Folder("p", "tenant")
	if _, ok := key.ReadingOf(string(folder.PK), string(folder.SK)); ok {
		t.Error("a customer read as a reading")
	}
	if _, _, ok := key.DryRunOf(string(folder.PK), string(folder.SK)); ok {
		t.Error("a customer read as a forecast")
	}
	for _, bad := range []string{"", "HEAD", "CUSTOMER#", "BEGAN#a", "LETTER#a"} {
		if _, ok := key.MigrantOf(bad); ok {
			t.Errorf("%q read as a customer", bad)
		}
		if _, ok := key.MigrationAt(bad); ok {
			t.Errorf("%q read as a migration's place", bad)
		}
		if _, _, _, ok := key.LetterOf("LETTERS#p", bad); ok {
			t.Errorf("%q read as a letter", bad)
		}
	}
	if !strings.HasPrefix(key.LetterShard("x"), "DUELETTER#") {
		t.Error("a letter is due among others")
	}
}

func TestKeysOfAListBeginAsTheListSays(t *testing.T) {
	t.Parallel()
	for prefix, k := range map[string]key.Key{
		key.Folders: key.Folder("p", "t"), key.Entries: key.Entry("p", "t"), key.Rules: key.Rule("p", "r"), key.Indirects: key.Indirect("p", "1"),
		key.DryRuns: key.DryRun("p", "f"), key.MigrationsListed: key.MigrationListed("p", "a", "m"), key.Counters: key.Counter("m", 0, 0),
		key.Letters: key.Letter("p", "t", "e"), key.Templates: key.Template("p", "e"), key.Owners: key.Owner("p", "t"), key.AllOwned: key.Owned("p", "s"),
		key.Openings: key.Opening("p", "s"),
	} {
		if !strings.HasPrefix(string(k.SK), prefix) {
			t.Errorf("%s does not begin with %s", k.SK, prefix)
		}
	}
	if k := key.Migrant("m", "t"); !strings.HasPrefix(string(k.SK), key.Migrants) {
		t.Errorf("%s does not begin with %s", k.SK, key.Migrants)
	}
}
