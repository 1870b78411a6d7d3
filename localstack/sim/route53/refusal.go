package route53

import (
	"encoding/xml"
	"net/http"
)

// refusal is an error of the service.
type refusal struct {
	status   int
	code     string
	message  string
	messages []string // of a batch, which has a document of its own
}

func refuse(status int, code, message string) *refusal {
	return &refusal{status: status, code: code, message: message}
}

func invalid(message string) *refusal { return refuse(http.StatusBadRequest, "InvalidInput", message) }

func noZone(id string) *refusal {
	return refuse(http.StatusNotFound, "NoSuchHostedZone", "No hosted zone found with ID: "+id)
}

func (r *refusal) write(w http.ResponseWriter, request string) {
	if r.messages != nil {
		write(w, r.status, struct {
			XMLName  xml.Name `xml:"InvalidChangeBatch"`
			Messages []string `xml:"Messages>Message"`
			Request  string   `xml:"RequestId"`
		}{Messages: r.messages, Request: request})
		return
	}
	write(w, r.status, struct {
		XMLName xml.Name `xml:"ErrorResponse"`
		Type    string   `xml:"Error>Type"`
		Code    string   `xml:"Error>Code"`
		Message string   `xml:"Error>Message"`
		Request string   `xml:"RequestId"`
	}{Type: "Sender", Code: r.code, Message: r.message, Request: request})
}

// write sends a document. The elements of a response have no namespace here, which readers leave out of account.
func write(w http.ResponseWriter, status int, document any) {
	body, err := xml.Marshal(document)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = w.Write(append([]byte(xml.Header), body...)) // the client may have gone
}
