// Package setting names the environment variables of the functions, as data that the infrastructure shares.
//
// Only shared/app reads them. Addresses of AWS itself are not here: the SDK reads AWS_ENDPOINT_URL.
package setting

// Name is the name of an environment variable.
type Name string

// The variables.
const (
	Table      Name = "SEATWRIGHT_TABLE"             // name of the table
	OrderQueue Name = "SEATWRIGHT_ORDER_QUEUE"       // address of the FIFO queue of orders
	SecretPath Name = "SEATWRIGHT_SECRET_PREFIX"     // prefix of the names in the secret store, with its last slash
	Issuer     Name = "SEATWRIGHT_OIDC_ISSUER"       // issuer of the tokens that our API accepts
	Audience   Name = "SEATWRIGHT_OIDC_AUDIENCE"     // audience of the tokens that our API accepts
	Entra      Name = "SEATWRIGHT_ENTRA_URL"         // token service; https://login.microsoftonline.com
	PartnerAPI Name = "SEATWRIGHT_PARTNERCENTER_URL" // Partner Center; https://api.partnercenter.microsoft.com
	PriceAPI   Name = "SEATWRIGHT_PARTNERAPI_URL"    // Partner API; https://api.partner.microsoft.com
	Graph      Name = "SEATWRIGHT_GRAPH_URL"         // Microsoft Graph; https://graph.microsoft.com
	LogLevel   Name = "SEATWRIGHT_LOG_LEVEL"         // debug, info, warn or error
)

// All lists every variable.
func All() []Name {
	return []Name{Table, OrderQueue, SecretPath, Issuer, Audience, Entra, PartnerAPI, PriceAPI, Graph, LogLevel}
}
