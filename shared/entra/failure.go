package entra

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/shared/fault"
	"github.com/seatwright/seatwright/shared/rest"
	"github.com/seatwright/seatwright/shared/token"
)

var numbered = regexp.MustCompile(`AADSTS([0-9]{4,9})`)

// loopWait is how long a client that asked in a loop has to be quiet: longer than a held call waits by itself.
const loopWait = time.Minute

// refusal is Microsoft's answer to a request or to a sign-in. The description names people and addresses: only its number
// is used.
type refusal struct {
	Word        string `json:"error"`
	Sub         string `json:"suberror"`
	Description string `json:"error_description"`
	Codes       []int  `json:"error_codes"`
}

// said is the cause of a failure for the log: the words by which clients are told to branch.
type said struct{ word, sub string }

func (s *said) Error() string { return strings.TrimSpace(s.word + " " + s.sub) }

// Is tells a renewal that the app has proven who it is: the token service speaks of the sign-in only after that.
func (s *said) Is(target error) bool {
	return target == token.GrantRefused && (s.word == "invalid_grant" || s.word == "interaction_required")
}

// failure reads the token service's refusals.
func failure(a rest.Answer) error {
	if a.OK() {
		return nil
	}
	var r refusal
	if json.Unmarshal(a.Body, &r) != nil || r.Word == "" {
		return nil //nolint:nilerr // what cannot be read so is not a refusal of this form
	}
	return r.failure(a)
}

// Refused gives the failure in what a sign-in's page sends back instead of a code: the fields error and error_description.
// Its kind and code are those of the token service's refusals.
func Refused(word, description string) error {
	return refusal{Word: word, Description: description}.failure(rest.Answer{Status: http.StatusBadRequest})
}

func (r refusal) failure(a rest.Answer) error {
	word, number := printable(r.Word), r.number()
	code := word
	if number != "" {
		code = "AADSTS" + number
	}
	row, _ := look(number, word)
	return fault.Coded(kind(a, row, &said{word, printable(r.Sub)}, code), code)
}

func kind(a rest.Answer, row row, cause *said, code string) error {
	text := row.cause + ": " + row.next + " (" + code + ")"
	switch {
	case row.class == "loop":
		return fault.After(fault.Throttled.Wrap(cause, "%s", text), loopWait)
	case a.Status == http.StatusTooManyRequests:
		return fault.Throttled.Wrap(cause, "Microsoft Entra asks for fewer calls (%s)", code)
	case a.Status >= 500 && a.Write:
		return fault.Unknown.Wrap(cause, "Microsoft Entra could not answer (%s)", code)
	case row.class == "wait", a.Status >= 500, cause.word == "temporarily_unavailable", cause.word == "server_error":
		return fault.Unavailable.Wrap(cause, "Microsoft Entra cannot answer just now (%s)", code)
	}
	return fault.Unauthenticated.Wrap(cause, "%s", text)
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
