// Dns is the Lambda function behind customers' domains: operations planDomain, getDomainPlan, consentDomainPlan, applyDomainPlan, rollbackDomainPlan,
// replanDomain, getZone, checkZone, planDomains, getDomainBatch, listCandidates, consentDomainBatch, applyDomainBatch, listHosts, getHost and putHost.
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Dns) }
