package start_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seatwright/seatwright/localstack/start"
)

func TestWhatIsMissingForAWSIsSaidInOneLine(t *testing.T) {
	t.Parallel()
	const (
		credentials = "credentials (set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)"
		region      = "a region (set AWS_REGION)"
	)
	for name, test := range map[string]struct {
		variables map[string]string
		files     map[string]string // below the home
		want      string
	}{
		"nothing":               {nil, nil, "missing for AWS: " + credentials + "; " + region},
		"key":                   {map[string]string{"AWS_ACCESS_KEY_ID": "k"}, nil, "missing for AWS: " + region},
		"region":                {map[string]string{"AWS_REGION": "eu-central-1"}, nil, "missing for AWS: " + credentials},
		"key and region":        {map[string]string{"AWS_ACCESS_KEY_ID": "k", "AWS_DEFAULT_REGION": "eu-central-1"}, nil, ""},
		"profile":               {nil, map[string]string{".aws/config": "[default]\nregion = eu-central-1\n"}, ""},
		"profile and no region": {map[string]string{"AWS_PROFILE": "p"}, map[string]string{".aws/credentials": "[p]\n"}, "missing for AWS: " + region},
		"machine of AWS":        {nil, map[string]string{"maker": "Amazon EC2\n"}, ""},
		"and not to be asked":   {map[string]string{"AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "r"}, map[string]string{"maker": "Amazon EC2\n"}, "missing for AWS: " + credentials},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			for file, text := range test.files {
				at := filepath.Join(home, file)
				if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got := ""
			account := start.Account{Variable: func(name string) string { return test.variables[name] }, Home: home, Vendor: filepath.Join(home, "maker")}
			if err := account.Check(); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
