package start

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
)

// nodeTool is a command line that comes from npm.
type nodeTool struct {
	name    string // as a person calls it
	pins    string // its folder below pins
	command string
	calm    []string // variables that keep it from looking for news and telling its makers of us
}

// CDK runs the CDK's command line as it is, for AWS, with this process's terminal, and gives its status. It installs what is missing in the
// cache, for which Node is enough; root is the folder with the cdk.json.
func CDK(ctx context.Context, options Options, root string, args []string) (int, error) {
	return cdkTool().run(ctx, options, root, args)
}

// OpenAPI runs the linter of OpenAPI documents likewise.
func OpenAPI(ctx context.Context, options Options, root string, args []string) (int, error) {
	linter := nodeTool{"OpenAPI", "openapi", "redocly", []string{"REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true"}}
	return linter.run(ctx, options, root, args)
}

// TypeScript runs the compiler of TypeScript likewise.
func TypeScript(ctx context.Context, options Options, root string, args []string) (int, error) {
	return nodeTool{"TypeScript", "typescript", "tsc", nil}.run(ctx, options, root, args)
}

func cdkTool() nodeTool { return nodeTool{"CDK", "cdk", "cdk", calm()} }

func (n nodeTool) run(ctx context.Context, options Options, root string, args []string) (int, error) {
	tools, err := FindNode(ctx)
	if err != nil {
		return 1, err
	}
	cache, unlock, err := lockCache(ctx, options.Cache)
	if err != nil {
		return 1, err
	}
	commands, err := n.install(ctx, cache, tools, options.Progress)
	unlock()
	if err != nil {
		return 1, err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(commands, n.command), args...) //nolint:gosec // ours
	cmd.Dir, cmd.Env = root, append(os.Environ(), n.calm...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	// It stays in our process group: in another, a terminal would not let it ask for approval.
	cmd.SysProcAttr = bound()
	cmd.SysProcAttr.Setpgid = false
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = patience
	one, err := launch(cmd)
	if err == nil {
		err = one.wait()
	}
	if code := exitCode(err); code >= 0 {
		return code, nil
	}
	if ctx.Err() != nil {
		return 1, context.Cause(ctx)
	}
	return 1, fmt.Errorf("run %s: %w", n.command, err)
}

// calm keeps the CDK from looking for news, telling its makers of us, and complaining about Node's version and about what it replaced itself.
func calm() []string {
	return []string{
		"CDK_DISABLE_VERSION_CHECK=1", "CDK_DISABLE_CLI_TELEMETRY=true", "JSII_DEPRECATED=quiet",
		"JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1", "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=1",
		"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=18,19,20,21,22,23",
	}
}

// An Account is where credentials and the region of an AWS account may come from.
type Account struct {
	Variable func(name string) string // of the environment
	Home     string                   // folder of the user
	Vendor   string                   // file with the name of the machine's maker
}

// region is its line in AWS's configuration files.
var region = regexp.MustCompile(`(?m)^\s*region\s*=`)

// Check says in one line what is missing, without a call: the CDK itself takes a quarter of a minute to say that it found no account, and when it found no
// region it takes one of its own choice.
func (a Account) Check() error {
	var missing []string
	files := []string{
		a.file("AWS_SHARED_CREDENTIALS_FILE", "credentials"), a.file("AWS_CONFIG_FILE", "config"),
	}
	onAWS := a.onAWS()
	given := []string{"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"}
	if !onAWS && !slices.ContainsFunc(given, a.has) && files[0]+files[1] == "" {
		missing = append(missing, "credentials (set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)")
	}
	if !onAWS && !a.has("AWS_REGION") && !a.has("AWS_DEFAULT_REGION") && !region.MatchString(strings.Join(files, "\n")) {
		missing = append(missing, "a region (set AWS_REGION)")
	}
	if missing == nil {
		return nil
	}
	return errors.New("missing for AWS: " + strings.Join(missing, "; "))
}

func (a Account) has(name string) bool { return a.Variable(name) != "" }

// file gives the content of one of AWS's configuration files, "" when there is none.
func (a Account) file(variable, name string) string {
	at := a.Variable(variable)
	if at == "" {
		at = filepath.Join(a.Home, ".aws", name)
	}
	data, _ := os.ReadFile(at) //nolint:gosec // the user names it; one that cannot be read gives nothing
	return string(data)
}

// onAWS reports whether this is a machine of AWS's, which tells its programs credentials and region.
func (a Account) onAWS() bool {
	maker, _ := os.ReadFile(a.Vendor) // not every machine says
	return strings.Contains(string(maker), "Amazon") && a.Variable("AWS_EC2_METADATA_DISABLED") != "true"
}
