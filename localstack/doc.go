// Package localstack holds everything that stands in for the outside world, so that Seatwright can be run and tested without an account anywhere.
//
//	what                          stand-in                          proven by
//	DynamoDB                      localstack/memory, Store          the suite shared/table/tabletest, which DynamoDB must pass too
//	SQS FIFO with dead letters    localstack/memory, Queue          the suite shared/queue/queuetest
//	Secrets Manager               localstack/memory, Secrets        the suite shared/secret/secrettest
//	S3 with object lock           localstack/memory, Blobs          the suite shared/blob/blobtest
//	S3 with signed links          localstack/memory, Files          the suite shared/blob/blobtest, links over HTTP included
//	S3 events by EventBridge      localstack/local, Arrive          each file that arrives wakes its functions; what fails is tried again twice
//	API Gateway, Lambda           localstack/local                  routes from the contract, functions from functions.All
//	EventBridge schedules         localstack/local, Fire and Tick   every function with a schedule is woken once a minute
//	Microsoft Entra ID            localstack/sim/entra              its own tests, and the client's in shared/entra
//	Partner Center                localstack/sim/partnercenter      its own tests, and the client's in shared/partnercenter
//	Microsoft Graph               localstack/sim/graph              its own tests, and the client's in shared/graph
//	Partner API (price sheets)    localstack/sim/partnerapi         its own tests, and the client's in shared/partnerapi
//	OVHcloud's API                localstack/sim/ovh                its own tests, and the client's in shared/ovh
//	Route 53                      localstack/sim/route53            its own tests, and the suite of shared/route53, which LocalStack passes too
//	Name servers                  localstack/sim/dns                its own tests, and the resolver's in shared/resolver
//	Programs of shops             localstack/client                 its own tests, against the whole system
//	AWS as a whole                LocalStack, localstack/start      the deployed stack
//
// The simulators share no code with the clients that they check. Faults, refusals and what is there already are planned through the interface
// below /_sim/ of each (localstack/sim/control), over a socket or within the process alike.
//
// # What is not modelled
//
//   - Time at AWS: nothing is slow, throttled or eventually consistent in memory; a function has no time-out and no limit of memory. One process
//     works on one batch of messages at a time.
//   - API Gateway: stages, usage plans, its own validation of requests and its time-out of 29 seconds. Of its limits only the 10 MB of a request are kept.
//   - IAM: in memory everybody may do everything. Grants are asserted on the stack's template.
//   - Route 53 on LocalStack answers no question about names: localstack/cloud copies its zones to localstack/sim/dns. It takes batches that AWS refuses.
//   - Money: Partner Center's invoices, and credit. What is still owed after a cancel is computed from the cost in the settings.
//   - Microsoft's delays are those that a script asks for; by default a purchase shows and is provisioned at once.
//   - The people of the simulated sign-in have no passwords and no sessions: one picks an account. Microsoft's own pages look otherwise.
//   - Microsoft's answers follow its documentation. Where it is silent, the simulator's comment says that the answer is modelled.
//
// # The acceptance tests
//
// testdata/script holds stories that a reseller can read; script_test.go describes their commands. Each runs in one process on a clock that a
// script can move. A script that needs that clock, or a table that fails when told to, cannot run anywhere else and says so in a line that begins with [!virtual].
package localstack
