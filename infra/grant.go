package main

import (
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/key"
	"github.com/seatwright/seatwright/shared/setting"
)

// wildcards is the name under which a role's metadata holds, for each statement whose resource has a wildcard, the reason.
const wildcards = "WildcardResources"

// grant is one statement of a policy.
type grant struct {
	sid       string
	actions   []string // with the prefix of the service
	resources []*string
	wildcard  string   // why the resource has to have a wildcard; "" when it has none
	items     []string // how the partition keys begin that it is for; none: all
}

// grants lists all that a function may do.
func (s *stack) grants(f functions.Function, logs awslogs.LogGroup) []grant {
	g := []grant{
		{sid: "WriteLogs", actions: []string{"logs:CreateLogStream", "logs:PutLogEvents"}, resources: []*string{logs.LogGroupArn()}},
		{
			sid: "WriteTraces", actions: []string{"xray:PutTraceSegments", "xray:PutTelemetryRecords"}, resources: []*string{jsii.String("*")},
			wildcard: "X-Ray has no resources to name for these two actions",
		},
	}
	if len(f.Table) > 0 {
		g = append(g, grant{sid: "UseTable", actions: prefixed("dynamodb:", f.Table), resources: []*string{s.table.TableArn()}, items: f.Items})
	}
	if f.Due {
		index := awscdk.Fn_Join(jsii.String("/index/"), &[]*string{s.table.TableArn(), jsii.String(key.Due.Name)})
		g = append(g, grant{sid: "FindDue", actions: []string{"dynamodb:Query"}, resources: []*string{index}})
	}
	for _, q := range s.queues {
		if slices.Contains(f.Sends, q.Name) {
			g = append(g, grant{sid: "Send" + title(q.Name), actions: []string{"sqs:SendMessage"}, resources: []*string{q.work.QueueArn()}})
		}
		if q.Name == f.Queue {
			receive := []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"}
			g = append(g, grant{sid: "ReceiveMessages", actions: receive, resources: []*string{q.work.QueueArn()}})
		}
	}
	if f.Every > 0 || f.Objects != "" || f.Topic != "" {
		g = append(g, grant{sid: "ReportMissed", actions: []string{"sqs:SendMessage"}, resources: []*string{s.missed.QueueArn()}})
	}
	if f.Counts {
		g = append(g, grant{sid: "CountMessages", actions: []string{"sqs:GetQueueAttributes"}, resources: s.counted()})
	}
	if f.Mail {
		by := s.senders()
		if slices.Contains(f.Settings, setting.MailSet) {
			by = append(by, s.letterSet())
		}
		g = append(g, grant{sid: "SendMail", actions: []string{"ses:SendEmail"}, resources: by})
	}
	if f.Zones {
		g = append(g, s.zoneGrants()...)
	}
	g = append(g, s.safeGrants(f)...)
	g = append(g, s.sheetGrants(f)...)
	return append(g, s.secretGrants(f)...)
}

// counted names every queue and its dead letters.
func (s *stack) counted() []*string {
	var arns []*string
	for _, q := range s.queues {
		arns = append(arns, q.work.QueueArn(), q.dead.QueueArn())
	}
	return append(arns, s.missed.QueueArn())
}

// senders names the identities that may stand behind the sender's address: the address, and its domain. The sign that is put behind
// the address lets one without any, which sends nothing, have a second part too.
func (s *stack) senders() []*string {
	address := s.settings[setting.MailFrom]
	parts := awscdk.Fn_Split(jsii.String("@"), awscdk.Fn_Join(jsii.String(""), &[]*string{address, jsii.String("@")}), nil)
	var arns []*string
	for _, identity := range []*string{address, awscdk.Fn_Select(jsii.Number(1), parts)} {
		arns = append(arns, s.root.FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("ses"), Resource: jsii.String("identity"), ResourceName: identity,
		}))
	}
	return arns
}

func (s *stack) secretGrants(f functions.Function) []grant {
	const why = "Secrets Manager adds six characters to a secret's name, and the secrets of one kind differ by the ids in their paths"
	var g []grant
	if len(f.Read) > 0 {
		read := []string{"secretsmanager:GetSecretValue"}
		g = append(g, grant{sid: "ReadSecrets", actions: read, resources: s.secrets(f.Read), wildcard: why})
	}
	if len(f.Write) > 0 {
		write := []string{
			"secretsmanager:CreateSecret", "secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage",
		}
		g = append(g, grant{sid: "WriteSecrets", actions: write, resources: s.secrets(f.Write), wildcard: why})
	}
	if len(f.Stage) > 0 {
		stage := []string{
			"secretsmanager:CreateSecret", "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
			"secretsmanager:UpdateSecretVersionStage",
		}
		g = append(g, grant{sid: "StageSecrets", actions: stage, resources: s.secrets(f.Stage), wildcard: why})
	}
	return g
}

// secrets names secrets by their paths, with the end that Secrets Manager gives each, and without it: for a secret that is not there, the
// answer has to be "not found", not "denied". A "*" of a path stays one: IAM lets it stand for a slash as well, which the fixed last word
// of each path limits.
func (s *stack) secrets(paths []string) []*string {
	var arns []*string
	for _, p := range paths {
		for _, end := range []string{"", "-??????"} {
			arns = append(arns, s.root.FormatArn(&awscdk.ArnComponents{
				Service:      jsii.String("secretsmanager"),
				Resource:     jsii.String("secret"),
				ArnFormat:    awscdk.ArnFormat_COLON_RESOURCE_NAME,
				ResourceName: jsii.String(*s.settings[setting.SecretPath] + p + end),
			}))
		}
	}
	return arns
}

// policies turns grants into the one policy of a role. It is part of the role, so that no function starts before it may do its work.
func policies(grants []grant) *map[string]awsiam.PolicyDocument {
	doc := awsiam.NewPolicyDocument(nil)
	for _, g := range grants {
		doc.AddStatements(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid: jsii.String(g.sid), Actions: jsii.Strings(g.actions...), Resources: &g.resources, Conditions: g.conditions(),
		}))
	}
	return &map[string]awsiam.PolicyDocument{"Own": doc}
}

// conditions keep a grant on the table to some of its items: every partition key of a call has to begin as one of them.
func (g grant) conditions() *map[string]any {
	if len(g.items) == 0 {
		return nil
	}
	var begins []string
	for _, i := range g.items {
		begins = append(begins, i+"*")
	}
	return &map[string]any{"ForAllValues:StringLike": map[string]any{"dynamodb:LeadingKeys": begins}}
}

// explain writes beside a role why statements of it have wildcards.
func explain(role awsiam.Role, grants []grant) {
	why := map[string]string{}
	for _, g := range grants {
		if g.wildcard != "" {
			why[g.sid] = g.wildcard
		}
	}
	if r, ok := role.Node().DefaultChild().(awscdk.CfnResource); ok {
		r.AddMetadata(jsii.String(wildcards), why)
	}
}

func prefixed(prefix string, names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, prefix+n)
	}
	return out
}
