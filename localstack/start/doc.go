// Package start runs the program on AWS's shape without AWS and without Docker: it installs LocalStack with everything
// that it needs into the user's cache, starts it on free ports of the loopback, deploys the CDK stack to it, and ends
// all of it again.
//
// Functions run as processes, by a plugin of LocalStack in the folder executor, which also keeps its port on the
// loopback. DynamoDB Local, behind it, has no setting for that: it listens on every interface.
//
// It is tried on Linux only, where every process ends with the one that started it; elsewhere a killed run may leave
// some behind.
//
// The CDK's command line, the linter of OpenAPI documents and the compiler of TypeScript come from the same cache.
//
// What is installed stands in the folder pins. LocalStack 4.9.2 is the newest release that runs on Python 3.11 and wants
// no account. It has no API Gateway v2 and runs no authorizers, its EventBridge Scheduler never fires, and
// point-in-time recovery is accepted but restores nothing.
package start
