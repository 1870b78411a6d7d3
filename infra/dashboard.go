package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsapigateway"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// addDashboard makes the one dashboard, from top to bottom in the order in which one asks: does an alarm ring, do orders get through, where do
// they wait, what fails.
func (s *stack) addDashboard(api awsapigateway.SpecRestApi, alarms []interfacesawscloudwatch.IAlarmRef) {
	sum, p99 := measure("Sum"), measure("p99")
	var errors, took, waiting, age []awscloudwatch.IMetric
	for _, f := range s.Functions {
		fn := s.functions[f.Name]
		errors = append(errors, fn.MetricErrors(sum), fn.MetricThrottles(sum))
		took = append(took, fn.MetricDuration(p99))
	}
	for _, q := range s.queues {
		waiting = append(waiting, q.work.MetricApproximateNumberOfMessagesVisible(nil), q.dead.MetricApproximateNumberOfMessagesVisible(nil))
		age = append(age, q.work.MetricApproximateAgeOfOldestMessage(nil))
	}
	waiting = append(waiting, s.missed.MetricApproximateNumberOfMessagesVisible(nil))
	var ours []awscloudwatch.IMetric
	for _, a := range business() {
		ours = append(ours, a.measured())
	}
	used := []awscloudwatch.IMetric{s.table.MetricConsumedReadCapacityUnits(sum), s.table.MetricConsumedWriteCapacityUnits(sum)}
	row := func(w ...awscloudwatch.IWidget) *[]awscloudwatch.IWidget { return &w }
	awscloudwatch.NewDashboard(s.root, jsii.String("Dashboard"), &awscloudwatch.DashboardProps{
		DashboardName: jsii.String(s.Name),
		Widgets: &[]*[]awscloudwatch.IWidget{
			row(awscloudwatch.NewAlarmStatusWidget(&awscloudwatch.AlarmStatusWidgetProps{Title: jsii.String("Alarms"), Alarms: &alarms, Width: jsii.Number(24)})),
			row(graph("Orders and tokens", ours), graph("Calls", []awscloudwatch.IMetric{api.MetricCount(sum), api.MetricClientError(sum), api.MetricServerError(sum)})),
			row(graph("Messages", waiting), graph("Age of the oldest message", age)),
			row(graph("Errors and throttles", errors), graph("Time of functions, 99th percentile", took)),
			row(graph("Units of the table", used), graph("Time of calls, 99th percentile", []awscloudwatch.IMetric{api.MetricLatency(p99)})),
		},
	})
}

func measure(statistic string) *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{Statistic: jsii.String(statistic), Period: duration(5 * time.Minute)}
}

func graph(title string, metrics []awscloudwatch.IMetric) awscloudwatch.IWidget {
	return awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{Title: jsii.String(title), Left: &metrics, Width: jsii.Number(12)})
}
