package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"github.com/seatwright/seatwright/functions"
)

// addSafe makes the bucket with the roots of the audit. What is put there with a retention cannot be changed or removed before its time, not even by the
// account's root; the bucket outlives the stack, as only an empty one could go.
func (s *stack) addSafe() {
	s.safe = awss3.NewBucket(s.root, jsii.String("AuditBucketResource"), &awss3.BucketProps{
		Versioned:         jsii.Bool(true),
		ObjectLockEnabled: jsii.Bool(true),
		// S3's own key: its use costs nothing, and no function needs a grant for it.
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		RemovalPolicy:     awscdk.RemovalPolicy_RETAIN,
	})
	fix(s.safe, "AuditBucket")
	s.output("AuditBucketName", s.safe.BucketName())
}

// safeGrants let a function put roots and read them. Nobody may remove one, and nobody may end a lock.
func (s *stack) safeGrants(f functions.Function) []grant {
	if !f.Seals {
		return nil
	}
	roots := s.safe.ArnForObjects(jsii.String("root/*"))
	return []grant{
		{
			sid: "KeepRoots", actions: []string{"s3:PutObject", "s3:PutObjectRetention", "s3:GetObject"}, resources: []*string{roots},
			wildcard: "the roots of the audit differ by their day and their hash",
		},
		{sid: "ListRoots", actions: []string{"s3:ListBucket"}, resources: []*string{s.safe.BucketArn()}},
	}
}
