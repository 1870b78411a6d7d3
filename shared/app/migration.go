package app

import (
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/seatwright/seatwright/shared/edge"
)

// Migration builds the function behind the taking over of customers that a partner has already.
func Migration(e *Env) (lambda.Handler, error) {
	t, guard, err := e.openGuarded()
	if err != nil {
		return nil, err
	}
	b, err := e.openBase(t)
	if err != nil {
		return nil, err
	}
	secrets, err := e.OpenSecrets()
	if err != nil {
		return nil, err
	}
	s, err := newSellers(e, t, secrets)
	if err != nil {
		return nil, err
	}
	c := migrationCounter{b, s}
	return edge.Routes(c.routes(func(operation, scope string) edge.Options {
		return edge.Options{Operation: operation, Log: e.Log, Now: e.Now, Guard: guard, Scope: scope}
	})), nil
}

// migrationCounter answers what is asked of migrations.
type migrationCounter struct {
	base

	sellers *sellers // asked about resellers only
}

func (c migrationCounter) routes(options func(operation, scope string) edge.Options) map[string]lambda.Handler {
	read := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(options(operation, scopeMigrationsRead), call)
	}
	write := func(operation string, call edge.Call) lambda.Handler {
		return edge.HTTP(options(operation, scopeMigrationsWrite), called(call))
	}
	const all = "/v1/partners/{partner_id}"
	const entries, forecasts, migrations, templates = all + "/entries", all + "/forecasts", all + "/migrations", all + "/templates/{event}"
	const one, forecast = migrations + "/{migration_id}", forecasts + "/{forecast_id}"
	return map[string]lambda.Handler{
		"POST " + all + "/base":                               write("readBase", c.readBase),
		"GET " + all + "/base":                                read("getBase", c.getBase),
		"GET " + all + "/base/customers":                      read("listBase", c.listBase),
		"GET " + all + "/matches":                             read("listMatches", c.matches),
		"PUT " + all + "/matches/{match_id}/answer":           write("answerMatch", c.answer),
		"GET " + all + "/rules":                               read("listRules", c.rules),
		"PATCH " + entries + "/{tenant_id}":                   write("editEntry", c.edit),
		"POST " + entries + "/bulk":                           write("bulkEdit", c.bulk),
		"GET " + entries + "/file":                            read("getEntryFile", c.sheetOut),
		"POST " + entries + "/file":                           write("putEntryFile", c.sheetIn),
		"POST " + entries + "/accept":                         write("acceptEntries", c.accept),
		"POST " + all + "/resellers":                          write("putResellers", c.putResellers),
		"GET " + all + "/resellers":                           read("listResellers", c.resellers),
		"POST " + forecasts:                                   write("computeForecast", c.askForecast),
		"GET " + forecast:                                     read("getForecast", c.showForecast),
		"GET " + forecast + "/file":                           read("getForecastFile", c.forecastFile),
		"POST " + migrations:                                  write("startMigration", c.start),
		"GET " + migrations:                                   read("listMigrations", c.list),
		"GET " + one:                                          read("getMigration", c.show),
		"POST " + one + "/pause":                              write("pauseMigration", c.pause),
		"POST " + one + "/resume":                             write("resumeMigration", c.resume),
		"POST " + one + "/cancel":                             write("cancelMigration", c.cancel),
		"GET " + one + "/items":                               read("listMigrationItems", c.items),
		"GET " + one + "/failures":                            read("listMigrationFailures", c.failures),
		"POST " + one + "/retry":                              write("retryMigration", c.retry),
		"GET " + one + "/recount":                             read("recountMigration", c.recount),
		"GET " + templates:                                    read("getTemplate", c.template),
		"PUT " + templates:                                    write("putTemplate", c.putTemplate),
		"POST " + templates + "/preview":                      read("previewTemplate", c.preview),
		"GET " + all + "/letters":                             read("listLetters", c.letters),
		"POST " + all + "/letters/{tenant_id}/{event}/resend": write("resendLetter", c.resend),
	}
}
