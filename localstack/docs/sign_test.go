package docs_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seatwright/seatwright/localstack/sign"
)

// calculate has the calculator's script sign cases, which are read from standard input.
const calculate = `
const { sign } = await import(process.argv[1]);
let text = "";
for await (const part of process.stdin) text += part;
const answers = [];
for (const c of JSON.parse(text)) answers.push(await sign(c.scheme, c));
console.log(JSON.stringify(answers));
`

func TestTheCalculatorSignsAsTheCommandDoes(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("the calculator is a script: Node, which would run it here, is not installed")
	}
	file, err := filepath.Abs("page/sign.mjs")
	if err != nil {
		t.Fatal(err)
	}
	type named struct {
		Scheme sign.Scheme `json:"scheme"`
		Secret string      `json:"secret"`
		Body   string      `json:"body"`
		Time   int64       `json:"time"`
		ID     string      `json:"id"`
	}
	var cases []named
	var wanted []map[string]string
	for _, body := range []string{"", `{"company":"Łódź Ærø GmbH & Co. KG","qty":2}`, "\x00\t\n" + strings.Repeat("ß", 10_000)} {
		for _, s := range sign.Schemes() {
			c := named{s, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", body, 1614265330, "msg_p5jXN8AQM9LWM0D4loKWxJek"}
			h := http.Header{"Webhook-Id": {c.ID}}
			if err := sign.Sign(h, s, c.Secret, []byte(body), time.Unix(c.Time, 0)); err != nil {
				t.Fatal(err)
			}
			want := map[string]string{string(s): h.Get(string(s))}
			if s == sign.Standard {
				want["Webhook-Timestamp"] = h.Get("Webhook-Timestamp")
			}
			cases, wanted = append(cases, c), append(wanted, want)
		}
	}
	in, err := json.Marshal(cases) //nolint:gosec // published samples
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "--input-type=module", "-e", calculate, "file://"+file)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.CombinedOutput()
	var got []map[string]string
	if err != nil || json.Unmarshal(out, &got) != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Error(diff)
	}
}
