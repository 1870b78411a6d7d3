// Migration is the Lambda function behind the taking over of customers that a partner has already: operations readBase, getBase, listBase, listMatches,
// answerMatch, listRules, editEntry, bulkEdit, getEntryFile, putEntryFile, acceptEntries, putResellers, listResellers, computeForecast, getForecast,
// getForecastFile, startMigration, listMigrations, getMigration, pauseMigration, resumeMigration, cancelMigration, listMigrationItems, listMigrationFailures,
// retryMigration, recountMigration, getTemplate, putTemplate, previewTemplate, listLetters and resendLetter.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Migration) }
