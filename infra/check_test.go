package main_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/key"
)

// A check lists what is wrong with a template; nothing when all is well.
type check func(template) []string

// wildcardsAllowed says which wildcard resources there may be, with the reason that the template has to give: by the last part of the role's id,
// and by the statement.
func wildcardsAllowed() map[string]string {
	const secrets = "Secrets Manager adds six characters to a secret's name, and the secrets of one kind differ by the ids in their paths"
	return map[string]string{
		"Role WriteTraces":      "X-Ray has no resources to name for these two actions",
		"Role ReadSecrets":      secrets,
		"Role WriteSecrets":     secrets,
		"Role FindZones":        "Route 53 has no resource to name for a search",
		"Role UseZones":         "the hosted zones are the customers', which nobody knows when the stack is built",
		"Role FollowChanges":    "the hosted zones are the customers', which nobody knows when the stack is built",
		"Role StageSecrets":     secrets,
		"Role KeepRoots":        "the roots of the audit differ by their day and their hash",
		"Role UseSheets":        "files of price sheets differ by the partner, the import and what they hold",
		"ApiLogsRole WriteLogs": "the role serves every API of the account, and API Gateway refuses one that cannot do this for all log groups",
	}
}

func oneFunctionPerEntry(t template) []string {
	var got, want, bad []string
	for _, r := range t.all("AWS::Lambda::Function") {
		got = append(got, fmt.Sprint(r.at("FunctionName")))
		if r.at("Runtime") != "provided.al2023" || r.at("Handler") != "bootstrap" {
			bad = append(bad, fmt.Sprintf("%v: runs something else than a binary of ours", r.at("FunctionName")))
		}
		if r.at("TracingConfig", "Mode") != "Active" {
			bad = append(bad, fmt.Sprintf("%v: is not traced", r.at("FunctionName")))
		}
	}
	for _, f := range functions.All() {
		want = append(want, "seatwright-"+f.Name)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		bad = append(bad, fmt.Sprintf("functions %v, want %v", got, want))
	}
	return bad
}

func noCodeOfOthers(t template) []string {
	var bad []string
	for id, r := range t.Resources {
		if r.Type == "AWS::CloudFormation::CustomResource" || strings.HasPrefix(r.Type, "Custom::") {
			bad = append(bad, id+": a custom resource")
		}
		if r.Type == "AWS::IAM::Policy" || r.Type == "AWS::IAM::ManagedPolicy" || r.at("ManagedPolicyArns") != nil {
			bad = append(bad, id+": a policy beside the role's own")
		}
	}
	return bad
}

func noWildcardAction(t template) []string {
	var bad []string
	for _, s := range t.statements() {
		for _, a := range s.actions {
			if s.allow && strings.Contains(a, "*") {
				bad = append(bad, fmt.Sprintf("%s %s: allows %s", s.in, s.sid, a))
			}
		}
	}
	return bad
}

func wildcardResourcesHaveReasons(t template) []string {
	var bad []string
	for _, s := range t.statements() {
		if !s.allow || !strings.ContainsAny(flat(s.resources), "*?") {
			continue
		}
		reasons, _ := t.Resources[s.in].Metadata["WildcardResources"].(map[string]any)
		stated, expected := reasons[s.sid], ""
		for suffix, reason := range wildcardsAllowed() {
			role, sid, _ := strings.Cut(suffix, " ")
			if sid == s.sid && strings.HasSuffix(strings.TrimRight(s.in, "0123456789ABCDEF"), role) {
				expected = reason
			}
		}
		if expected == "" || stated != expected {
			bad = append(bad, fmt.Sprintf("%s %s: wildcard in %s, with the reason %v", s.in, s.sid, flat(s.resources), stated))
		}
	}
	return bad
}

func tableIsSafe(t template) []string {
	tables := t.all("AWS::DynamoDB::GlobalTable")
	if len(tables) != 1 || t.Resources["Table"] == nil || t.Resources["Table"].Type != tables[0].Type {
		return []string{"want one table, with the logical id Table"}
	}
	r := tables[0]
	want := map[string]bool{
		"encryption":          r.at("SSESpecification", "SSEEnabled") == true,
		"time to live":        r.at("TimeToLiveSpecification", "AttributeName") == key.AttrExpires && r.at("TimeToLiveSpecification", "Enabled") == true,
		"recovery":            r.at("Replicas", 0, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled") == true,
		"deletion protection": r.at("Replicas", 0, "DeletionProtectionEnabled") == true,
		"on demand":           r.at("BillingMode") == "PAY_PER_REQUEST",
		"keys":                flat(r.at("KeySchema")) == `[{"AttributeName":"PK","KeyType":"HASH"},{"AttributeName":"SK","KeyType":"RANGE"}]`,
		"indexes":             len(several(r.at("GlobalSecondaryIndexes"))) == len(key.Indexes()),
		"retention":           r.DeletionPolicy == "Retain" && r.UpdateReplacePolicy == "Retain",
	}
	for i, index := range key.Indexes() {
		want["index "+index.Name] = r.at("GlobalSecondaryIndexes", i, "IndexName") == index.Name &&
			r.at("GlobalSecondaryIndexes", i, "Projection", "ProjectionType") == "KEYS_ONLY"
	}
	return missing("Table", want)
}

func auditIsSafe(t template) []string {
	r := t.Resources["AuditBucket"]
	if r == nil || r.Type != "AWS::S3::Bucket" {
		return []string{"want a bucket with the logical id AuditBucket"}
	}
	want := bucketIsShut(t, "AuditBucket")
	want["object lock"] = r.at("ObjectLockEnabled") == true
	want["versions"] = r.at("VersioningConfiguration", "Status") == "Enabled"
	want["nobody frees"] = !strings.Contains(flat(t.Resources), "s3:BypassGovernanceRetention") && !strings.Contains(flat(t.Resources), "s3:DeleteObject")
	return missing("AuditBucket", want)
}

func queuesAreSafe(t template) []string {
	var bad []string
	for _, id := range t.ids("AWS::SQS::Queue") {
		r := t.Resources[id]
		last := id == "MissedQueue" || strings.HasSuffix(id, "DeadQueue") // nothing comes after dead letters
		bad = append(bad, missing(id, map[string]bool{
			"encryption":    r.at("SqsManagedSseEnabled") == true,
			"14 days":       r.at("MessageRetentionPeriod") == 14*24*3600.0,
			"retention":     r.DeletionPolicy == "Retain" && r.UpdateReplacePolicy == "Retain",
			"dead letters":  last || r.at("RedrivePolicy", "maxReceiveCount") == 5.0,
			"TLS only":      denied(t, id),
			"order":         id == "MissedQueue" || r.at("FifoQueue") == true,
			"a declared id": strings.HasSuffix(id, "Queue"),
		})...)
	}
	for _, f := range functions.All() {
		if f.Queue == "" {
			continue
		}
		q := t.Resources[strings.ToUpper(f.Queue[:1])+f.Queue[1:]+"Queue"]
		if q == nil {
			bad = append(bad, f.Queue+": no such queue")
		} else if q.at("VisibilityTimeout") != 6*f.Timeout.Seconds() {
			bad = append(bad, f.Name+": messages become visible while it may still work on them")
		}
	}
	return bad
}

// denied tells whether a queue refuses calls without TLS.
func denied(t template, queue string) bool {
	return slices.ContainsFunc(t.all("AWS::SQS::QueuePolicy"), func(p *resource) bool {
		text := flat(p.Properties)
		return strings.Contains(text, `"Ref":"`+queue+`"`) && strings.Contains(text, `{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"`)
	})
}

func logsEnd(t template) []string {
	var bad []string
	var groups []string
	for _, r := range t.all("AWS::Logs::LogGroup") {
		name := fmt.Sprint(r.at("LogGroupName"))
		groups = append(groups, name)
		if r.at("RetentionInDays") == nil {
			bad = append(bad, name+": logs are kept for ever")
		}
	}
	for _, r := range t.all("AWS::Lambda::Function") {
		if name := fmt.Sprintf("/aws/lambda/%v", r.at("FunctionName")); !slices.Contains(groups, name) {
			bad = append(bad, name+": no log group, so Lambda makes one without an end")
		}
	}
	return bad
}

func missing(id string, want map[string]bool) []string {
	var bad []string
	for what, ok := range want {
		if !ok {
			bad = append(bad, id+": "+what)
		}
	}
	slices.Sort(bad)
	return bad
}
