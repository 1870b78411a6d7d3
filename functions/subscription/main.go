// Subscription is the Lambda function behind /v1/subscriptions (operations listSubscriptions, getSubscription, subscriptionOptions, getChange,
// changeSeats, cancelSubscription, suspendSubscription, resumeSubscription, upgradeSubscription, setRenewal, scheduleChange, setNickname,
// setPartnerOfRecord).
package main

import "github.com/seatwright/seatwright/shared/app"

func main() { app.Main(app.Subscription) }
