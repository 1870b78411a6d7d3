package localstack_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// command is one line of a script on its way.
type command struct {
	*story
	ts  *testscript.TestScript
	ctx context.Context
	neg bool
}

// errNo reports that the system said no, which is what "!" asks for.
var errNo = errors.New("refused")

// commands gives what scripts can say. A command's error fails the script; one that wraps errNo fails it unless "!" stands in front.
func commands(ctx context.Context) map[string]func(*testscript.TestScript, bool, []string) {
	all := map[string]func(command, []string) error{
		"world": command.setWorld, "api": command.api, "webhook": command.webhook, "order": command.order,
		"drain": command.drain, "tick": command.tick, "sim": command.sim, "dead": command.dead, "redrive": command.redrive,
		"secret": command.secret, "break": command.breakStore, "log": command.log,
		"consent": command.consent, "await": command.await, "mail": command.mail, "certificate": command.certificate,
		"licence": command.licence, "change": command.change, "options": command.options,
		"sheet": command.sheet, "imported": command.imported, "fetch": command.fetch, "workbook": command.workbook, "zipped": command.zipped,
		"zone": command.zoneAt, "zones": command.zones, "edit": command.edit, "enter": command.enter, "planned": command.planned, "watched": command.watched,
		"endpoint": command.endpoint, "rotate": command.rotate, "manner": command.manner, "received": command.received,
		"shop": command.shop, "form": command.form,
		"base": command.base, "forecast": command.forecast, "migration": command.migration, "matches": command.matches, "heard": command.heard,
		"transfer": command.transfer,
		"takeover": command.takeover, "staff": command.staff, "held": command.held, "elsewhere": command.elsewhere,
		"served": command.served, "batch": command.batch, "candidates": command.candidates,
	}
	out := map[string]func(*testscript.TestScript, bool, []string){}
	for name, run := range all {
		out[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			c := command{story: ts.Value(storyKey{}).(*story), ts: ts, ctx: ctx, neg: neg} //nolint:forcetypeassert // put there by Setup
			if c.driver == nil && name != "world" {
				ts.Check(c.start(c.story))
			}
			switch err := run(c, args); {
			case err != nil && !errors.Is(err, errNo):
				ts.Fatalf("%s: %v", name, err)
			case err != nil && !neg:
				ts.Fatalf("%s: refused; put ! in front if that is meant", name)
			case err == nil && neg:
				ts.Fatalf("%s: was not refused", name)
			}
		}
	}
	return out
}

func (c command) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(c.ts.Stdout(), format, args...) // into memory
}

// options splits "-name value" pairs, which may stand anywhere, from the other arguments.
func options(args []string, known ...string) (given map[string][]string, rest []string, err error) {
	given = map[string][]string{}
	for i := 0; i < len(args); i++ {
		name, isOption := strings.CutPrefix(args[i], "-")
		switch {
		case !isOption:
			rest = append(rest, args[i])
		case i+1 == len(args) || !strings.Contains(" "+strings.Join(known, " ")+" ", " "+name+" "):
			return nil, nil, fmt.Errorf("option %s is not known, or has no value", args[i])
		default:
			given[name] = append(given[name], args[i+1])
			i++
		}
	}
	return given, rest, nil
}

func first(values []string, otherwise string) string {
	if len(values) == 0 {
		return otherwise
	}
	return values[len(values)-1]
}

// pairs reads name=value arguments.
func pairs(args []string) (map[string]string, error) {
	given := map[string]string{}
	for _, a := range args {
		name, value, ok := strings.Cut(a, "=")
		if !ok {
			return nil, fmt.Errorf("%q: want name=value", a)
		}
		given[name] = value
	}
	return given, nil
}

// file reads a file of the script and puts the script's names into it.
func (c command) file(name string) []byte {
	text := c.ts.ReadFile(name)
	for _, v := range []string{"DOMAIN", "SHOP_ORDER", "ORDER", "TENANT", "LICENCE", "IMPORT", "PLAN", "HASH", "TAKEOVER", "MIGRATION", "ROWS", "ZONE", "FILE", "BATCH", "DIGEST", "CSV"} {
		text = strings.ReplaceAll(text, "$"+v, c.ts.Getenv(v))
	}
	return []byte(text)
}

// answered prints a response and gives errNo for one that says no.
func (c command) answered(res *http.Response) ([]byte, error) {
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	c.printf("%d %s\n", res.StatusCode, http.StatusText(res.StatusCode))
	for _, name := range []string{"ETag", "Idempotency-Replayed", "Retry-After", "WWW-Authenticate"} {
		if v := res.Header.Get(name); v != "" {
			c.printf("%s: %s\n", name, v)
		}
	}
	var pretty any
	if json.Unmarshal(body, &pretty) == nil {
		indented, err := json.MarshalIndent(pretty, "", "  ")
		if err != nil {
			return nil, err
		}
		c.printf("%s\n", indented)
	} else if len(body) > 0 {
		c.printf("%s\n", body)
	}
	if res.StatusCode >= http.StatusBadRequest {
		return body, errNo
	}
	return body, nil
}

// setWorld reads how the world behaves.
func (c command) setWorld(args []string) error {
	if c.driver != nil {
		return errors.New("comes before everything else")
	}
	given, err := pairs(args)
	if err != nil {
		return err
	}
	for name, value := range given {
		switch name {
		case "visible-after":
			c.world.visibleAfter, err = time.ParseDuration(value)
		case "provision-after":
			c.world.provisionAfter, err = time.ParseDuration(value)
		case "throttle":
			c.world.throttle, err = strconv.Atoi(value)
		default:
			err = fmt.Errorf("%s is not known", name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
