package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/seatwright/seatwright/localstack/contract"
	"github.com/seatwright/seatwright/localstack/sign"
	"github.com/seatwright/seatwright/shared/app"
	"github.com/seatwright/seatwright/shared/partner"
)

// hook is what the command line says of a webhook to send.
type hook struct {
	platform, base, connection, secret string
	seed, file, topic                  string
	fresh                              bool
}

// send posts a signed sample, or a body of one's own, as a shop would, and prints what was sent and what came back.
func send(ctx context.Context, env *app.Env, secret string, args []string, out io.Writer) error {
	h := hook{secret: secret}
	flags := flag.NewFlagSet("webhook", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.StringVar(&h.platform, "platform", "", "whose webhook it is: the word in the path of the address")
	flags.StringVar(&h.base, "url", "http://localhost:8080", "address of the API")
	flags.StringVar(&h.connection, "connection", "", "id of the connection; without it that of the sample")
	flags.StringVar(&h.seed, "seed", "localstack/local/seed.json", "seed file with the connection's secret, when none is in the environment variable SECRET")
	flags.StringVar(&h.file, "file", "", "file with a body to send instead of the sample's")
	flags.StringVar(&h.topic, "topic", "", "topic instead of the sample's, where it is a header")
	flags.BoolVar(&h.fresh, "new", false, "give the order and the event ids that were not there before")
	if err := flags.Parse(args); err != nil {
		return err
	}
	r, body, err := h.request(ctx, env)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "POST %s\n", r.URL)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		fmt.Fprintf(out, "%s: %s\n", name, strings.Join(r.Header[name], ", "))
	}
	fmt.Fprintf(out, "\n%s\n\n", body)
	client := &http.Client{Timeout: tooLong}
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // it is only read
	said, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	fmt.Fprintf(out, "%s\n%s\n", answer.Status, said)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("the delivery is not taken: %s", answer.Status)
	}
	return err
}

// request makes the signed request.
func (h hook) request(ctx context.Context, env *app.Env) (*http.Request, string, error) {
	op, s, scheme, err := pattern(h.platform)
	if err != nil {
		return nil, "", err
	}
	header, body := s.Header.Clone(), s.Body
	if h.file != "" {
		own, err := os.ReadFile(h.file)
		if err != nil {
			return nil, "", err
		}
		body = string(own)
	}
	if h.fresh {
		body = sign.Renew(header, body, strings.ToLower(rand.Text()))
	}
	for name := range header {
		if h.topic != "" && strings.HasSuffix(name, "-Topic") {
			header.Set(name, h.topic)
		}
	}
	connection := cmp.Or(h.connection, s.Vars["connection_id"])
	secret := h.secret
	if secret == "" {
		if secret, err = seeded(h.seed, connection); err != nil {
			return nil, "", err
		}
	}
	if err := sign.Sign(header, scheme, secret, []byte(body), env.Now()); err != nil {
		return nil, "", err
	}
	path := strings.ReplaceAll(op.Path, "{connection_id}", connection)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(h.base, "/")+path, strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	r.Header = header
	return r, body, nil
}

// pattern gives the first signed sample of a platform.
func pattern(platform string) (contract.Operation, contract.Sample, sign.Scheme, error) {
	book, err := contract.Read()
	if err != nil {
		return contract.Operation{}, contract.Sample{}, "", err
	}
	hooks := book.Hooks()
	for _, s := range hooks[platform].Samples {
		if scheme, ok := sign.Of(s.Header); ok {
			return hooks[platform], s, scheme, nil
		}
	}
	return contract.Operation{}, contract.Sample{}, "", fmt.Errorf("want a platform: %s", strings.Join(slices.Sorted(maps.Keys(hooks)), ", "))
}

// seeded gives the secret that a seed file has for a connection.
func seeded(file, connection string) (string, error) {
	f, err := os.Open(file) //nolint:gosec // the caller's own file
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // it is only read
	all, err := partner.Load(f)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(all.Connections, func(c partner.SeedConnection) bool { return c.ID == connection })
	if i < 0 {
		return "", errors.New("the seed file has no connection " + connection + ": put its secret into the environment variable SECRET")
	}
	return all.Connections[i].Secret.Current, nil
}
