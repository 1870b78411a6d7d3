package functions

import (
	"time"

	"github.com/seatwright/seatwright/shared/setting"
)

// migrations lists those that take over the customers that a partner has already.
func migrations() []Function {
	return []Function{
		{
			// Nothing but resellers is asked of the seller here. A forecast is computed anew before a migration starts: ten thousand customers take some seconds.
			Name: "migration", Timeout: 28 * time.Second, MemoryMB: 2048,
			Operations: migrationOperations(),
			Table:      []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Sends: []string{MigrationQueue}, Sheets: true,
			Read:     []string{"partner/*/app", "partner/*/refresh-token"}, // to look resellers up
			Settings: api(setting.MigrationQueue, setting.SheetBucket, setting.SecretPath, setting.Entra, setting.PartnerAPI),
		},
		{
			// A base of ten thousand customers takes an hour to read at what Partner Center allows: a reading goes on in the next message. What a run that
			// dies had in hand comes back after six times this, so it is short.
			Name: "migrate", Queue: MigrationQueue, Timeout: 5 * time.Minute, MemoryMB: 2048, Due: true,
			Table: []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Sends: []string{MigrationQueue}, Sheets: true, Mail: true,
			Read: []string{"partner/*/app", "partner/*/refresh-token"},
			Settings: []setting.Name{
				setting.Table, setting.MigrationQueue, setting.SheetBucket, setting.SecretPath, setting.Entra, setting.PartnerAPI, setting.MailFrom, setting.MailSet, setting.LogLevel,
			},
		},
		{
			Name: "heard", Topic: LetterTopic, Timeout: 30 * time.Second, MemoryMB: 256,
			Table: []string{"GetItem", "PutItem"}, Settings: []setting.Name{setting.Table, setting.LogLevel},
		},
	}
}

// migrationOperations lists what the function migration serves.
func migrationOperations() []Operation {
	return []Operation{
		{"readBase", MigrationsWrite},
		{"getBase", MigrationsRead},
		{"listBase", MigrationsRead},
		{"listMatches", MigrationsRead},
		{"answerMatch", MigrationsWrite},
		{"listRules", MigrationsRead},
		{"editEntry", MigrationsWrite},
		{"bulkEdit", MigrationsWrite},
		{"getEntryFile", MigrationsRead},
		{"putEntryFile", MigrationsWrite},
		{"acceptEntries", MigrationsWrite},
		{"putResellers", MigrationsWrite},
		{"listResellers", MigrationsRead},
		{"computeForecast", MigrationsWrite},
		{"getForecast", MigrationsRead},
		{"getForecastFile", MigrationsRead},
		{"startMigration", MigrationsWrite},
		{"listMigrations", MigrationsRead},
		{"getMigration", MigrationsRead},
		{"pauseMigration", MigrationsWrite},
		{"resumeMigration", MigrationsWrite},
		{"cancelMigration", MigrationsWrite},
		{"listMigrationItems", MigrationsRead},
		{"listMigrationFailures", MigrationsRead},
		{"retryMigration", MigrationsWrite},
		{"recountMigration", MigrationsRead},
		{"getTemplate", MigrationsRead},
		{"putTemplate", MigrationsWrite},
		{"previewTemplate", MigrationsRead},
		{"listLetters", MigrationsRead},
		{"resendLetter", MigrationsWrite},
	}
}
