package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

// Wrk is the program wrk with one thread.
type Wrk struct {
	path, version string
}

// FindWrk looks for wrk in PATH.
func FindWrk(ctx context.Context) (*Wrk, error) {
	path, err := exec.LookPath("wrk")
	if err != nil {
		return nil, fmt.Errorf("the load generator is missing (apt-get install wrk): %w", err)
	}
	out, err := exec.CommandContext(ctx, path, "-v").Output() // exits with 1
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	words := strings.Fields(string(out))
	if len(words) < 2 || words[0] != "wrk" {
		return nil, fmt.Errorf("%s -v printed %.100q", path, out)
	}
	return &Wrk{path, words[1]}, nil
}

// Name is wrk's name and version.
func (w *Wrk) Name() string { return "wrk " + w.version }

// Run runs wrk for the job. Its duration is rounded up to whole seconds.
func (w *Wrk) Run(ctx context.Context, job Job) (Result, error) {
	dir, err := os.MkdirTemp("", "hbf-bench-wrk-")
	if err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "load.lua")
	if err := os.WriteFile(file, []byte(script(job.Requests)), 0o600); err != nil {
		return Result{}, err
	}
	seconds := int64((job.Duration + time.Second - 1) / time.Second)
	cmd := exec.CommandContext(ctx, w.path, "-t1", fmt.Sprintf("-c%d", job.Connections), fmt.Sprintf("-d%ds", seconds), "-s", file, job.URL)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		return Result{}, fmt.Errorf("running wrk: %w: %s", err, &stderr)
	}
	return parseWrk(stdout.Bytes())
}

// script returns the Lua program that makes wrk send the requests in turn and report on a
// line of its own. A single request is left to wrk, which is cheaper for it.
func script(requests []route.Request) string {
	var b strings.Builder
	if len(requests) == 1 {
		r := requests[0]
		fmt.Fprintf(&b, "wrk.method, wrk.path, wrk.body = %s, %s, %s\n", lua(r.Method), lua(r.Path), luaBody(r.Body))
		for _, name := range slices.Sorted(maps.Keys(r.Headers)) {
			fmt.Fprintf(&b, "wrk.headers[%s] = %s\n", lua(name), lua(r.Headers[name]))
		}
	} else {
		b.WriteString("local requests, n = {}, 0\nfunction init(args)\n")
		for i, r := range requests {
			fmt.Fprintf(&b, "\trequests[%d] = wrk.format(%s, %s, {", i+1, lua(r.Method), lua(r.Path))
			for _, name := range slices.Sorted(maps.Keys(r.Headers)) {
				fmt.Fprintf(&b, "[%s] = %s, ", lua(name), lua(r.Headers[name]))
			}
			fmt.Fprintf(&b, `["Host"] = wrk.headers["Host"]}, %s)`+"\n", luaBody(r.Body))
		}
		b.WriteString("end\nfunction request()\n\tn = n % #requests + 1\n\treturn requests[n]\nend\n")
	}
	b.WriteString(reporting)
	return b.String()
}

// marker begins the line that reporting prints.
const marker = "result: "

// reporting prints in microseconds what wrk's own report rounds.
const reporting = `function done(summary, latency)
	local e = summary.errors
	io.write(string.format('` + marker + `{"requests":%d,"us":%d,"p50":%.3f,"p99":%.3f,' ..
		'"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
		summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
		e.connect, e.read, e.write, e.status, e.timeout))
end
`

// lua returns a string as Lua writes it.
func lua(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(s) {
		if c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			fmt.Fprintf(&b, `\%03d`, c)
		} else {
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func luaBody(body string) string {
	if body == "" {
		return "nil"
	}
	return lua(body)
}

// parseWrk finds the line that reporting printed in wrk's output.
func parseWrk(out []byte) (Result, error) {
	for line := range strings.Lines(string(out)) {
		report, found := strings.CutPrefix(line, marker)
		if !found {
			continue
		}
		var r struct {
			Requests, US int64
			P50, P99     float64
			Errors       Errors
		}
		if err := json.Unmarshal([]byte(report), &r); err != nil {
			return Result{}, fmt.Errorf("reading wrk's report %q: %w", report, err)
		}
		if r.US <= 0 || r.Requests < 0 {
			return Result{}, fmt.Errorf("wrk's report makes no sense: %s", report)
		}
		micro := func(us float64) time.Duration { return time.Duration(us * float64(time.Microsecond)) }
		return Result{r.Requests, time.Duration(r.US) * time.Microsecond, micro(r.P50), micro(r.P99), r.Errors}, nil
	}
	return Result{}, fmt.Errorf("wrk's output has no report: %.500q", out)
}
