package entra

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
)

// issue makes a refresh token as of now. The caller holds the lock.
func (s *Sim) issue(r refresh) string {
	r.issued = s.opt.Clock.Now()
	a, b := s.random(r.app), s.random(r.user)
	token := "0.A" + base64.RawURLEncoding.EncodeToString(append(a[:], b[:]...)) + "."
	r.serial = s.counter
	s.refreshes[token] = r
	return token
}

// random gives bytes that depend on the seed and on how many were given before. The caller holds the lock.
func (s *Sim) random(purpose string) [sha256.Size]byte {
	s.counter++
	return sha256.Sum256(fmt.Appendf(nil, "%q %q %d", s.opt.Seed, purpose, s.counter))
}

// guid gives an id in the usual form. The caller holds the lock.
func (s *Sim) guid() string {
	b := s.random("guid")
	h := hex.EncodeToString(b[:16])
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:]
}

// life is an access token's, in whole seconds. The caller holds the lock.
func (s *Sim) life() int64 {
	b := s.random("life")
	return 3600 + int64(binary.BigEndian.Uint16(b[:2])%1800)
}

func fold(id string) string { return strings.ToLower(id) }
