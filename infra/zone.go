package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// zoneGrants let a function find the hosted zones of Route 53, read and change their records, and see how far a change is.
func (s *stack) zoneGrants() []grant {
	const why = "the hosted zones are the customers', which nobody knows when the stack is built"
	return []grant{
		{
			sid: "FindZones", actions: []string{"route53:ListHostedZonesByName"}, resources: []*string{jsii.String("*")},
			wildcard: "Route 53 has no resource to name for a search",
		},
		{
			sid: "UseZones", actions: []string{"route53:GetHostedZone", "route53:ListResourceRecordSets", "route53:ChangeResourceRecordSets"},
			resources: []*string{s.everywhere("hostedzone")}, wildcard: why,
		},
		{sid: "FollowChanges", actions: []string{"route53:GetChange"}, resources: []*string{s.everywhere("change")}, wildcard: why},
	}
}

// everywhere names all resources of a kind. Route 53 is one for the whole world: its names have neither a region nor an account.
func (s *stack) everywhere(kind string) *string {
	return s.root.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("route53"), Region: jsii.String(""), Account: jsii.String(""), Resource: jsii.String(kind), ResourceName: jsii.String("*"),
	})
}
