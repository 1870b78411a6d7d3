package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/seatwright/seatwright/functions"
	"github.com/seatwright/seatwright/shared/setting"
)

// process is a program that runs under a Runtime API of its own.
type process struct {
	name   string
	api    *runtimeAPI
	cmd    *exec.Cmd
	began  time.Time
	ended  chan struct{}
	errors bytes.Buffer // to be read after the end only
}

// launch starts a program with nothing of this process's environment. What it logs goes to out.
func launch(ctx context.Context, out io.Writer, path string, environment []string, args ...string) (*process, error) {
	api, err := openRuntime(ctx)
	if err != nil {
		return nil, err
	}
	p := &process{name: filepath.Base(filepath.Dir(path)), api: api, ended: make(chan struct{})}
	p.cmd = exec.CommandContext(ctx, path, args...) //nolint:gosec // a program of ours
	p.cmd.Env = append([]string{"AWS_LAMBDA_RUNTIME_API=" + api.address}, environment...)
	p.cmd.Stdout, p.cmd.Stderr = out, &p.errors
	p.began = now()
	if err := p.cmd.Start(); err != nil {
		api.close()
		return nil, fmt.Errorf("start %s (make bench builds it first): %w", path, err)
	}
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait() // it is killed, always
	}()
	return p, nil
}

// stop ends the program.
func (p *process) stop() {
	_ = p.cmd.Process.Kill() // it has ended by itself
	<-p.ended
	p.api.close()
}

// ticks is in how many parts of a second Linux counts a process's time, on every architecture of Go.
const ticks = 100

// used gives how long the program has run on a processor, in its own code and in the kernel's.
func (p *process) used() (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(raw), ") ") // the program's name is in brackets and may hold blanks
	fields := strings.Fields(after)
	const user, system = 11, 12 // counted from the field after the name
	if len(fields) <= system {
		return 0, fmt.Errorf("/proc: want more than %d fields", len(fields))
	}
	sum := 0
	for _, f := range []string{fields[user], fields[system]} {
		n, err := strconv.Atoi(f)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return time.Duration(sum) * time.Second / ticks, nil
}

// bootstrap is where make leaves a function's binary.
func bootstrap(arch, name string) string {
	return filepath.Join("dist", arch, name, "bootstrap")
}

// build builds the programs of the bench with the functions' own flags.
func build(ctx context.Context) error {
	for _, name := range []string{"bare", "peer", "month", "book", "plan", "match"} {
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w", //nolint:gosec // names from here
			"-o", bootstrap(runtime.GOARCH, "bench-"+name), "./localstack/bench/"+name)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w: %s", name, err, out)
		}
	}
	return nil
}

// environment gives a function what it has on Lambda, with the services on loopback.
func environment(f functions.Function, endpoint string) []string {
	values := map[setting.Name]string{
		setting.Table: "bench", setting.OrderQueue: endpoint + "/123456789012/orders.fifo", setting.DomainQueue: endpoint + "/123456789012/domains.fifo", setting.EventQueue: endpoint + "/123456789012/events.fifo", setting.SecretPath: "seatwright/",
		setting.SaleQueue: endpoint + "/123456789012/sales.fifo", setting.MigrationQueue: endpoint + "/123456789012/migrations.fifo", setting.MigrationDead: endpoint + "/123456789012/dead.fifo", setting.SaleDead: endpoint + "/123456789012/dead.fifo",
		setting.Issuer: endpoint + "/issuer", setting.Audience: "api://seatwright", setting.Entra: endpoint, setting.PartnerAPI: endpoint,
		setting.PriceAPI: endpoint, setting.Graph: endpoint, setting.DeadQueue: endpoint + "/123456789012/dead.fifo", setting.DomainDead: endpoint + "/123456789012/dead.fifo", setting.EventDead: endpoint + "/123456789012/dead.fifo", setting.Missed: endpoint + "/123456789012/missed",
		setting.AuditBucket: "bench-audit", setting.SheetBucket: "bench-sheets", setting.EventOrigins: endpoint,
	}
	all := []string{
		"AWS_ENDPOINT_URL=" + endpoint, "AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=bench",
		"AWS_LAMBDA_FUNCTION_NAME=" + f.Name, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=" + strconv.Itoa(f.MemoryMB), "TZ=:UTC",
	}
	for _, n := range f.Settings {
		if v := values[n]; v != "" {
			all = append(all, string(n)+"="+v)
		}
	}
	return all
}
