// Consent is the Lambda function behind the links to a partner's sign-in: operations createConsent and getConsent for clients of the API,
// showConsent, startConsent and finishConsent for browsers.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Consent) }
