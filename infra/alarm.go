package main

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// namespace is that of the metrics that the functions write into their logs, in CloudWatch's embedded format and without dimensions.
const namespace = "Seatwright"

// business lists the alarms on those metrics. Those of notices bear the time at which they fell due, not the one at which they were told, so that one
// that is told twice is no second one.
func business() []alarm {
	return []alarm{
		{id: "OrdersOverdue", text: "orders wait past their deadline", metric: "OrdersOverdue", statistic: "Maximum", period: 5 * time.Minute, least: 1},
		{id: "Quarantined", text: "a shop's delivery could not be used", metric: "Quarantined", statistic: "Sum", period: 5 * time.Minute, least: 1},
		{
			id: "SignatureFailures", text: "webhooks with a wrong signature: a changed secret, or somebody tries",
			metric: "SignatureFailures", statistic: "Sum", period: 10 * time.Minute, least: 6,
		},
		{id: "SecretRetiring", text: "a shop still signs with the secret that is about to retire: change it there", metric: "SecretRetiring", statistic: "Sum", period: 5 * time.Minute, least: 1},
		{id: "ShopSilent", text: "a shop's webhooks look disabled", metric: "ShopSilent", statistic: "Maximum", period: 5 * time.Minute, periods: late, least: 1, once: true},
		{
			id: "TokenOld", text: "a partner's refresh token ends on its ninetieth day: sign in again",
			metric: "TokenAgeDays", statistic: "Maximum", period: time.Hour, least: 85, missing: awscloudwatch.TreatMissingData_IGNORE,
		},
		{id: "TokenDead", text: "a partner's refresh token is refused: sign in again", metric: "TokenDead", statistic: "Maximum", period: 5 * time.Minute, periods: late, least: 1, once: true},
		{
			id: "TokenWarning", text: "a partner's refresh token is not renewed: find out why, or sign in again",
			metric: "TokenWarning", statistic: "Maximum", period: 24 * time.Hour, periods: 2, least: 1, once: true,
		},
		{
			id: "CredentialWarning", text: "the secret or certificate of a partner's app ends soon: enter a new one",
			metric: "CredentialWarning", statistic: "Maximum", period: 24 * time.Hour, periods: 2, least: 1, once: true,
		},
		{id: "DomainsOverdue", text: "domains wait past their deadline", metric: "DomainsOverdue", statistic: "Maximum", period: 5 * time.Minute, least: 1},
		{id: "DomainDrift", text: "a customer's zone is no longer as it was set up", metric: "DomainDrift", statistic: "Maximum", period: 5 * time.Minute, periods: late, least: 1, once: true},
		{id: "DomainOperator", text: "a person has to mend a customer's zone", metric: "DomainOperator", statistic: "Maximum", period: 5 * time.Minute, periods: late, least: 1, once: true},
		{id: "MailFailed", text: "e-mails are tried again and again", metric: "MailFailed", statistic: "Sum", period: time.Hour, least: 3},
	}
}

// late is in how many periods of five minutes a notice may still be told. A warning is noticed once a day, so it has two days.
const late = 12

// alarm rings when a statistic of a metric is at or above least, or below it when below is set.
type alarm struct {
	id, text  string
	metric    string
	of        func(*awscloudwatch.MetricOptions) awscloudwatch.Metric // nil for a metric of ours
	statistic string
	period    time.Duration
	periods   int  // in a row; 0 means one
	once      bool // one of the periods is enough
	least     float64
	below     bool
	missing   awscloudwatch.TreatMissingData // no data is no alarm, unless it says otherwise
}

// addAlarms makes every alarm, and the topic that they ring. Somebody has to subscribe to it.
//
// The topic is not encrypted by a key: CloudWatch cannot use AWS's own key for topics, and what it sends are names of alarms and numbers.
func (s *stack) addAlarms(api awsapigateway.SpecRestApi) []interfacesawscloudwatch.IAlarmRef {
	s.topic = awssns.NewTopic(s.root, jsii.String("Alarms"), nil)
	s.output("AlarmTopic", s.topic.TopicArn())
	list := append(business(), alarm{
		id: "ApiFailures", text: "calls of the API were answered with 5xx",
		of: api.MetricServerError, statistic: "Sum", period: 5 * time.Minute, least: 1,
	})
	list = append(list, s.functionAlarms()...)
	for _, q := range s.queues {
		list = append(list, alarm{
			id: title(q.Name) + "Age", text: fmt.Sprintf("the oldest message of queue %s is %.0f minutes old", q.Name, q.Patience.Minutes()),
			of: q.work.MetricApproximateAgeOfOldestMessage, statistic: "Maximum", period: time.Minute, periods: 3, least: q.Patience.Seconds(),
		}, deadLetters(title(q.Name)+"Dead", q.dead))
	}
	list = append(list, deadLetters("Missed", s.missed))
	var made []interfacesawscloudwatch.IAlarmRef
	for _, a := range list {
		made = append(made, s.alarm(a))
	}
	return made
}

func deadLetters(id string, q awssqs.Queue) alarm {
	return alarm{
		id: id + "Letters", text: "dead letters wait for a person",
		of: q.MetricApproximateNumberOfMessagesVisible, statistic: "Maximum", period: time.Minute, least: 1,
	}
}

// functionAlarms lists those of each function. One that the clock wakes is also missed when it does not run at all, which it has not in a new
// stack: that alarm rings until the first run.
func (s *stack) functionAlarms() []alarm {
	var list []alarm
	for _, f := range s.Functions {
		id, fn := title(f.Name), s.functions[f.Name]
		list = append(list,
			alarm{id: id + "Errors", text: f.Name + " fails", of: fn.MetricErrors, statistic: "Sum", period: 5 * time.Minute, least: 1},
			alarm{id: id + "Throttles", text: f.Name + " is throttled", of: fn.MetricThrottles, statistic: "Sum", period: 5 * time.Minute, least: 1})
		if f.Every > 0 && f.Every <= 24*time.Hour { // CloudWatch looks no further back than a week
			list = append(list, alarm{
				id: id + "Silent", text: f.Name + " did not run three times", of: fn.MetricInvocations, statistic: "Sum",
				period: f.Every, periods: 3, least: 1, below: true, missing: awscloudwatch.TreatMissingData_BREACHING,
			})
		}
	}
	return list
}

func (s *stack) alarm(a alarm) awscloudwatch.Alarm {
	comparison, missing := awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD, awscloudwatch.TreatMissingData_NOT_BREACHING
	if a.below {
		comparison = awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD
	}
	if a.missing != "" {
		missing = a.missing
	}
	var enough *float64
	if a.once {
		enough = jsii.Number(1)
	}
	made := awscloudwatch.NewAlarm(s.root, jsii.String(a.id+"Alarm"), &awscloudwatch.AlarmProps{
		AlarmName:          jsii.String(s.Name + "-" + a.id),
		AlarmDescription:   jsii.String(a.text),
		Metric:             a.measured(),
		EvaluationPeriods:  jsii.Number(max(1, a.periods)),
		DatapointsToAlarm:  enough,
		Threshold:          jsii.Number(a.least),
		ComparisonOperator: comparison,
		TreatMissingData:   missing,
	})
	made.AddAlarmAction(awscloudwatchactions.NewSnsAction(s.topic))
	return made
}

// measured is the metric behind an alarm, for the dashboard too.
func (a alarm) measured() awscloudwatch.Metric {
	period, statistic := duration(a.period), jsii.String(a.statistic)
	if a.of != nil {
		return a.of(&awscloudwatch.MetricOptions{Period: period, Statistic: statistic})
	}
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String(namespace), MetricName: jsii.String(a.metric), Period: period, Statistic: statistic,
	})
}
