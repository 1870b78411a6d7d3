package main

import (
	"context"
	"crypto/md5" //nolint:gosec // SQS's own check
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/seatwright/seatwright/shared/table/store"
)

// services answers for DynamoDB, SQS and Secrets Manager as far as a webhook needs them. Reads come from a store; writes are always fine and
// kept nowhere, so that the same delivery is new each time.
type services struct {
	store  store.Store
	secret string
	calls  map[string]*atomic.Int64 // by operation
}

// away is how long every answer takes. An answer that comes while the client still finishes its request makes the SDK give up the connection: that
// happens on loopback only, and would be charged to the function.
const away = 200 * time.Microsecond

// openServices serves on loopback; endpoint is what AWS_ENDPOINT_URL takes.
func openServices(ctx context.Context, s store.Store, secret string) (open *services, server *http.Server, endpoint string, err error) {
	open = &services{store: s, secret: secret, calls: map[string]*atomic.Int64{}}
	for _, op := range []string{"GetItem", "PutItem", "SendMessage", "SendMessageBatch", "GetSecretValue"} {
		open.calls[op] = &atomic.Int64{}
	}
	server, address, err := listen(ctx, open)
	return open, server, "http://" + address, err
}

// ServeHTTP tells the services apart by the operation that a request names.
func (s *services) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	count, known := s.calls[op]
	if err != nil || !known {
		http.Error(w, "not stood in for", http.StatusNotImplemented)
		return
	}
	count.Add(1)
	time.Sleep(away)
	out, err := s.answer(r.Context(), op, body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.Header().Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(out)), 10)) // without it the SDK gives up the connection
	_, _ = w.Write(out)                                                                    // the process is gone
}

func (s *services) answer(ctx context.Context, op string, body []byte) ([]byte, error) {
	switch op {
	case "GetItem":
		return s.get(ctx, body)
	case "SendMessage":
		var in sent
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, err
		}
		return json.Marshal(in.taken())
	case "SendMessageBatch":
		var in struct{ Entries []sent }
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, err
		}
		all := make([]map[string]string, 0, len(in.Entries))
		for _, m := range in.Entries {
			all = append(all, m.taken())
		}
		return json.Marshal(map[string]any{"Successful": all, "Failed": []string{}})
	case "GetSecretValue":
		return json.Marshal(map[string]string{"Name": "bench", "SecretString": s.secret})
	}
	return []byte("{}"), nil
}

// sent is a message, alone or one of a batch.
type sent struct{ Id, MessageBody string } //nolint:revive // as SQS writes it

// taken is what SQS answers of it.
func (m sent) taken() map[string]string {
	sum := md5.Sum([]byte(m.MessageBody)) //nolint:gosec // SQS's own check
	return map[string]string{"Id": m.Id, "MessageId": "bench", "MD5OfMessageBody": hex.EncodeToString(sum[:]), "SequenceNumber": "1"}
}

// get reads an item, in DynamoDB's form.
func (s *services) get(ctx context.Context, body []byte) ([]byte, error) {
	var in struct{ Key map[string]struct{ S string } }
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	i, err := s.store.Get(ctx, store.Key{PK: in.Key["PK"].S, SK: in.Key["SK"].S})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Key["PK"].S, err)
	}
	attributes := map[string]map[string]string{}
	for name, v := range i {
		switch v := v.(type) {
		case string:
			attributes[name] = map[string]string{"S": v}
		case int64:
			attributes[name] = map[string]string{"N": strconv.FormatInt(v, 10)}
		case []byte:
			attributes[name] = map[string]string{"B": base64.StdEncoding.EncodeToString(v)}
		}
	}
	return json.Marshal(map[string]any{"Item": attributes})
}

// counted gives the calls so far by operation.
func (s *services) counted() map[string]int64 {
	all := map[string]int64{}
	for op, n := range s.calls {
		all[op] = n.Load()
	}
	return all
}
