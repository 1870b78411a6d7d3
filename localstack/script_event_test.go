package localstack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/seatwright/seatwright/localstack/sim/receiver"
	"github.com/seatwright/seatwright/shared/api"
)

// receivers is where the programs of shops are, each at a path.
const receivers = "https://receiver.sim"

// endpoint registers the program at a path, gives it the secret of its messages and has it proven. It becomes $ENDPOINT.
func (c command) endpoint(args []string) error {
	if len(args) == 0 {
		return errors.New("want PATH [TYPE...]")
	}
	n := api.NewEndpoint{Url: receivers + args[0]}
	if types := args[1:]; len(types) > 0 {
		n.Types = &types
	}
	e, err := told[api.EndpointSecret](c, "/v1/endpoints", n)
	if err != nil {
		return err
	}
	c.ts.Setenv("ENDPOINT", e.Endpoint.Id)
	if err := c.program(args[0], receiver.Manner{Secrets: []string{e.Secret}}); err != nil {
		return err
	}
	proven, err := told[api.Endpoint](c, "/v1/endpoints/"+e.Endpoint.Id+"/verify", nil)
	if err == nil {
		c.printf("%s %s\n", proven.Id, proven.State)
	}
	return err
}

// rotate has another secret made for $ENDPOINT, and gives it to the program at a path, which forgets the one before.
func (c command) rotate(args []string) error {
	if len(args) != 1 {
		return errors.New("want PATH")
	}
	e, err := told[api.EndpointSecret](c, "/v1/endpoints/"+c.ts.Getenv("ENDPOINT")+"/rotate", nil)
	if err != nil {
		return err
	}
	return c.program(args[0], receiver.Manner{Secrets: []string{e.Secret}})
}

// told posts to our API as the script's client.
func told[T any](c command, path string, in any) (T, error) {
	var out T
	header := http.Header{}
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return out, err
		}
		header.Set("Content-Type", "application/json")
	}
	if err := c.sign(header, "client"); err != nil {
		return out, err
	}
	res, err := c.call(http.MethodPost, path, header, body)
	if err != nil {
		return out, err
	}
	answer, err := c.answered(res)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(answer, &out)
}

// program gives the program at a path a manner.
func (c command) program(path string, m receiver.Manner) error {
	in := struct {
		Path    string            `json:"path"`
		Manners []receiver.Manner `json:"manners"`
	}{path, []receiver.Manner{m}}
	return c.post("receiver", "manners", in)
}

// manner changes how the program at a path answers: with a status, and a header Retry-After.
func (c command) manner(args []string) error {
	if len(args) == 0 {
		return errors.New("want PATH [status=N] [retry-after=SECONDS]")
	}
	var m receiver.Manner
	for _, a := range args[1:] {
		name, value, _ := strings.Cut(a, "=")
		var err error
		switch name {
		case "status":
			_, err = fmt.Sscan(value, &m.Status)
		case "retry-after":
			m.RetryAfter = value
		default:
			err = fmt.Errorf("%s is not known", name)
		}
		if err != nil {
			return err
		}
	}
	return c.program(args[0], m)
}

// received prints what the program at a path was sent of events.
func (c command) received(args []string) error {
	if len(args) != 1 {
		return errors.New("want PATH")
	}
	all, err := look[[]receiver.Message](c, "receiver", "received")
	for _, m := range all {
		if m.Path != args[0] || m.Type == "endpoint.verify" {
			continue
		}
		took := m.Refused
		if took == "" {
			took = "taken"
		}
		if m.Again {
			took += " again"
		}
		c.printf("%s %d  %d signatures  answered %d  %s\n", m.Type, m.Sequence, m.Signatures, m.Status, took)
	}
	return err
}
