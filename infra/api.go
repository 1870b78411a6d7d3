package main

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
)

// Stage of the API, and what it lets through before it answers 429, for all callers together. A burst of webhooks is cheap: its work waits in the queue.
const (
	stage     = "live"
	perSecond = 100
	burst     = 500
)

// accessLog says what is logged of a call. It has the route but not the path, and neither address nor headers of the caller: nothing that
// says who somebody is or what they ordered.
const accessLog = `{"request_id":"$context.requestId","trace":"$context.xrayTraceId","time":"$context.requestTimeEpoch",` +
	`"method":"$context.httpMethod","route":"$context.resourcePath","status":"$context.status","bytes":"$context.responseLength",` +
	`"took_ms":"$context.responseLatency","function_ms":"$context.integrationLatency","function_status":"$context.integration.status","refused":"$context.error.responseType"}`

// addAPI makes the REST API of the contract's operations, each joined to the function whose entry names it.
func (s *stack) addAPI() (awsapigateway.SpecRestApi, error) {
	routes, err := routes(s.Contract)
	if err != nil {
		return nil, err
	}
	joined, err := s.join(routes)
	if err != nil {
		return nil, err
	}
	api := awsapigateway.NewSpecRestApi(s.root, jsii.String("Api"), &awsapigateway.SpecRestApiProps{
		RestApiName:    jsii.String(s.Name),
		ApiDefinition:  awsapigateway.ApiDefinition_FromInline(document(s.Name, routes, s.integrations(joined))),
		EndpointTypes:  &[]awsapigateway.EndpointType{awsapigateway.EndpointType_REGIONAL},
		CloudWatchRole: jsii.Bool(false), // it would bring a managed policy; accessLogs has its own
		FailOnWarnings: jsii.Bool(true),
		DeployOptions: &awsapigateway.StageOptions{
			StageName:            jsii.String(stage),
			ThrottlingRateLimit:  jsii.Number(perSecond),
			ThrottlingBurstLimit: jsii.Number(burst),
			MetricsEnabled:       jsii.Bool(true),
			TracingEnabled:       jsii.Bool(true),
			AccessLogDestination: awsapigateway.NewLogGroupLogDestination(s.logs("ApiLogs", "/aws/apigateway/"+s.Name)),
			AccessLogFormat:      awsapigateway.AccessLogFormat_Custom(jsii.String(accessLog)),
		},
	})
	api.DeploymentStage().Node().AddDependency(s.accessLogs())
	for _, r := range routes {
		joined[r].AddPermission(jsii.String(r.operation), &awslambda.Permission{
			Principal: awsiam.NewServicePrincipal(jsii.String("apigateway.amazonaws.com"), nil),
			SourceArn: api.ArnForExecuteApi(jsii.String(strings.ToUpper(r.method)), jsii.String(parameter.ReplaceAllString(r.path, "*")), jsii.String(stage)),
		})
	}
	api.Node().TryRemoveChild(jsii.String("Endpoint")) // an output of the CDK's, with an id that nobody can foresee
	s.output("ApiId", api.RestApiId())
	s.output("ApiStage", jsii.String(stage))
	s.output("ApiUrl", api.Url())
	return api, nil
}

// join finds the function of each route. Both ways: an operation nobody answers and a function nobody can call are mistakes.
func (s *stack) join(routes []route) (map[route]awslambda.Function, error) {
	byOperation := map[string]string{}
	for _, f := range s.Functions {
		if f.Operation != "" {
			byOperation[f.Operation] = f.Name
		}
	}
	joined := map[route]awslambda.Function{}
	for _, r := range routes {
		name, ok := byOperation[r.operation]
		if !ok {
			return nil, fmt.Errorf("operation %s of the contract: no function has it", r.operation)
		}
		joined[r] = s.functions[name]
		delete(byOperation, r.operation)
	}
	for operation, name := range byOperation {
		return nil, fmt.Errorf("function %s: the contract has no operation %s", name, operation)
	}
	return joined, nil
}

// integrations gives the address under which API Gateway calls the function of each route.
func (s *stack) integrations(joined map[route]awslambda.Function) map[route]string {
	const path = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function}/invocations"
	uris := map[route]string{}
	for r, fn := range joined {
		uris[r] = *awscdk.Fn_Sub(jsii.String(path), &map[string]*string{"Function": fn.FunctionArn()})
	}
	return uris
}

// accessLogs lets API Gateway write logs. The setting is one for all APIs of an account in a region, and stays when the stack goes.
func (s *stack) accessLogs() awsapigateway.CfnAccount {
	grants := []grant{{
		sid: "WriteLogs",
		actions: []string{
			"logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams",
			"logs:FilterLogEvents", "logs:GetLogEvents", "logs:PutLogEvents",
		},
		resources: []*string{jsii.String("*")},
		wildcard:  "the role serves every API of the account, and API Gateway refuses one that cannot do this for all log groups",
	}}
	role := awsiam.NewRole(s.root, jsii.String("ApiLogsRole"), &awsiam.RoleProps{
		AssumedBy:      awsiam.NewServicePrincipal(jsii.String("apigateway.amazonaws.com"), nil),
		InlinePolicies: policies(grants),
	})
	explain(role, grants)
	account := awsapigateway.NewCfnAccount(s.root, jsii.String("ApiAccount"), &awsapigateway.CfnAccountProps{CloudWatchRoleArn: role.RoleArn()})
	account.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
	if r, ok := role.Node().DefaultChild().(awscdk.CfnResource); ok {
		r.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
	}
	return account
}
