package functions

import (
	"time"

	"github.com/seatwright/seatwright/shared/setting"
)

// domains lists those that set customers' domains up.
func domains() []Function {
	return []Function{
		{
			// Nothing of a zone is read or written here: that takes as long as its host likes, and is the worker's.
			Name: "dns", Timeout: 28 * time.Second, MemoryMB: 512,
			Operations: []Operation{
				{"planDomain", DNSWrite},
				{"getDomainPlan", DNSRead},
				{"consentDomainPlan", DNSWrite},
				{"applyDomainPlan", DNSWrite},
				{"rollbackDomainPlan", DNSWrite},
				{"replanDomain", DNSWrite},
				{"getZone", DNSRead},
				{"checkZone", DNSWrite},
				{"planDomains", DNSWrite},
				{"getDomainBatch", DNSRead},
				{"listCandidates", DNSRead},
				{"consentDomainBatch", DNSWrite},
				{"applyDomainBatch", DNSWrite},
				{"listHosts", DNSRead},
				{"getHost", DNSRead},
				{"putHost", DNSWrite},
			},
			Table: []string{"GetItem", "PutItem", "DeleteItem", "Query"}, Sends: []string{DomainQueue}, Read: []string{"partner/*/host/*"}, Write: []string{"partner/*/host/*"},
			Settings: api(setting.DomainQueue, setting.SecretPath, setting.OVH, setting.OVHRate, setting.ZonePartners),
		},
		{
			// A large zone at a host that counts calls takes minutes to read.
			Name: "domain", Queue: DomainQueue, Timeout: 15 * time.Minute, MemoryMB: 512,
			Table: []string{"GetItem", "PutItem", "Query"}, Sends: []string{DomainQueue}, Zones: true,
			Read: []string{"partner/*/app", "partner/*/refresh-token", "partner/*/host/*"},
			Settings: []setting.Name{
				setting.Table, setting.DomainQueue, setting.SecretPath, setting.Entra, setting.PartnerAPI, setting.Graph, setting.OVH, setting.OVHRate, setting.ZonePartners, setting.Names, setting.LogLevel,
			},
		},
	}
}
