package memory

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// keeper verifies signed links by the published rules of AWS's Signature Version 4. It shares no code with what signs them.
type keeper struct{ id, secret string }

// check gives status 0, or why the link is refused.
func (k keeper) check(r *http.Request, now time.Time) (status int, code, text string) {
	q := r.URL.Query()
	at, err := time.Parse("20060102T150405Z", q.Get("X-Amz-Date"))
	life, bad := strconv.Atoi(q.Get("X-Amz-Expires"))
	scope := strings.Split(q.Get("X-Amz-Credential"), "/")
	const parts = 5
	if err != nil || bad != nil || len(scope) != parts || q.Get("X-Amz-Algorithm") != "AWS4-HMAC-SHA256" {
		return http.StatusForbidden, "AccessDenied", "Access Denied"
	}
	if scope[0] != k.id {
		return http.StatusForbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."
	}
	if now.Before(at.Add(-15*time.Minute)) || now.After(at.Add(time.Duration(life)*time.Second)) {
		return http.StatusForbidden, "AccessDenied", "Request has expired"
	}
	names := strings.Split(q.Get("X-Amz-SignedHeaders"), ";")
	if !slices.Contains(names, "host") || unsigned(r.Header, names) {
		return http.StatusForbidden, "AccessDenied", "There were headers present in the request which were not signed"
	}
	if want := k.sign(r, names, scope[1:]); !hmac.Equal([]byte(want), []byte(q.Get("X-Amz-Signature"))) {
		return http.StatusForbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided."
	}
	return 0, "", ""
}

// unsigned reports a header of Amazon's that the signature does not cover.
func unsigned(h http.Header, names []string) bool {
	for name := range h {
		if name = strings.ToLower(name); strings.HasPrefix(name, "x-amz-") && !slices.Contains(names, name) {
			return true
		}
	}
	return false
}

// sign computes the signature of a request, with the headers that are named and the scope of the key: day, region, service and a fixed word.
func (k keeper) sign(r *http.Request, names, scope []string) string {
	q := r.URL.Query()
	q.Del("X-Amz-Signature")
	var canonical strings.Builder
	canonical.WriteString(r.Method + "\n" + r.URL.EscapedPath() + "\n" + strings.ReplaceAll(q.Encode(), "+", "%20") + "\n")
	for _, n := range names {
		canonical.WriteString(n + ":" + header(r, n) + "\n")
	}
	canonical.WriteString("\n" + strings.Join(names, ";") + "\nUNSIGNED-PAYLOAD")
	sum := sha256.Sum256([]byte(canonical.String()))
	text := strings.Join([]string{"AWS4-HMAC-SHA256", q.Get("X-Amz-Date"), strings.Join(scope, "/"), hex.EncodeToString(sum[:])}, "\n")
	key := []byte("AWS4" + k.secret)
	for _, part := range scope {
		key = mac(key, part)
	}
	return hex.EncodeToString(mac(key, text))
}

// header gives the value of a header as it is signed. Go keeps two of them beside the others.
func header(r *http.Request, name string) string {
	switch name {
	case "host":
		return r.Host
	case "content-length":
		return strconv.FormatInt(r.ContentLength, 10)
	}
	var all []string
	for _, v := range r.Header.Values(name) {
		all = append(all, strings.Join(strings.Fields(v), " "))
	}
	return strings.Join(all, ",")
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
