package start

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
)

// call sends one request to LocalStack and wants it to succeed.
func (s *Stack) call(ctx context.Context, method, path string, header map[string]string, body io.Reader) error {
	request, err := http.NewRequestWithContext(ctx, method, s.Endpoint()+path, body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer response.Body.Close() //nolint:errcheck // read to its end
	data, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("status %d: %s", response.StatusCode, data)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	return nil
}

// freePort asks the kernel for a port that nobody has.
func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("free port: %w", err)
	}
	defer listener.Close() //nolint:errcheck // nothing was sent
	address, is := listener.Addr().(*net.TCPAddr)
	if !is {
		return 0, fmt.Errorf("free port: %s", listener.Addr())
	}
	return address.Port, nil
}
