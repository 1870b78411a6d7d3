package edge

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/dunglas/httpsfv"

	"github.com/seatwright/seatwright/shared/fault"
)

// KeyHeader is the header that names a call.
const KeyHeader = "Idempotency-Key"

const (
	maxKey   = 255
	slack    = 5 * time.Second  // a lease outlives the function that holds it
	fallback = 30 * time.Second // a lease without a deadline: API Gateway gives up after 29 s
)

// Register remembers calls by partner, client, operation and key.
type Register interface {
	// Begin takes the call for owner until a time, or gives the stored answer and true when it was done before. It fails with
	// fault.Invalid when the key stands for another fingerprint, and with fault.Conflict while another owner runs it.
	Begin(ctx context.Context, key [4]string, fingerprint, owner string, until time.Time) (answer []byte, done bool, err error)
	// Finish stores the answer of the owner's call.
	Finish(ctx context.Context, key [4]string, owner string, answer []byte) error
	// Abandon forgets the owner's call, so that it may be made again.
	Abandon(ctx context.Context, key [4]string, owner string) error
}

// stored is an answer as the register keeps it.
type stored struct {
	Status int               `json:"status"`
	Header map[string]string `json:"header,omitempty"`
	Body   any               `json:"body,omitempty"` // read back, it is its own raw text
}

// Once makes call idempotent by the Idempotency-Key of the request, which may be missing only when it is not required.
//
// Only a success is kept and given again. A call that failed is forgotten: it may be repeated as it is, or corrected under the same
// key. That is safe because what a call writes is named by the key too: a repeat finds it, whatever became of the first answer.
func Once(o Options, reg Register, required bool, call Call) Call {
	return func(ctx context.Context, r Request) (Answer, error) {
		name, err := Key(r.Header)
		if err != nil {
			return Answer{}, err
		}
		if name == "" {
			if required {
				return Answer{}, fault.Malformed.Errorf("the header %s is missing", KeyHeader)
			}
			return call(ctx, r)
		}
		key, owner := [4]string{r.Partner, r.Client, o.Operation, name}, rand.Text()
		kept, done, err := reg.Begin(ctx, key, fingerprint(r), owner, lease(ctx, o.Now))
		if err != nil {
			return Answer{}, err
		}
		if done {
			return replay(kept)
		}
		a, err := call(ctx, r)
		return settle(ctx, reg, key, owner, a, err)
	}
}

func lease(ctx context.Context, now func() time.Time) time.Time {
	if deadline, ok := ctx.Deadline(); ok {
		return deadline.Add(slack)
	}
	return now().Add(fallback + slack)
}

// settle closes the call in the register. When that fails the answer stands: the lease runs out, and a repeat finds what was written.
func settle(ctx context.Context, reg Register, key [4]string, owner string, a Answer, err error) (Answer, error) {
	if err != nil {
		a.Warning = reg.Abandon(context.WithoutCancel(ctx), key, owner)
		return a, err
	}
	raw, err := json.Marshal(stored{Status: a.Status, Header: a.Header, Body: a.Body})
	if err != nil {
		return Answer{}, err
	}
	a.Warning = reg.Finish(context.WithoutCancel(ctx), key, owner, raw)
	return a, nil
}

func replay(kept []byte) (Answer, error) {
	var body json.RawMessage
	s := stored{Body: &body}
	if err := json.Unmarshal(kept, &s); err != nil {
		return Answer{}, err
	}
	a := Answer{Status: s.Status, Header: map[string]string{"Idempotency-Replayed": "true"}, Note: "replayed"}
	if len(body) > 0 {
		a.Body = body
	}
	maps.Copy(a.Header, s.Header)
	return a, nil
}

// Key gives the request's Idempotency-Key, or "" when there is none. The draft of the IETF wants a structured field string, in quotes; most
// clients send a bare token: both are read, and name the same call. It fails with fault.Malformed.
func Key(h http.Header) (string, error) {
	given := h.Values(KeyHeader)
	if len(given) == 0 {
		return "", nil
	}
	if len(given) > 1 {
		return "", fault.Malformed.Errorf("the header %s came twice", KeyHeader)
	}
	key := strings.TrimSpace(given[0])
	if strings.HasPrefix(key, `"`) {
		item, err := httpsfv.UnmarshalItem([]string{key})
		if err != nil {
			return "", fault.Malformed.Wrap(err, "the header %s is not a structured field string", KeyHeader)
		}
		key, _ = item.Value.(string)
	} else if strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`",;\`, r) }) {
		return "", fault.Malformed.Errorf("the header %s is neither a string in quotes nor a token", KeyHeader)
	}
	if key == "" || len(key) > maxKey {
		return "", fault.Malformed.Errorf("the header %s: want 1 to %d characters", KeyHeader, maxKey)
	}
	return key, nil
}

// fingerprint names what was asked: the path and the body, however its keys are ordered and spaced.
func fingerprint(r Request) string {
	canonical := r.Body
	d := json.NewDecoder(bytes.NewReader(r.Body))
	d.UseNumber()
	var v any
	if d.Decode(&v) == nil && !d.More() {
		if raw, err := json.Marshal(v); err == nil {
			canonical = raw
		}
	}
	sum := sha256.Sum256(append([]byte(r.Instance+"\n"), canonical...))
	return hex.EncodeToString(sum[:])
}
