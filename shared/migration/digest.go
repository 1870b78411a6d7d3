package migration

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// digest hashes words, each with its length, so that no two lists of words are the same bytes.
func digest(words ...string) string {
	h := sha256.New()
	for _, w := range words {
		h.Write([]byte(strconv.Itoa(len(w)) + ":" + w))
	}
	return hex.EncodeToString(h.Sum(nil))
}
