package start

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
)

var (
	restAddress  = regexp.MustCompile(`https?://([a-z0-9]+)\.execute-api\.(?:[a-z0-9-]+\.)?(?:localhost\.localstack\.cloud|127\.0\.0\.1|amazonaws\.com)(?::\d+)?`)
	otherAddress = regexp.MustCompile(`https?://(?:[a-z0-9.-]+\.)?(?:localhost\.localstack\.cloud|127\.0\.0\.1)(?::\d+)?`)
)

// flatten reads the CDK's file of outputs: those of all stacks together, which must have different names.
func flatten(data []byte, port int) (map[string]string, error) {
	var stacks map[string]map[string]string
	if err := json.Unmarshal(data, &stacks); err != nil {
		return nil, fmt.Errorf("outputs: %w", err)
	}
	all := map[string]string{}
	for stack, outputs := range stacks {
		for name, value := range outputs {
			if _, taken := all[name]; taken {
				return nil, fmt.Errorf("outputs: %s of %s is also one of another stack", name, stack)
			}
			all[name] = reachable(value, port)
		}
	}
	return all, nil
}

// reachable replaces host names that only LocalStack's own name server knows.
func reachable(value string, port int) string {
	here := "http://127.0.0.1:" + strconv.Itoa(port)
	value = restAddress.ReplaceAllString(value, here+"/_aws/execute-api/$1")
	return otherAddress.ReplaceAllString(value, here)
}
