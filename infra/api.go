package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
)

// Stage of the API, and what it lets through before it answers 429, for all callers together. A burst of webhooks is cheap: its work waits
// in the queue.
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
func (s *stack) addAPI(routes []route) awsapigateway.SpecRestApi {
	api := awsapigateway.NewSpecRestApi(s.root, jsii.String("Api"), &awsapigateway.SpecRestApiProps{
		RestApiName:    jsii.String(s.Name),
		ApiDefinition:  awsapigateway.ApiDefinition_FromInline(document(s.Name, routes, s.integration)),
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
		path := parameter.ReplaceAllString(r.path, "*")
		s.functions[r.function].AddPermission(jsii.String(r.operation), &awslambda.Permission{
			Principal: awsiam.NewServicePrincipal(jsii.String("apigateway.amazonaws.com"), nil),
			SourceArn: api.ArnForExecuteApi(jsii.String(strings.ToUpper(r.method)), jsii.String(path), jsii.String(stage)),
		})
	}
	api.Node().TryRemoveChild(jsii.String("Endpoint")) // an output of the CDK's, with an id that nobody can foresee
	s.output("ApiId", api.RestApiId())
	s.output("ApiStage", jsii.String(stage))
	s.output("ApiUrl", api.Url())
	return api
}

// integration gives the address under which API Gateway calls a function.
func (s *stack) integration(function string) string {
	const path = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function}/invocations"
	return *awscdk.Fn_Sub(jsii.String(path), &map[string]*string{"Function": s.functions[function].FunctionArn()})
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
