package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seatwright/seatwright/shared/setting"
)

func TestAuditVerify_ShowsASampleWhenTheEnvironmentNamesNoStack(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	code, err := verify(t.Context(), env(), nil, &out)
	if code != untouched || err != nil || !strings.Contains(out.String(), "nothing was removed or altered") || !strings.Contains(out.String(), ": removed") {
		t.Errorf("code %d, %v: %s", code, err, out.String())
	}
}

func TestAuditVerify_RefusesWhatItCannotLookAt(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if code, err := verify(t.Context(), env(), []string{"-from", "yesterday"}, &out); code != failed || err == nil {
		t.Errorf("no day: code %d, %v", code, err)
	}
	half := env()
	half.Settings[setting.Table] = "seatwright"
	if code, err := verify(t.Context(), half, nil, &out); code != failed || err == nil {
		t.Errorf("no bucket: code %d, %v", code, err)
	}
	if err := erase(t.Context(), half, nil, &out); err == nil {
		t.Error("no chain is erased")
	}
}
