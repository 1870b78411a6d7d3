// Credential is the Lambda function behind the secret or certificate of a partner's app: operations getCredential, putCredential and
// rollbackCredential.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Credential) }
