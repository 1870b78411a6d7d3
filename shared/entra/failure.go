package entra

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
)

// Each line: number, class (act, wait, loop), what happened and who must act.
//
//go:embed aadsts.tsv
var table string

var numbered = regexp.MustCompile(`AADSTS([0-9]{4,9})`)

// loopWait is how long a client that asked in a loop has to be quiet: longer than a held call waits by itself.
const loopWait = time.Minute

type refusal struct {
	Word        string `json:"error"`
	Sub         string `json:"suberror"`
	Description string `json:"error_description"`
	Codes       []int  `json:"error_codes"`
}

// failure reads the token service's refusals. The description names people and addresses: only its number is used.
func failure(a rest.Answer) error {
	if a.OK() {
		return nil
	}
	var r refusal
	if json.Unmarshal(a.Body, &r) != nil || r.Word == "" {
		return nil //nolint:nilerr // what cannot be read so is not a refusal of this form
	}
	number := r.number()
	class, text := look(number)
	code := r.Word
	if number != "" {
		code = "AADSTS" + number
	}
	if text == "" {
		class, text = "", "Microsoft Entra refused the partner's sign-in: sign in again with MFA, or look the code up at Microsoft"
	}
	return fault.Coded(kind(a, r.Word, class, text+" ("+printable(code)+")"), printable(code))
}

func kind(a rest.Answer, word, class, text string) error {
	switch {
	case class == "loop":
		return fault.After(fault.Throttled.Errorf("%s", text), loopWait)
	case a.Status == 429:
		return fault.Throttled.Errorf("%s", text)
	case class == "wait", a.Status >= 500, word == "temporarily_unavailable", word == "server_error":
		return fault.Unavailable.Errorf("Microsoft Entra cannot answer just now")
	}
	return fault.Unauthenticated.Errorf("%s", text)
}

func (r refusal) number() string {
	if len(r.Codes) > 0 && r.Codes[0] > 0 {
		return strconv.Itoa(r.Codes[0])
	}
	if m := numbered.FindStringSubmatch(r.Description); m != nil {
		return m[1]
	}
	return ""
}

func look(number string) (class, text string) {
	for line := range strings.Lines(table) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 3 && f[0] == number {
			return f[1], f[2]
		}
	}
	return "", ""
}

// printable keeps a word that came from outside short and harmless.
func printable(s string) string {
	clean := strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, s)
	return clean[:min(len(clean), 40)]
}
