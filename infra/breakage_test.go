package main_test

import "strings"

// breakage spoils a template, so that the check with that name has to complain.
type breakage struct {
	what, check string
	do          func(template)
}

func breakages() []breakage {
	const table, queue, fn = "the table is encrypted and comes back", "queues are encrypted and keep what fails", "each entry has one function"
	without := func(id, property string) func(template) {
		return func(t template) { delete(t.Resources[id].Properties, property) }
	}
	first := func(kind string, do func(*resource)) func(template) {
		return func(t template) { do(t.all(kind)[0]) }
	}
	gone := func(kind, part string) func(template) {
		return func(t template) {
			for _, id := range t.ids(kind) {
				if strings.Contains(id, part) {
					delete(t.Resources, id)
				}
			}
		}
	}
	return []breakage{
		{"a function is missing", fn, gone("AWS::Lambda::Function", "Sweep")},
		{"a function in another language", fn, first("AWS::Lambda::Function", func(r *resource) { r.Properties["Runtime"] = "python3.13" })},
		{"a custom resource", "no code and no policy of others", func(t template) { t.Resources["X"] = &resource{Type: "Custom::LogRetention"} }},
		{"a managed policy", "no code and no policy of others", first("AWS::IAM::Role", func(r *resource) { r.Properties["ManagedPolicyArns"] = []any{"x"} })},
		{"a wildcard action", "no wildcard action", spoil("FulfilRole", "Action", "dynamodb:*")},
		{"all tables", "a wildcard resource has its reason", spoil("FulfilRole", "Resource", "*")},
		{"a reason is missing", "a wildcard resource has its reason", first("AWS::IAM::Role", func(r *resource) { r.Metadata = nil })},
		{"another action", "a function may do what its entry says", spoil("ShowRole", "Action", "dynamodb:DeleteTable")},
		{"no encryption", table, without("Table", "SSESpecification")},
		{"no time to live", table, without("Table", "TimeToLiveSpecification")},
		{"no recovery", table, without("Table", "Replicas")},
		{"table goes with the stack", table, func(t template) { t.Resources["Table"].DeletionPolicy = "Delete" }},
		{"queue is not encrypted", queue, without("OrdersQueue", "SqsManagedSseEnabled")},
		{"no dead letters", queue, without("OrdersQueue", "RedrivePolicy")},
		{"dead letters end early", queue, without("OrdersDeadQueue", "MessageRetentionPeriod")},
		{"queue without TLS", queue, gone("AWS::SQS::QueuePolicy", "Missed")},
		{"logs for ever", "logs have an end", first("AWS::Logs::LogGroup", func(r *resource) { delete(r.Properties, "RetentionInDays") })},
		{"logs of nobody", "logs have an end", gone("AWS::Logs::LogGroup", "Order")},
		{"errors unseen", "functions, queues and business are watched", gone("AWS::CloudWatch::Alarm", "FulfilErrors")},
		{"dead letters unseen", "functions, queues and business are watched", gone("AWS::CloudWatch::Alarm", "OrdersDeadLetters")},
		{"age unseen", "functions, queues and business are watched", gone("AWS::CloudWatch::Alarm", "OrdersAge")},
		{"an alarm rings nobody", "functions, queues and business are watched", first("AWS::CloudWatch::Alarm", func(r *resource) { delete(r.Properties, "AlarmActions") })},
		{"a route is missing", "each operation of the contract has a function", first("AWS::ApiGateway::RestApi", func(r *resource) {
			paths, _ := r.at("Body", "paths").(map[string]any)
			delete(paths, "/v1/orders")
		})},
		{"a route may not call", "each operation of the contract has a function", gone("AWS::Lambda::Permission", "Cancel")},
	}
}

// spoil changes one member of every statement about the table in a role.
func spoil(role, member string, value any) func(template) {
	return func(t template) {
		for _, id := range t.ids("AWS::IAM::Role") {
			if strings.HasPrefix(id, role) {
				walk(t.Resources[id].Properties, func(m map[string]any) {
					if m["Sid"] == "UseTable" {
						m[member] = value
					}
				})
			}
		}
	}
}
