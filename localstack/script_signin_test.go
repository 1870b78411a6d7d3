package localstack_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/seatwright/seatwright/shared/secret"
)

// await waits until $ORDER has a state. A clock that can be moved is moved, by five minutes at most; else it takes as long as it takes.
func (c command) await(args []string) error {
	if len(args) != 1 {
		return errors.New("want a state")
	}
	const looks = 100
	v, moves := c.driver.(virtual)
	for n := range looks {
		o, err := c.current()
		if err != nil {
			return err
		}
		if string(o.State) == args[0] {
			return nil
		}
		if moves {
			if n == 5 {
				return fmt.Errorf("state %s after five minutes", o.State)
			}
			err = v.Tick(c.ctx, time.Minute)
		} else {
			err = wait(c.ctx, 3*time.Second)
		}
		if err != nil {
			return err
		}
	}
	return errors.New("the state does not come")
}

// simPost orders something of a simulator through its control interface.
func (c command) simPost(name string, args []string) error {
	if len(args) == 0 {
		return errors.New("want what to post, and name=value")
	}
	if file, whole := strings.CutPrefix(args[len(args)-1], "@"); whole && len(args) == 2 {
		return c.post(name, args[0], json.RawMessage(c.file(file)))
	}
	given, err := pairs(args[1:])
	if err != nil {
		return err
	}
	in := map[string]any{}
	for key, value := range given {
		in[key] = value
		if file, ok := strings.CutPrefix(value, "@"); ok {
			in[key] = string(c.file(file))
		}
		if n, err := strconv.Atoi(value); err == nil {
			in[key] = n
		}
		if value == "true" || value == "false" {
			in[key] = value == "true"
		}
	}
	return c.post(name, args[0], in)
}

// mail prints the e-mails that were sent.
func (c command) mail([]string) error {
	v, ok := c.driver.(virtual)
	if !ok {
		return errors.New("wants mail that can be read; see [!virtual]")
	}
	all := v.Letters()
	c.printf("%d e-mails\n", len(all))
	for _, l := range all {
		c.printf("to %s: %s\n%s\n", strings.Join(l.To, ", "), l.Subject, l.Text)
	}
	return nil
}

// safe is a secret store that refuses changes while it is told to, as AWS does to a function that has lost its permission.
type safe struct {
	secret.Versions

	mu      sync.Mutex
	refuses bool
}

var errSealed = errors.New("the secret store refuses the write")

func (s *safe) wrap(v secret.Versions) secret.Versions {
	s.Versions = v
	return s
}

func (s *safe) set(refuses bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuses = refuses
}

func (s *safe) sealed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses {
		return errSealed
	}
	return nil
}

func (s *safe) Write(ctx context.Context, name, value string) error {
	if err := s.sealed(); err != nil {
		return err
	}
	return s.Versions.Write(ctx, name, value)
}

func (s *safe) Stage(ctx context.Context, name, value string) (string, error) {
	if err := s.sealed(); err != nil {
		return "", err
	}
	return s.Versions.Stage(ctx, name, value)
}

func (s *safe) Promote(ctx context.Context, name, id, from string) error {
	if err := s.sealed(); err != nil {
		return err
	}
	return s.Versions.Promote(ctx, name, id, from)
}

func (s *safe) Drop(ctx context.Context, name string, l secret.Label) error {
	if err := s.sealed(); err != nil {
		return err
	}
	return s.Versions.Drop(ctx, name, l)
}

// certificate makes a certificate with its key and an end, as NAME.pem and, for our API, NAME.json.
func (c command) certificate(args []string) error {
	if len(args) != 2 {
		return errors.New("want NAME and when it ends")
	}
	ends, err := time.Parse(time.RFC3339, args[1])
	if err != nil {
		return err
	}
	own, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	plan := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Seatwright"}, NotBefore: ends.AddDate(-3, 0, 0), NotAfter: ends}
	der, err := x509.CreateCertificate(rand.Reader, &plan, &plan, own.Public(), own)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(own)
	if err != nil {
		return err
	}
	shown := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	both, err := json.Marshal(map[string]string{"certificate": shown, "private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))})
	if err != nil {
		return err
	}
	const mine = 0o600
	return errors.Join(os.WriteFile(c.ts.MkAbs(args[0]+".pem"), []byte(shown), mine), os.WriteFile(c.ts.MkAbs(args[0]+".json"), both, mine))
}
