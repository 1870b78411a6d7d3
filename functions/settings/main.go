// Settings is the Lambda function behind GET /v1/partners and, below /v1/partners/{partner_id}, GET and PUT settings, GET settings/versions and
// settings/versions/{version}, POST settings/versions/{version}/restore, GET settings/diff and GET notices (operations listPartners, getSettings,
// putSettings, listSettingsVersions, getSettingsVersion, restoreSettings, diffSettings and listNotices).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Settings) }
