package app

import (
	"fmt"

	"github.com/seatwright/seatwright/shared/api"
)

// Limits of the contract.
const (
	longPlan      = 100
	longField     = 40
	longCell      = 1000
	longCause     = 60
	longSubject   = 200
	longLetter    = 100_000
	mostWhere     = 20
	mostWaves     = 50
	mostOfWave    = 1_000_000
	longestWait   = 14 * 24 * 60 * 60 // seconds
	wholePerMille = 1000
)

// asAnswer looks whether an answer to what an offer is has the form of the contract.
func asAnswer(b api.MatchAnswer) error {
	var bad forms
	bad.text("/plan", &b.Plan, 0, longPlan, nil)
	return bad.failed("the answer cannot be taken")
}

// asBulk looks whether an edit of many has the form of the contract.
func asBulk(b api.BulkEdit) error {
	var bad forms
	bad.text("/set", &b.Set, 1, longField, nil)
	bad.text("/value", &b.Value, 0, longCell, nil)
	bad.many("/where", len(value(b.Where)), mostWhere)
	for name, v := range value(b.Where) {
		bad.text("/where/"+name, &v, 0, longCell, nil)
	}
	return bad.failed("the entries cannot be changed so")
}

// asAccepted looks whether the hash of changes has the form of the contract.
func asAccepted(b api.AcceptedChanges) error {
	var bad forms
	bad.text("/hash", &b.Hash, 1, longHash, nil)
	return bad.failed("the changes cannot be accepted")
}

// asMigration looks whether a start has the form of the contract.
func asMigration(b api.NewMigration) error {
	var bad forms
	bad.text("/forecast", &b.Forecast, 1, longHash, nil)
	bad.length("/waves", len(b.Waves), 1, mostWaves)
	for i, w := range b.Waves[:min(len(b.Waves), mostWaves)] {
		at := fmt.Sprintf("/waves/%d", i)
		bad.number(at+"/count", w.Count, 0, mostOfWave)
		bad.number(at+"/per_mille", w.PerMille, 0, wholePerMille)
		bad.number(at+"/wait_seconds", w.WaitSeconds, 0, longestWait)
		bad.number(at+"/failed_per_mille", &w.FailedPerMille, 0, wholePerMille)
	}
	return bad.failed("the migration cannot be started")
}

// asRetry looks whether the wish to try failures again has the form of the contract.
func asRetry(b api.MigrationRetry) error {
	var bad forms
	bad.text("/cause", &b.Cause, 1, longCause, nil)
	return bad.failed("nothing can be retried so")
}

// asTemplate looks whether a letter has the form of the contract.
func asTemplate(b api.NewTemplate) error {
	var bad forms
	bad.text("/subject", &b.Subject, 1, longSubject, nil)
	bad.text("/text", &b.Text, 1, longLetter, nil)
	bad.text("/html", b.Html, 0, longLetter, nil)
	return bad.failed("the letter cannot be saved")
}

// asPreview looks whether a letter that is to be shown has the form of the contract.
func asPreview(b api.LetterPreview) error {
	var bad forms
	bad.tenant("/tenant", b.Tenant)
	bad.text("/subject", b.Subject, 0, longSubject, nil)
	bad.text("/text", b.Text, 0, longLetter, nil)
	bad.text("/html", b.Html, 0, longLetter, nil)
	return bad.failed("the letter cannot be shown")
}
