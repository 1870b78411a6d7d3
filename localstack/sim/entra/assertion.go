package entra

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // x5t is a SHA-1 by its definition, and only finds the certificate
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// bearerAssertion is the one type of client assertion that there is.
const bearerAssertion = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" //nolint:gosec // a name, and no secret

// early is by how much an assertion may begin after now, for clocks that differ.
const early = 5 * time.Minute

// statement is a client assertion.
type statement struct {
	head struct {
		Alg     string `json:"alg"`
		Typ     string `json:"typ"`
		X5T     string `json:"x5t"`
		X5TS256 string `json:"x5t#S256"`
	}
	claims struct {
		Audience string `json:"aud"`
		Issuer   string `json:"iss"`
		Subject  string `json:"sub"`
		ID       string `json:"jti"`
		Expires  int64  `json:"exp"`
		Starts   int64  `json:"nbf"`
	}
	signed    string
	signature []byte
}

// asserted checks that the app signed what it presents. Microsoft documents PS256 with x5t#S256, and took RS256 with x5t
// before; that an id is good once is modelled: Microsoft documents that it must be unique and not what happens if it is not.
func (q *request) asserted(a *app) *refusal {
	if q.form.Get("client_assertion_type") != bearerAssertion {
		return refuseText(900144, "The request body must contain the following parameter: 'client_assertion_type' with the value '"+bearerAssertion+"'.")
	}
	s, ok := readStatement(q.form.Get("client_assertion"))
	if !ok {
		return refuse(50027)
	}
	certificate := a.certificate(s)
	switch {
	case !strings.EqualFold(s.claims.Issuer, a.id) || !strings.EqualFold(s.claims.Subject, a.id):
		return refuse(700021)
	case certificate == nil:
		return refuseText(700027, "Client assertion failed signature validation. [Reason - The key was not found.]")
	case !s.signedBy(certificate):
		return refuse(700027)
	case q.now.Before(certificate.NotBefore) || q.now.After(certificate.NotAfter):
		return refuseText(700027, "Client assertion failed signature validation. [Reason - The key used is expired.]")
	case !slices.Contains(q.addresses(), s.claims.Audience):
		return refuse(700023)
	case s.claims.Expires <= q.now.Unix() || s.claims.Starts > q.now.Add(early).Unix():
		return refuse(700024)
	case s.claims.ID == "":
		return refuse(50027)
	}
	return q.once(a.id+" "+s.claims.ID, time.Unix(s.claims.Expires, 0))
}

// once refuses an assertion that was seen before. Those that have expired are forgotten: they would be refused anyway.
func (q *request) once(id string, expires time.Time) *refusal {
	for known, until := range q.proofs {
		if !q.now.Before(until) {
			delete(q.proofs, known)
		}
	}
	if _, twice := q.proofs[id]; twice {
		return refuseText(700027, "Client assertion failed signature validation. [Reason - The assertion was used before.]")
	}
	q.proofs[id] = expires
	return nil
}

// addresses are the audiences that an assertion may name.
func (q *request) addresses() []string {
	at := q.base + "/" + q.tenant
	return []string{at + "/oauth2/v2.0/token", at + "/oauth2/token", at + "/v2.0"}
}

// certificate finds the one that an assertion names.
func (a *app) certificate(s statement) *x509.Certificate {
	for _, c := range a.certificates {
		long := sha256.Sum256(c.Raw)
		short := sha1.Sum(c.Raw) //nolint:gosec // see above
		if s.head.X5TS256 == base64.RawURLEncoding.EncodeToString(long[:]) ||
			s.head.X5TS256 == "" && s.head.Alg == "RS256" && s.head.X5T == base64.RawURLEncoding.EncodeToString(short[:]) {
			return c
		}
	}
	return nil
}

func (s statement) signedBy(c *x509.Certificate) bool {
	key, ok := c.PublicKey.(*rsa.PublicKey)
	sum := sha256.Sum256([]byte(s.signed))
	switch {
	case !ok:
		return false
	case s.head.Alg == "PS256":
		return rsa.VerifyPSS(key, crypto.SHA256, sum[:], s.signature, nil) == nil
	default:
		return s.head.Alg == "RS256" && rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], s.signature) == nil
	}
}

func readStatement(token string) (statement, bool) {
	var s statement
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return s, false
	}
	head, errHead := base64.RawURLEncoding.DecodeString(parts[0])
	claims, errClaims := base64.RawURLEncoding.DecodeString(parts[1])
	var errSignature error
	s.signature, errSignature = base64.RawURLEncoding.DecodeString(parts[2])
	s.signed = parts[0] + "." + parts[1]
	ok := errHead == nil && errClaims == nil && errSignature == nil &&
		json.Unmarshal(head, &s.head) == nil && json.Unmarshal(claims, &s.claims) == nil
	return s, ok && (s.head.Typ == "" || strings.EqualFold(s.head.Typ, "JWT"))
}
