package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/seatwright/seatwright/localstack/bench/sheet"
)

// client calls our API for one partner.
type client struct {
	base, token string
	out         io.Writer
}

// imported is what is looked at of an import.
type imported struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	Outcome  string `json:"outcome"`
	Findings []struct {
		Guard string `json:"guard"`
		Text  string `json:"text"`
	} `json:"findings"`
	Reading struct {
		Rows     int `json:"rows"`
		Rejected int `json:"rejected"`
	} `json:"reading"`
}

// call sends a request to our API and reads the answer.
func (c client) call(ctx context.Context, method, path string, header map[string]string, in, out any) (int, error) {
	var body io.Reader = http.NoBody
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, v := range header {
		r.Header.Set(name, v)
	}
	return c.send(r, out)
}

// patience is for how long an answer is waited for.
const patience = 5 * time.Minute

func (c client) send(r *http.Request, out any) (int, error) {
	client := http.Client{Timeout: patience}
	res, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close() //nolint:errcheck // it is only read
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return res.StatusCode, fmt.Errorf("%s %s: %s: %s", r.Method, r.URL.Path, res.Status, bytes.TrimSpace(raw))
	}
	if out == nil || len(raw) == 0 {
		return res.StatusCode, nil
	}
	return res.StatusCode, json.Unmarshal(raw, out)
}

// month imports the sheet of a month. What the guards find is printed, and approved: the sheet is known.
func (c client) month(ctx context.Context, o sheet.Options) (imported, error) {
	month := o.Month().Format("2006-01")
	var file bytes.Buffer
	if err := o.CSV(&file); err != nil {
		return imported{}, err
	}
	var a struct {
		Import imported `json:"import"`
		Upload struct {
			Method  string            `json:"method"`
			URL     string            `json:"url"`
			Headers map[string]string `json:"headers"`
		} `json:"upload"`
	}
	size := file.Len()
	wish := map[string]any{"kind": "new_commerce", "month": month, "file": month + ".csv", "size": size, "media_type": "text/csv"}
	if _, err := c.call(ctx, http.MethodPost, "/prices/imports", nil, wish, &a); err != nil {
		return imported{}, err
	}
	r, err := http.NewRequestWithContext(ctx, a.Upload.Method, a.Upload.URL, &progress{from: &file, whole: size, name: month + ".csv", out: c.out})
	if err != nil {
		return imported{}, err
	}
	r.ContentLength = int64(size)
	for name, v := range a.Upload.Headers {
		r.Header.Set(name, v)
	}
	if _, err := c.send(r, nil); err != nil {
		return imported{}, err
	}
	i, err := c.wait(ctx, a.Import.ID)
	if err != nil || i.State != "waiting_person" {
		return i, err
	}
	for _, f := range i.Findings {
		fmt.Fprintf(c.out, "  guard %s: %s\n", f.Guard, f.Text)
	}
	reason := map[string]string{"reason": "a generated sheet, which is known"}
	if _, err := c.call(ctx, http.MethodPost, "/prices/imports/"+i.ID+"/approve", nil, reason, nil); err != nil {
		return i, err
	}
	return c.wait(ctx, i.ID)
}

// progress prints how much of a file was sent.
type progress struct {
	from  io.Reader
	sent  int
	whole int
	name  string
	out   io.Writer
}

// Read implements io.Reader.
func (p *progress) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	const step = 5_000_000 // bytes between two lines
	before := p.sent / step
	if p.sent += n; p.sent/step > before || err != nil {
		fmt.Fprintf(p.out, "\r%s: sent %.0f of %.0f MB ", p.name, float64(p.sent)/1e6, float64(p.whole)/1e6)
	}
	return n, err
}

// wait prints the states of an import until it stays as it is.
func (c client) wait(ctx context.Context, id string) (imported, error) {
	for last := ""; ; {
		var i imported
		if _, err := c.call(ctx, http.MethodGet, "/prices/imports/"+id, nil, nil, &i); err != nil {
			return i, err
		}
		if i.State != last {
			fmt.Fprintf(c.out, " > %s", i.State)
			last = i.State
		}
		switch i.State {
		case "waiting_upload", "reading", "applying":
			select {
			case <-ctx.Done():
				return i, ctx.Err()
			case <-time.After(100 * time.Millisecond):
			}
			continue
		}
		fmt.Fprintf(c.out, " (%d rows, %d rejected) %s\n", i.Reading.Rows, i.Reading.Rejected, i.Outcome)
		if i.State == "refused" {
			return i, fmt.Errorf("import %s: %s", i.ID, i.Outcome)
		}
		return i, nil
	}
}
