package start

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// A tool is a program that must be on the machine already.
type tool struct {
	name     string   // as a person calls it
	commands []string // in order of preference
	flag     string   // makes it print its version
	least    int      // the least version, by the part that counts
	most     int      // 0 for any
	version  *regexp.Regexp
	hint     string
}

// path is where a tool was found, with its whole version line.
type path struct{ file, version string }

// Tools says where the programs are that an installation needs.
type Tools struct{ python, java, maven, node, npm path }

var (
	pythonVersion = regexp.MustCompile(`Python 3\.(\d+)`)
	javaVersion   = regexp.MustCompile(`version "(\d+)`)
	plainVersion  = regexp.MustCompile(`(?m)(?:^|Apache Maven |v)(\d+)`)
)

// machine is where tools are looked for.
type machine struct {
	look    func(command string) (file string, err error)
	version func(ctx context.Context, file, flag string) string // "" when it does not run
}

// Find looks for every tool, and names all that are missing or too old, each in one line with how to get it.
func Find(ctx context.Context) (Tools, error) {
	return machine{exec.LookPath, output}.find(ctx, "LocalStack", (*Tools).all)
}

// FindNode looks only for what the CDK's command line needs.
func FindNode(ctx context.Context) (Tools, error) {
	return machine{exec.LookPath, output}.find(ctx, "the CDK", (*Tools).ofCDK)
}

// wanted is a tool with where to note it.
type wanted struct {
	to *path
	tool
}

func (t *Tools) all() []wanted {
	return append([]wanted{
		{&t.python, tool{"Python 3.11", []string{"python3.11", "python3"}, "--version", 11, 13, pythonVersion, "apt install python3.11 python3.11-venv, or pyenv install 3.11"}},
		{&t.java, tool{"Java 17 or newer", []string{"java"}, "-version", 17, 0, javaVersion, "apt install openjdk-17-jre-headless"}},
		{&t.maven, tool{"Maven 3", []string{"mvn"}, "--version", 3, 0, plainVersion, "apt install maven"}},
	}, t.ofCDK()...)
}

func (t *Tools) ofCDK() []wanted {
	return []wanted{
		{&t.node, tool{"Node 18 or newer", []string{"node"}, "--version", 18, 0, plainVersion, "apt install nodejs, or nvm install 20"}},
		{&t.npm, tool{"npm", []string{"npm"}, "--version", 8, 0, plainVersion, "apt install npm; it comes with Node otherwise"}},
	}
}

func (m machine) find(ctx context.Context, who string, list func(*Tools) []wanted) (Tools, error) {
	var found Tools
	var missing []string
	for _, want := range list(&found) {
		at, why := m.one(ctx, want.tool)
		if why != "" {
			missing = append(missing, fmt.Sprintf("%s: %s (%s)", want.name, why, want.hint))
		}
		*want.to = at
	}
	if missing != nil {
		return Tools{}, fmt.Errorf("what %s needs is not here:\n  %s", who, strings.Join(missing, "\n  "))
	}
	return found, nil
}

// one gives the first command that will do, or why none does.
func (m machine) one(ctx context.Context, t tool) (path, string) {
	why := "not found"
	for _, command := range t.commands {
		file, err := m.look(command)
		if err != nil {
			continue
		}
		text := m.version(ctx, file, t.flag)
		match := t.version.FindStringSubmatch(text)
		if match == nil {
			why = file + " does not tell its version"
			continue
		}
		number, err := strconv.Atoi(match[1])
		if err == nil && number >= t.least && (t.most == 0 || number <= t.most) {
			return path{file, firstLine(text)}, ""
		}
		why = fmt.Sprintf("%s is %q", file, firstLine(text))
	}
	return path{}, why
}

// output runs a command for its version, which some print as an error.
func output(ctx context.Context, file, flag string) string {
	text, err := exec.CommandContext(ctx, file, flag).CombinedOutput() //nolint:gosec // a tool that was found
	if err != nil {
		return ""
	}
	return string(text)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(line)
}
