package main_test

import (
	"fmt"
	"strings"

	"github.com/seatwright/seatwright/functions"
)

// bucketIsShut holds what every bucket of the stack must have.
func bucketIsShut(t template, id string) map[string]bool {
	r := t.Resources[id]
	shut := flat(r.at("PublicAccessBlockConfiguration"))
	tls := false
	for _, p := range t.all("AWS::S3::BucketPolicy") {
		text := flat(p.Properties)
		tls = tls || strings.Contains(text, `{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"`) && strings.Contains(text, `"Ref":"`+id+`"`)
	}
	return map[string]bool{
		"encryption": r.at("BucketEncryption", "ServerSideEncryptionConfiguration", 0, "ServerSideEncryptionByDefault", "SSEAlgorithm") == "AES256",
		"no public":  shut == `{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true}`,
		"TLS only":   tls,
		"no owners":  flat(r.at("OwnershipControls", "Rules", 0, "ObjectOwnership")) == `"BucketOwnerEnforced"`,
		"retention":  r.DeletionPolicy == "Retain" && r.UpdateReplacePolicy == "Retain",
	}
}

// sheetsArrive looks at the bucket of price sheets and at the rules by which its files wake functions.
func sheetsArrive(t template) []string {
	r := t.Resources["SheetBucket"]
	if r == nil || r.Type != "AWS::S3::Bucket" {
		return []string{"want a bucket with the logical id SheetBucket"}
	}
	want := bucketIsShut(t, "SheetBucket")
	want["tells of what arrives"] = r.at("NotificationConfiguration", "EventBridgeConfiguration", "EventBridgeEnabled") == true
	want["uploads have an end"] = r.at("LifecycleConfiguration", "Rules", 0, "Prefix") == functions.Uploads &&
		r.at("LifecycleConfiguration", "Rules", 0, "ExpirationInDays") != nil
	bad := missing("SheetBucket", want)
	for _, f := range functions.All() {
		if f.Objects == "" {
			continue
		}
		found := false
		for _, rule := range t.all("AWS::Events::Rule") {
			pattern := flat(rule.at("EventPattern"))
			found = found || strings.Contains(pattern, fmt.Sprintf(`"prefix":%q`, f.Objects)) && strings.Contains(pattern, `{"Ref":"SheetBucket"}`) &&
				strings.Contains(flat(rule.at("Targets")), functionID(t, f.Name))
		}
		if !found {
			bad = append(bad, f.Name+": no rule wakes it by files below "+f.Objects)
		}
	}
	return bad
}
