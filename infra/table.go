package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"

	"github.com/seatwright/seatwright/shared/key"
)

// addTable makes the one table, by the schema in package key. It outlives the stack: it is the only record of what was bought.
func (s *stack) addTable() {
	var indexes []*awsdynamodb.GlobalSecondaryIndexPropsV2
	for _, i := range key.Indexes() {
		indexes = append(indexes, &awsdynamodb.GlobalSecondaryIndexPropsV2{
			IndexName:      jsii.String(i.Name),
			PartitionKey:   attribute(i.Partition, false),
			SortKey:        attribute(i.Sort, i.SortIsNumber),
			ProjectionType: awsdynamodb.ProjectionType_KEYS_ONLY,
		})
	}
	s.table = awsdynamodb.NewTableV2(s.root, jsii.String("TableResource"), &awsdynamodb.TablePropsV2{
		PartitionKey:           attribute(key.AttrPK, false),
		SortKey:                attribute(key.AttrSK, false),
		GlobalSecondaryIndexes: &indexes,
		TimeToLiveAttribute:    jsii.String(key.AttrExpires),
		Billing:                awsdynamodb.Billing_OnDemand(nil),
		// AWS's own key for DynamoDB in this account: its use is in CloudTrail, and no function needs a grant for it.
		Encryption: awsdynamodb.TableEncryptionV2_AwsManagedKey(),
		PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: jsii.Bool(true),
		},
		DeletionProtection: jsii.Bool(true),
		RemovalPolicy:      awscdk.RemovalPolicy_RETAIN,
	})
	fix(s.table, "Table")
	s.output("TableName", s.table.TableName())
}

func attribute(name string, number bool) *awsdynamodb.Attribute {
	kind := awsdynamodb.AttributeType_STRING
	if number {
		kind = awsdynamodb.AttributeType_NUMBER
	}
	return &awsdynamodb.Attribute{Name: jsii.String(name), Type: kind}
}
