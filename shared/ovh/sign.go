package ovh

import (
	"crypto/sha1" //nolint:gosec // OVHcloud's scheme demands it
	"encoding/hex"
	"io"
	"strconv"
	"strings"
)

// Sign gives the signature of a call: "$1$" and the SHA-1 of six fields joined by plus signs. The address is complete, as
// it is sent; the body is the bytes that are sent, none for a call without; the time is OVHcloud's, in Unix seconds.
func Sign(k Keys, method, address string, body []byte, unix int64) string {
	h := sha1.New() //nolint:gosec // OVHcloud's scheme demands it
	_, _ = io.WriteString(h, k.Secret+"+"+k.Consumer+"+"+strings.ToUpper(method)+"+"+address+"+")
	_, _ = h.Write(body)
	_, _ = io.WriteString(h, "+"+strconv.FormatInt(unix, 10))
	return "$1$" + hex.EncodeToString(h.Sum(nil))
}
