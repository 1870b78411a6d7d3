package memory

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/seatwright/seatwright/shared/blob"
)

// ServeHTTP takes and gives files by signed links, as S3 does: PUT and GET of one object, nothing else.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, "/"+Bucket+"/")
	if !ok {
		deny(w, http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist")
		return
	}
	if status, code, text := f.keeper.check(r, f.now()); status != 0 {
		deny(w, status, code, text)
		return
	}
	switch r.Method {
	case http.MethodPut:
		f.take(w, r, name)
	case http.MethodGet:
		f.give(w, r, name)
	default:
		deny(w, http.StatusNotImplemented, "NotImplemented", "A header you provided implies functionality that is not implemented")
	}
}

func (f *Files) take(w http.ResponseWriter, r *http.Request, name string) {
	if r.ContentLength < 0 {
		deny(w, http.StatusLengthRequired, "MissingContentLength", "You must provide the Content-Length HTTP header.")
		return
	}
	if r.ContentLength > blob.MaxFile {
		deny(w, http.StatusBadRequest, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
		return
	}
	if _, there := f.look(name); there && r.Header.Get("If-None-Match") == "*" {
		deny(w, http.StatusPreconditionFailed, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, blob.MaxFile))
	if err != nil || int64(len(body)) != r.ContentLength {
		deny(w, http.StatusBadRequest, "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header")
		return
	}
	f.put(name, body, r.Header.Get("Content-Type"))
	w.Header().Set("ETag", tag(body))
}

func (f *Files) give(w http.ResponseWriter, r *http.Request, name string) {
	found, ok := f.look(name)
	if !ok {
		deny(w, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
		return
	}
	w.Header().Set("ETag", tag(found.body))
	w.Header().Set("Content-Type", found.media)
	w.Header().Set("Content-Length", strconv.Itoa(len(found.body)))
	if as := r.URL.Query().Get("response-content-disposition"); as != "" {
		w.Header().Set("Content-Disposition", as)
	}
	_, _ = w.Write(found.body) // who left does not want it
}

func tag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
}

// deny answers with S3's form of a refusal.
func deny(w http.ResponseWriter, status int, code, text string) {
	body, err := xml.Marshal(struct {
		XMLName xml.Name `xml:"Error"`
		Code    string
		Message string
	}{Code: code, Message: text})
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = w.Write(append([]byte(xml.Header), body...)) // see give
}
