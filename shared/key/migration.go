package key

import "strconv"

// Reading is how far the reading of a partner's customers is. What is known of the customers is in the same partition, in the order of their tenants.
func Reading(partner string) Key { return Key{base(partner), "READING"} }

// ReadingOf gives the partner whose reading has this key.
func ReadingOf(pk, sk string) (partner string, ok bool) {
	partner, ok = single(pk, "BASE")
	return partner, ok && sk == "READING"
}

// Folder is a customer as it was read.
func Folder(partner, tenant string) Key { return Key{base(partner), SK(join("CUSTOMER", tenant))} }

// Entry is what is filled in for a customer.
func Entry(partner, tenant string) Key { return Key{base(partner), SK(join("ENTRY", tenant))} }

// Rule is a person's answer which plan an offer is.
func Rule(partner, id string) Key { return Key{base(partner), SK(join("RULE", id))} }

// Indirect is a reseller of the second tier.
func Indirect(partner, mpn string) Key { return Key{base(partner), SK(join("RESELLER", mpn))} }

// DryRun is a forecast that was asked for.
func DryRun(partner, id string) Key { return Key{base(partner), SK(join("DRYRUN", id))} }

// DryRunOf gives the partner and the id of the forecast whose key this is.
func DryRunOf(pk, sk string) (partner, id string, ok bool) {
	partner, found := single(pk, "BASE")
	id, ok = single(sk, "DRYRUN")
	return partner, id, found && ok
}

// How the sort keys of what is known of a partner's customers begin.
const (
	Folders   = "CUSTOMER#"
	Entries   = "ENTRY#"
	Rules     = "RULE#"
	Indirects = "RESELLER#"
	DryRuns   = "DRYRUN#"
)

func base(partner string) PK { return PK(join("BASE", partner)) }

// Migration is the head of a migration; its customers and their counters are beside it.
func Migration(id string) Key { return Key{PK(join("MIGRATION", id)), "HEAD"} }

// MigrationOf gives the migration whose partition key this is.
func MigrationOf(pk string) (id string, ok bool) { return single(pk, "MIGRATION") }

// MigrationListed is a migration's place in the list of its partner's, which is in the order of time: a text of fixed width.
func MigrationListed(partner, at, id string) Key {
	return Key{PK(join("MIGRATIONS", partner)), SK(join("BEGAN", at, id))}
}

// MigrationsListed is how the sort keys of migrations in the list begin.
const MigrationsListed = "BEGAN#"

// MigrationAt gives the migration whose place in the list this is.
func MigrationAt(sk string) (id string, ok bool) {
	_, id, ok = pair(sk, "BEGAN")
	return id, ok
}

// MigrationOpen says which migration of a partner is not over.
func MigrationOpen(partner string) Key { return Key{PK(join("MIGRATIONS", partner)), "OPEN"} }

// Migrant is a customer of a migration.
func Migrant(migration, tenant string) Key {
	return Key{PK(join("MIGRATION", migration)), SK(join("CUSTOMER", tenant))}
}

// MigrantOf gives the customer whose sort key this is.
func MigrantOf(sk string) (tenant string, ok bool) { return single(sk, "CUSTOMER") }

// Migrants is how the sort keys of a migration's customers begin.
const Migrants = "CUSTOMER#"

// Counter is a part of the counters of a wave.
func Counter(migration string, wave, shard int) Key {
	return Key{PK(join("MIGRATION", migration)), SK(join("COUNT", strconv.Itoa(wave), strconv.Itoa(shard)))}
}

// Counters is how the sort keys of a migration's counters begin.
const Counters = "COUNT#"

// MigrationShard gives the partition of the index Due for what the sweep sends of migrations: those that are not over, readings, forecasts.
func MigrationShard(id string) string { return join("DUEMIGRATION", shardOf(id)) }

// MigrationShardNames lists them.
func MigrationShardNames() []string { return shardNames("DUEMIGRATION") }

// MigrantsDue is the partition of the index Due with the customers of a migration that are looked at again at a time. Each migration has one: what one
// does in a minute is bounded by what its seller allows, far below what a partition takes.
func MigrantsDue(migration string) string { return join("DUECUSTOMER", migration) }

// LetterShard gives the partition of the index Due for a letter.
func LetterShard(id string) string { return join("DUELETTER", shardOf(id)) }

// LetterShardNames lists them.
func LetterShardNames() []string { return shardNames("DUELETTER") }

func shardOf(id string) string { return string(rune('0' + Hash(id)[0]%Shards)) }

func shardNames(kind string) []string {
	names := make([]string, Shards)
	for i := range names {
		names[i] = join(kind, string(rune('0'+i)))
	}
	return names
}
