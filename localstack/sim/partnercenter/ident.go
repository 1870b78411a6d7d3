package partnercenter

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"time"
)

var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

func isGUID(s string) bool { return len(s) == 36 && guid.MatchString(s) }

// hash gives hexadecimal digits that follow from the seed and the next count.
func (s *Sim) hash() string {
	s.ids++
	sum := sha256.Sum256([]byte(s.opt.Seed + "/" + strconv.FormatUint(s.ids, 10)))
	return hex.EncodeToString(sum[:])
}

// id gives the next GUID, in the shape of version 4.
func (s *Sim) id() string {
	h := s.hash()
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:32]
}

// shortID gives the next id in the form of an order's alternate id: 12 hexadecimal digits.
func (s *Sim) shortID() string { return s.hash()[:12] }

// stamp writes a time as Partner Center does: UTC, up to seven fractional digits.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.9999999Z") }

// parseTime reads a time with or without a zone; without one it is UTC, as Microsoft documents.
func parseTime(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
