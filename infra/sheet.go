package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdadestinations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/seatwright/seatwright/functions"
)

// Days for which an upload is kept once it is there, and after which one that was broken off goes.
const (
	uploadDays = 400 // more than a year: the explanation of a price names the file and the row
	brokenDays = 1
)

// addSheets makes the bucket for price sheets and what is made of them. It tells EventBridge of each file that arrives; the CDK's own property for that would
// run code of the CDK in the account, so the template's is written.
func (s *stack) addSheets() {
	s.sheets = awss3.NewBucket(s.root, jsii.String("SheetBucketResource"), &awss3.BucketProps{
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		RemovalPolicy:     awscdk.RemovalPolicy_RETAIN,
		LifecycleRules: &[]*awss3.LifecycleRule{
			{
				Id: jsii.String("uploads"), Prefix: jsii.String(functions.Uploads),
				Expiration: awscdk.Duration_Days(jsii.Number(uploadDays)),
			},
			{
				Id:                                  jsii.String("broken"),
				AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(brokenDays)),
			},
		},
	})
	if bucket, ok := s.sheets.Node().DefaultChild().(awss3.CfnBucket); ok {
		bucket.AddPropertyOverride(jsii.String("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled"), jsii.Bool(true))
	}
	fix(s.sheets, "SheetBucket")
	s.output("SheetBucketName", s.sheets.BucketName())
}

// sheetGrants let a function read and write files of the bucket. To list is what lets S3 say that a file is not there.
func (s *stack) sheetGrants(f functions.Function) []grant {
	if !f.Sheets {
		return nil
	}
	return []grant{
		{
			sid: "UseSheets", actions: []string{"s3:GetObject", "s3:PutObject"}, resources: []*string{s.sheets.ArnForObjects(jsii.String("*"))},
			wildcard: "files of price sheets differ by the partner, the import and what they hold",
		},
		{sid: "ListSheets", actions: []string{"s3:ListBucket"}, resources: []*string{s.sheets.BucketArn()}},
	}
}

// arrive wakes a function by files that arrive. A delivery that fails is tried again twice; one that is given up becomes a message that a person can look at.
func (s *stack) arrive(id string, f functions.Function, fn awslambda.Function) {
	if f.Objects == "" {
		return
	}
	const retries, patience = 2, 6 * time.Hour // the longest that Lambda waits
	fn.ConfigureAsyncInvoke(&awslambda.EventInvokeConfigOptions{
		MaxEventAge: duration(patience), RetryAttempts: jsii.Number(retries), OnFailure: awslambdadestinations.NewSqsDestination(s.missed),
	})
	awsevents.NewRule(s.root, jsii.String(id+"Arrival"), &awsevents.RuleProps{
		EventPattern: &awsevents.EventPattern{
			Source:     jsii.Strings("aws.s3"),
			DetailType: jsii.Strings("Object Created"),
			Detail: &map[string]any{
				"bucket": map[string]any{"name": []*string{s.sheets.BucketName()}},
				"object": map[string]any{"key": []map[string]string{{"prefix": f.Objects}}},
			},
		},
		Targets: &[]awsevents.IRuleTarget{awseventstargets.NewLambdaFunction(fn, nil)},
	})
}
