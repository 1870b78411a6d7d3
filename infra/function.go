package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdadestinations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/seatwright/seatwright/functions"
)

// addFunction makes one function with all that belongs to it.
func (s *stack) addFunction(f functions.Function) {
	id, name := title(f.Name), s.Name+"-"+f.Name
	logs := s.logs(id+"Logs", "/aws/lambda/"+name)
	arch := awslambda.Architecture_ARM_64()
	if s.Arch == "amd64" {
		arch = awslambda.Architecture_X86_64()
	}
	fn := awslambda.NewFunction(s.root, jsii.String(id), &awslambda.FunctionProps{
		FunctionName:  jsii.String(name),
		Runtime:       awslambda.Runtime_PROVIDED_AL2023(),
		Architecture:  arch,
		Handler:       jsii.String("bootstrap"),
		Code:          awslambda.Code_FromAsset(jsii.String(s.folder(f)), nil),
		Timeout:       duration(f.Timeout),
		MemorySize:    jsii.Number(f.MemoryMB),
		Environment:   s.environment(f),
		Role:          s.role(id, f, logs),
		LogGroup:      logs,
		LoggingFormat: awslambda.LoggingFormat_JSON,
		Tracing:       awslambda.Tracing_ACTIVE,
	})
	s.functions[f.Name] = fn
	s.feed(f, fn)
	s.schedule(id, f, fn)
	s.arrive(id, f, fn)
	s.hear(f, fn)
}

// role lets a function do what its entry says. Nothing may add to it: what a construct of the CDK would grant is written out too.
func (s *stack) role(id string, f functions.Function, logs awslogs.LogGroup) awsiam.IRole {
	role := awsiam.NewRole(s.root, jsii.String(id+"Role"), &awsiam.RoleProps{
		AssumedBy:      awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
		InlinePolicies: policies(s.grants(f, logs)),
	})
	explain(role, s.grants(f, logs))
	return role.WithoutPolicyUpdates(nil)
}

// feed wakes a function by its queue.
func (s *stack) feed(f functions.Function, fn awslambda.Function) {
	for _, q := range s.queues {
		if q.Name != f.Queue {
			continue
		}
		fn.AddEventSource(awslambdaeventsources.NewSqsEventSource(q.work, &awslambdaeventsources.SqsEventSourceProps{
			BatchSize:               jsii.Number(q.Batch),
			MaxConcurrency:          jsii.Number(q.AtOnce),
			ReportBatchItemFailures: jsii.Bool(true),
		}))
	}
}

// schedule wakes a function by the clock. A tick that fails is tried again only where the next is far away; one that is given up
// becomes a message that a person can look at.
func (s *stack) schedule(id string, f functions.Function, fn awslambda.Function) {
	if f.Every == 0 {
		return
	}
	retries := 2
	if f.Every < time.Hour {
		retries = 0
	}
	fn.ConfigureAsyncInvoke(&awslambda.EventInvokeConfigOptions{
		MaxEventAge:   duration(min(max(f.Every, time.Minute), 6*time.Hour)), // the range that Lambda takes
		RetryAttempts: jsii.Number(retries),
		OnFailure:     awslambdadestinations.NewSqsDestination(s.missed),
	})
	awsevents.NewRule(s.root, jsii.String(id+"Every"), &awsevents.RuleProps{
		Schedule: awsevents.Schedule_Rate(duration(f.Every)),
		Targets:  &[]awsevents.IRuleTarget{awseventstargets.NewLambdaFunction(fn, nil)},
	})
}
