package main_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/api"
)

// ring lists what the alarms watch: the metric, with the id of the resource in its dimensions where it has one.
func ring(t template) ([]string, []string) {
	var watched, bad []string
	for id, r := range t.Resources {
		if r.Type != "AWS::CloudWatch::Alarm" {
			continue
		}
		if len(several(r.at("AlarmActions"))) == 0 {
			bad = append(bad, id+": rings nobody")
		}
		dimension := r.at("Dimensions", 0, "Value", "Ref")
		if dimension == nil {
			dimension = r.at("Dimensions", 0, "Value", "Fn::GetAtt", 0)
		}
		if dimension == nil {
			dimension = r.at("Namespace")
		}
		watched = append(watched, fmt.Sprintf("%v %v", dimension, r.at("MetricName")))
	}
	return watched, bad
}

func everythingIsWatched(t template) []string {
	watched, bad := ring(t)
	var want []string
	for _, id := range t.ids("AWS::Lambda::Function") {
		want = append(want, id+" Errors", id+" Throttles")
	}
	for _, f := range functions.All() {
		if f.Every > 0 {
			want = append(want, functionID(t, f.Name)+" Invocations")
		}
	}
	for _, id := range t.ids("AWS::SQS::Queue") {
		if t.Resources[id].at("RedrivePolicy") != nil {
			want = append(want, id+" ApproximateAgeOfOldestMessage")
		} else {
			want = append(want, id+" ApproximateNumberOfMessagesVisible")
		}
	}
	for _, m := range []string{"OrdersOverdue", "Quarantined", "SignatureFailures", "TokenAgeDays", "TokenDead", "TokenWarning", "CredentialWarning", "MailFailed", "DomainsOverdue", "DomainDrift", "DomainOperator", "SecretRetiring", "ShopSilent"} {
		want = append(want, "Seatwright "+m)
	}
	for _, w := range want {
		if !slices.Contains(watched, w) {
			bad = append(bad, "no alarm on "+w)
		}
	}
	if len(t.ids("AWS::CloudWatch::Dashboard")) != 1 {
		bad = append(bad, "want one dashboard")
	}
	return bad
}

// routesAnswer reads the contract with another library than the stack does.
func routesAnswer(t template) []string {
	doc, err := openapi3.NewLoader().LoadFromData(api.Contract())
	if err != nil {
		return []string{err.Error()}
	}
	apis := t.all("AWS::ApiGateway::RestApi")
	if len(apis) != 1 {
		return []string{"want one API"}
	}
	var bad []string
	if got := flat(apis[0].at("Body", "x-amazon-apigateway-binary-media-types")); got != `["*/*"]` {
		bad = append(bad, "bodies go through as text: binary types "+got)
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			name := ""
			for _, f := range functions.All() {
				if f.Serves(op.OperationID) {
					name = f.Name
				}
			}
			uri := flat(apis[0].at("Body", "paths", path, strings.ToLower(method), "x-amazon-apigateway-integration", "uri"))
			if id := functionID(t, name); id == "" || !strings.Contains(uri, id) {
				bad = append(bad, fmt.Sprintf("%s %s: calls %s, not function %q", method, path, uri, name))
			} else if !permitted(t, id, method) {
				bad = append(bad, fmt.Sprintf("%s %s: API Gateway may not call %s", method, path, name))
			}
		}
	}
	return bad
}

func functionID(t template, name string) string {
	for _, id := range t.ids("AWS::Lambda::Function") {
		if t.Resources[id].at("FunctionName") == "seatwright-"+name {
			return id
		}
	}
	return ""
}

func permitted(t template, function, method string) bool {
	return slices.ContainsFunc(t.all("AWS::Lambda::Permission"), func(p *resource) bool {
		source := flat(p.at("SourceArn"))
		return strings.Contains(flat(p.at("FunctionName")), function) && strings.Contains(source, "/live/"+method+"/v1/")
	})
}

// grantsMatchEntries holds the statements of each role against its entry, action by action.
func grantsMatchEntries(t template) []string {
	var bad []string
	for _, f := range functions.All() {
		role := strings.ToUpper(f.Name[:1]) + f.Name[1:] + "Role"
		got := map[string]string{}
		for _, s := range t.statements() {
			if strings.TrimRight(s.in, "0123456789ABCDEF") == role && s.sid != "" {
				slices.Sort(s.actions)
				got[s.sid] = strings.Join(s.actions, " ")
				if s.condition != nil {
					got[s.sid] += " if " + flat(s.condition)
				}
				bad = append(bad, otherSecrets(f, s)...)
			}
		}
		if want := granted(f); flat(got) != flat(want) {
			bad = append(bad, fmt.Sprintf("%s may %s, want %s", f.Name, flat(got), flat(want)))
		}
	}
	return bad
}

// otherSecrets lists the resources of a statement about secrets that are none of the entry's.
func otherSecrets(f functions.Function, s statement) []string {
	paths, about := map[string][]string{"ReadSecrets": f.Read, "WriteSecrets": f.Write, "StageSecrets": f.Stage}[s.sid]
	if !about {
		return nil
	}
	var bad []string
	for _, r := range s.resources {
		if !slices.ContainsFunc(paths, func(p string) bool {
			return strings.Contains(flat(r), `:secret:seatwright/`+p+`"`) || strings.Contains(flat(r), `:secret:seatwright/`+p+`-??????"`)
		}) {
			bad = append(bad, fmt.Sprintf("%s %s: %s", f.Name, s.sid, flat(r)))
		}
	}
	return bad
}

func granted(f functions.Function) map[string]string {
	want := map[string]string{"WriteLogs": "logs:CreateLogStream logs:PutLogEvents", "WriteTraces": "xray:PutTelemetryRecords xray:PutTraceSegments"}
	if len(f.Table) > 0 {
		actions := slices.Clone(f.Table)
		slices.Sort(actions)
		want["UseTable"] = "dynamodb:" + strings.Join(actions, " dynamodb:")
		if len(f.Items) > 0 {
			want["UseTable"] += ` if {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["` + strings.Join(f.Items, `*","`) + `*"]}}`
		}
	}
	if f.Due {
		want["FindDue"] = "dynamodb:Query"
	}
	for _, q := range f.Sends {
		want["Send"+strings.ToUpper(q[:1])+q[1:]] = "sqs:SendMessage"
	}
	if f.Zones {
		want["FindZones"], want["FollowChanges"] = "route53:ListHostedZonesByName", "route53:GetChange"
		want["UseZones"] = "route53:ChangeResourceRecordSets route53:GetHostedZone route53:ListResourceRecordSets"
	}
	if f.Every > 0 || f.Objects != "" || f.Topic != "" {
		want["ReportMissed"] = "sqs:SendMessage"
	}
	if f.Counts {
		want["CountMessages"] = "sqs:GetQueueAttributes"
	}
	if f.Seals {
		want["KeepRoots"], want["ListRoots"] = "s3:GetObject s3:PutObject s3:PutObjectRetention", "s3:ListBucket"
	}
	if f.Sheets {
		want["UseSheets"], want["ListSheets"] = "s3:GetObject s3:PutObject", "s3:ListBucket"
	}
	if f.Mail {
		want["SendMail"] = "ses:SendEmail"
	}
	if len(f.Stage) > 0 {
		want["StageSecrets"] = "secretsmanager:CreateSecret secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage"
	}
	if f.Queue != "" {
		want["ReceiveMessages"] = "sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage"
	}
	if len(f.Read) > 0 {
		want["ReadSecrets"] = "secretsmanager:GetSecretValue"
	}
	if len(f.Write) > 0 {
		want["WriteSecrets"] = "secretsmanager:CreateSecret secretsmanager:DescribeSecret secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage"
	}
	return want
}

// senderIsGiven looks at who may send e-mail, and at the parameters: those of optional settings are empty unless somebody fills them, others must not be.
func senderIsGiven(t template) []string {
	var bad []string
	for _, s := range t.statements() {
		for _, r := range s.resources {
			if strings.HasSuffix(flat(r), `:configuration-set/seatwright-letters"]]}`) {
				continue // it says where is told what became of letters, and sends for nobody
			}
			if strings.HasPrefix(strings.Join(s.actions, " "), "ses:") && (!strings.Contains(flat(r), `{"Ref":"MailFrom"}`) || !strings.Contains(flat(r), ":identity/")) {
				bad = append(bad, fmt.Sprintf("%s %s: sends as %s", s.in, s.sid, flat(r)))
			}
		}
	}
	for name, p := range t.Parameters {
		optional := slices.Contains([]string{"MailFrom", "PublicUrl", "EventRoots", "OvhUrl", "OvhPerMinute", "Route53Partners", "Names", "CallbackPorts", "CallbackRoots", "ShopsUrl"}, name)
		given, has := p["Default"]
		if ours := strings.HasPrefix(fmt.Sprint(p["Description"]), "Environment variable SEATWRIGHT_"); !ours {
			continue // the CDK's own
		}
		if optional && (p["MinLength"] != nil || given != "") || !optional && (p["MinLength"] != 1.0 || has && given == "") {
			bad = append(bad, fmt.Sprintf("parameter %s: default %v, least length %v", name, given, p["MinLength"]))
		}
	}
	return bad
}
