// Package dns plans what a customer's domain needs for Microsoft 365, and changes nothing else in its zone.
//
// Nothing is asked or written from here: a zone as its host has it and facts as Microsoft gave them become a plan, a plan becomes steps.
//
//	name.go, record.go, quote.go   names, rows and what the world sees of them    fact.go, cloud.go      what Microsoft wants
//	dialect.go, together.go        how a host writes and keeps rows               option.go              what a person chose and agreed to
//	plan.go, planner.go            Prepare, and the items of a plan               conflict.go            what cannot stand beside what
//	mx.go, mx_move.go, cname.go, srv.go, txt.go, spf_plan.go                      a file for each family of rules
//	spf.go, spf_merge.go, spf_tree.go                                             SPF read, merged and counted
//	apply.go, stock.go             steps forward and back, from any state         drift.go, digest.go    what changed since
//	published.go                   what every name server must answer             summary.go, text.go    many domains, and one to sign
//
// Consents are by row, or for a class of changes. Whoever gives none loses nothing: whatever takes mail, answers or lets people sign in today then stands in
// the way, and a plan with anything in its way is not applied.
//
// A row is never identified by its id alone, since hosts renumber; never by its text alone, since they add quotes; and never by its time to live, since 0
// is another way to say the zone's own.
//
// Traps of planning, each with the number by which the project calls it and the test that steps into it:
//
//	 2  MX hosts computed of the name                TestOnlyMicrosoftKnowsWhatDiffersFromDomainToDomain
//	 3  DKIM keys computed of the name               the same
//	 4  a second SPF record                          TestThereIsOneSPFRecordAfterwards, TestOneZoneHasManySpellings
//	 5  SPF merged behind "all", twice, or stricter  TestASenderIsLetInBeforeTheRestIsDecided, TestNoSenderLosesByAMerge
//	 6  lookups not counted, or only at the top      TestLookupsAreCountedThroughTheTree
//	 7  targets without the final dot                TestHostsAreWrittenWithTheirFinalDot
//	 8  deletes alone that are not published         TestANameIsFreedBeforeItIsTaken
//	 9  an update that empties what it leaves out    TestAnUpdateKeepsWhatItDoesNotChange
//	10  differences that are none                    TestOneZoneHasManySpellings
//	11  a create sent again makes twins              TestWhatIsPlannedIsWhatHappens
//	12  ids kept and trusted                         the same
//	13  mail split, or live mail gone                TestLiveMailNeedsAConsentForEachRow
//	15  applied but not served                       TestEverySetThatChangesIsLookedAt
//	19  types that nobody knew                       TestStrangeTypesStayAsTheyAre
//	21  msoid of an old checklist                    TestMsoidIsNeverMadeAndOffered
//	22  a wildcard that fakes a record               TestAWildcardStopsWhereSomethingIsMade
//	23  MTA-STS forgotten when mail moves            TestAPolicyForSendersHoldsTheMailBack
//	24  an update that names the row's type anew     TestAnUpdateKeepsWhatItDoesNotChange
//
// The others are about a host's API and name servers, and are tested where those are asked.
package dns
