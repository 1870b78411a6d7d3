package main

import (
	"cmp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/setting"
)

// addSettings finds a value for every setting that a function names: something of the stack, or else a parameter of the
// template. A parameter without a default has to be given at the first deployment, which otherwise stops before it starts; what the
// options give becomes its default.
func (s *stack) addSettings() {
	s.settings[setting.Table] = s.table.TableName()
	s.settings[setting.AuditBucket] = s.safe.BucketName()
	s.settings[setting.SheetBucket] = s.sheets.BucketName()
	s.settings[setting.SecretPath] = jsii.String(s.Name + "/")
	for _, known := range functions.Queues() {
		for _, q := range s.queues {
			if q.Name == known.Name {
				s.settings[known.Address], s.settings[known.Dead] = q.work.QueueUrl(), q.dead.QueueUrl()
			}
		}
	}
	s.settings[setting.Missed] = s.missed.QueueUrl()
	for _, f := range s.Functions {
		for _, n := range f.Settings {
			if s.settings[n] == nil {
				s.settings[n] = s.parameter(n)
			}
		}
	}
}

func (s *stack) parameter(n setting.Name) *string {
	name, props := parameterName(n), &awscdk.CfnParameterProps{Description: jsii.String("Environment variable " + string(n))}
	value := cmp.Or(s.Given(name), n.Default())
	if !n.Optional() {
		props.MinLength = jsii.Number(1)
	}
	if value != "" || n.Optional() {
		props.Default = value
	}
	return awscdk.NewCfnParameter(s.root, jsii.String(name), props).ValueAsString()
}

// parameterName turns SEATWRIGHT_OIDC_ISSUER into OidcIssuer: a template's parameters have letters and digits only.
func parameterName(n setting.Name) string {
	var b strings.Builder
	for word := range strings.SplitSeq(strings.TrimPrefix(string(n), "SEATWRIGHT_"), "_") {
		b.WriteString(title(word))
	}
	return b.String()
}

// title writes a word with one capital letter, the first.
func title(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + strings.ToLower(word[1:])
}

// environment is what a function finds in its environment.
func (s *stack) environment(f functions.Function) *map[string]*string {
	env := map[string]*string{}
	for _, n := range f.Settings {
		env[string(n)] = s.settings[n]
	}
	return &env
}
