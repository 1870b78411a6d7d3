package local

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/localstack/memory"
)

// arrival is a function that has to be told of a file.
type arrival struct {
	function string
	file     memory.Arrival
	tries    int
}

// Arrive tells the functions of the files that arrived in the bucket of price sheets, as its rules do, and gives how many deliveries there were. One that
// fails is tried again twice, as Lambda does; the error of one that is given up is returned.
func (s *System) Arrive(ctx context.Context) (int, error) {
	due := s.due()
	var failed error
	for _, a := range due {
		payload, err := s.arrivalEvent(a.file)
		if err != nil {
			return 0, err
		}
		if _, err = s.Invoke(ctx, a.function, payload); err == nil {
			continue
		}
		if a.tries++; a.tries <= again {
			s.later(a)
		} else if !errors.Is(err, errCrashed) {
			failed = errors.Join(failed, err)
		}
	}
	return len(due), failed
}

// due takes what functions have to be told of.
func (s *System) due() []arrival {
	files := s.Files.Arrived()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, file := range files {
		for _, f := range functions.All() {
			if f.Objects != "" && strings.HasPrefix(file.Name, f.Objects) {
				s.arrivals = append(s.arrivals, arrival{function: f.Name, file: file})
			}
		}
	}
	due := s.arrivals
	s.arrivals = nil
	return due
}

func (s *System) later(a arrival) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrivals = append(s.arrivals, a)
}

func (s *System) arrivalEvent(a memory.Arrival) ([]byte, error) {
	detail, err := json.Marshal(map[string]any{
		"version": "0", "bucket": map[string]any{"name": memory.Bucket}, "object": map[string]any{"key": a.Name, "size": a.Size}, "reason": "PutObject",
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(events.EventBridgeEvent{
		Version: "0", ID: s.nextID(), DetailType: "Object Created", Source: "aws.s3", Time: s.options.Now(), Detail: detail,
	})
}
