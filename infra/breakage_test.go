package main_test

import "strings"

// breakage spoils a template, so that the check with that name has to complain.
type breakage struct {
	what, check string
	do          func(template)
}

func breakages() []breakage {
	const table, queue, fn = "the table is encrypted and comes back", "queues are encrypted and keep what fails", "each entry has one function"
	const safe, arrive = "the roots of the audit are locked", "price sheets arrive"
	return append(breakagesOfGrants(), []breakage{
		{"a function is missing", fn, gone("AWS::Lambda::Function", "Sweep")},
		{"a function in another language", fn, first("AWS::Lambda::Function", func(r *resource) { r.Properties["Runtime"] = "python3.13" })},
		{"no encryption", table, without("Table", "SSESpecification")},
		{"no time to live", table, without("Table", "TimeToLiveSpecification")},
		{"no recovery", table, without("Table", "Replicas")},
		{"table goes with the stack", table, func(t template) { t.Resources["Table"].DeletionPolicy = "Delete" }},
		{"no object lock", safe, without("AuditBucket", "ObjectLockEnabled")},
		{"no versions", safe, without("AuditBucket", "VersioningConfiguration")},
		{"the bucket is open", safe, without("AuditBucket", "PublicAccessBlockConfiguration")},
		{"the bucket without TLS", safe, gone("AWS::S3::BucketPolicy", "AuditBucket")},
		{"the bucket goes with the stack", safe, func(t template) { t.Resources["AuditBucket"].DeletionPolicy = "Delete" }},
		{"sheets arrive unheard", arrive, without("SheetBucket", "NotificationConfiguration")},
		{"the bucket of sheets is open", arrive, without("SheetBucket", "PublicAccessBlockConfiguration")},
		{"uploads for ever", arrive, without("SheetBucket", "LifecycleConfiguration")},
		{"the bucket of sheets goes with the stack", arrive, func(t template) { t.Resources["SheetBucket"].DeletionPolicy = "Delete" }},
		{"queue is not encrypted", queue, without("OrdersQueue", "SqsManagedSseEnabled")},
		{"no dead letters", queue, without("OrdersQueue", "RedrivePolicy")},
		{"dead letters end early", queue, without("OrdersDeadQueue", "MessageRetentionPeriod")},
		{"queue without TLS", queue, gone("AWS::SQS::QueuePolicy", "Missed")},
		{"logs for ever", "logs have an end", first("AWS::Logs::LogGroup", func(r *resource) { delete(r.Properties, "RetentionInDays") })},
		{"logs of nobody", "logs have an end", gone("AWS::Logs::LogGroup", "Order")},
		{"errors unseen", "functions, queues and business are watched", gone("AWS::CloudWatch::Alarm", "FulfilErrors")},
		{"dead letters unseen", "functions, queues and business are watched", gone("AWS::CloudWatch::Alarm", "OrdersDeadLetters")},
		{"age unseen", "functions, queues and business are watched", gone("AWS::CloudWatch::Alarm", "OrdersAge")},
		{"a warning unseen", "functions, queues and business are watched", gone("AWS::CloudWatch::Alarm", "CredentialWarning")},
		{"an alarm rings nobody", "functions, queues and business are watched", first("AWS::CloudWatch::Alarm", func(r *resource) { delete(r.Properties, "AlarmActions") })},
		{"a route is missing", "each operation of the contract has a function", first("AWS::ApiGateway::RestApi", func(r *resource) {
			paths, _ := r.at("Body", "paths").(map[string]any)
			delete(paths, "/v1/orders")
		})},
		{"a route may not call", "each operation of the contract has a function", gone("AWS::Lambda::Permission", "Cancel")},
	}...)
}

func breakagesOfGrants() []breakage {
	const code, wildcard, may = "no code and no policy of others", "a wildcard resource has its reason", "a function may do what its entry says"
	const mail = "e-mail is sent by whom the deployment names, or by nobody"
	return []breakage{
		{"a custom resource", code, func(t template) { t.Resources["X"] = &resource{Type: "Custom::LogRetention"} }},
		{"a managed policy", code, first("AWS::IAM::Role", func(r *resource) { r.Properties["ManagedPolicyArns"] = []any{"x"} })},
		{"a wildcard action", "no wildcard action", spoil("FulfilRole", "UseTable", "Action", "dynamodb:*")},
		{"all tables", wildcard, spoil("FulfilRole", "UseTable", "Resource", "*")},
		{"a reason is missing", wildcard, first("AWS::IAM::Role", func(r *resource) { r.Metadata = nil })},
		{"every item of the table", may, spoil("CallbackRole", "UseTable", "Condition", nil)},
		{"another action", may, spoil("ShowRole", "UseTable", "Action", "dynamodb:DeleteTable")},
		{"every secret", may, spoil("FulfilRole", "ReadSecrets", "Resource", "*")},
		{"every secret's versions", may, spoil("ConsentRole", "StageSecrets", "Resource", "*")},
		{"versions are deleted", may, spoil("ConsentRole", "StageSecrets", "Action", "secretsmanager:DeleteSecret")},
		{"every queue is counted", wildcard, spoil("DoctorRole", "CountMessages", "Resource", "*")},
		{"e-mail from everybody", mail, spoil("NotifyRole", "SendMail", "Resource", "arn:aws:ses:eu-central-1:1:identity/example.com")},
		{"e-mail has to be sent", mail, func(t template) { t.Parameters["MailFrom"]["MinLength"] = 1 }},
		{"an issuer may be missing", mail, func(t template) { t.Parameters["OidcIssuer"]["Default"] = "" }},
	}
}

// without takes a property from a resource.
func without(id, property string) func(template) {
	return func(t template) { delete(t.Resources[id].Properties, property) }
}

// first changes the first resource of a kind.
func first(kind string, do func(*resource)) func(template) {
	return func(t template) { do(t.all(kind)[0]) }
}

// gone removes the resources of a kind that have the part in their ids.
func gone(kind, part string) func(template) {
	return func(t template) {
		for _, id := range t.ids(kind) {
			if strings.Contains(id, part) {
				delete(t.Resources, id)
			}
		}
	}
}

// spoil changes one member of a statement in a role.
func spoil(role, sid, member string, value any) func(template) {
	return func(t template) {
		for _, id := range t.ids("AWS::IAM::Role") {
			if strings.HasPrefix(id, role) {
				walk(t.Resources[id].Properties, func(m map[string]any) {
					if m["Sid"] == sid {
						m[member] = value
					}
				})
			}
		}
	}
}
