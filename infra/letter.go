package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdadestinations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/jsii-runtime-go"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/setting"
)

// addLetters has SES report bounces of letters to customers, and complaints about them, to a topic.
func (s *stack) addLetters() {
	s.letters = awssns.NewTopic(s.root, jsii.String("Letters"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	s.letters.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid: jsii.String("ReportLetters"), Actions: jsii.Strings("sns:Publish"), Resources: &[]*string{s.letters.TopicArn()},
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("ses.amazonaws.com"), nil)},
		Conditions: &map[string]any{"StringEquals": map[string]any{"AWS:SourceAccount": s.root.Account()}},
	}))
	name := jsii.String(s.Name + "-" + functions.LetterTopic)
	set := awsses.NewCfnConfigurationSet(s.root, jsii.String("LetterSet"), &awsses.CfnConfigurationSetProps{Name: name})
	reports := awsses.NewCfnConfigurationSetEventDestination(s.root, jsii.String("LetterReports"), &awsses.CfnConfigurationSetEventDestinationProps{
		ConfigurationSetName: name,
		EventDestination: &awsses.CfnConfigurationSetEventDestination_EventDestinationProperty{
			Enabled: jsii.Bool(true), MatchingEventTypes: jsii.Strings("bounce", "complaint"),
			SnsDestination: &awsses.CfnConfigurationSetEventDestination_SnsDestinationProperty{TopicArn: s.letters.TopicArn()},
		},
	})
	reports.AddDependency(set)
	s.settings[setting.MailSet] = name
}

// hear wakes a function by the topic of letters. A message that fails is tried again twice; one that is given up becomes a message that a person can look at.
func (s *stack) hear(f functions.Function, fn awslambda.Function) {
	if f.Topic == "" {
		return
	}
	const retries, patience = 2, 6 * time.Hour // the longest that Lambda waits
	fn.ConfigureAsyncInvoke(&awslambda.EventInvokeConfigOptions{
		MaxEventAge: duration(patience), RetryAttempts: jsii.Number(retries), OnFailure: awslambdadestinations.NewSqsDestination(s.missed),
	})
	s.letters.AddSubscription(awssnssubscriptions.NewLambdaSubscription(fn, nil))
}

// letterSet names the configuration set, for those who send by it.
func (s *stack) letterSet() *string {
	return s.root.FormatArn(&awscdk.ArnComponents{Service: jsii.String("ses"), Resource: jsii.String("configuration-set"), ResourceName: s.settings[setting.MailSet]})
}
