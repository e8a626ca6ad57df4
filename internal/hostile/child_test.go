package hostile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/express"
)

const (
	scriptVariable = "HBF_HOSTILE_SCRIPT"

	timeout = time.Second
	// grace is how long after its timeout a turn may end and still count as contained.
	grace = 500 * time.Millisecond
	// patience is how long a child waits for an attack to end at all.
	patience = 6 * time.Second
	// addressSpace ends a child before it takes the machine's memory.
	addressSpace = 6 << 30
	memoryLimit  = 64 << 20
)

// TestMain makes the test binary the child that runs one script, when it is told to.
func TestMain(m *testing.M) {
	if path := os.Getenv(scriptVariable); path != "" {
		os.Exit(child(path))
	}
	os.Exit(m.Run())
}

// report is what a child says of its script.
type report struct {
	Verdict  string        // contained or overrun
	Outcome  string        // how the attack ended
	After    string        // what the request after it got
	Duration time.Duration // of the attack
	Log      int           // bytes that it has logged
}

// child runs one script in an instance and prints a report.
func child(path string) int {
	limit := syscall.Rlimit{Cur: addressSpace, Max: addressSpace}
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &limit); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	s, err := readScript(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	done := make(chan report, 1)
	go func() { done <- attack(s) }()
	r := report{Verdict: "overrun", Outcome: "it never ended", Duration: patience}
	select {
	case r = <-done:
	case <-time.After(patience):
	}
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		return 1
	}
	return 0
}

func attack(s script) report {
	var log bytes.Buffer
	began := time.Now()
	r := report{Verdict: "contained"}
	end := func(outcome string) report {
		r.Outcome, r.Log = clip(outcome), log.Len()
		if r.Duration == 0 {
			r.Duration = time.Since(began)
		}
		if r.Duration > timeout+grace {
			r.Verdict = "overrun"
		}
		return r
	}
	b, err := bundle.Build(context.Background(), bundle.Options{
		FS:          fstest.MapFS{"server.js": {Data: []byte(s.source())}},
		HostModules: slices.Collect(maps.Keys(jsengine.HostExports())), HostExports: jsengine.HostExports(),
		DefaultRouter: jsengine.DefaultRouter,
	})
	if err != nil {
		return end("not compiled: " + err.Error())
	}
	if s.start { // compiling is not part of the turn
		began = time.Now()
	}
	i, err := jsengine.Start(context.Background(), config(b, &log))
	if err != nil {
		return end("not started: " + err.Error())
	}
	if !s.start {
		began = time.Now()
	}
	outcome := get(i, "/attack")
	r.Duration = time.Since(began)
	r.After = afterwards(i)
	if r.After != "200 ok" && !s.breaksItself {
		r.Verdict = "overrun"
	}
	return end(outcome)
}

// afterwards asks for a page that has nothing to do with the attack, until the app had time to start again.
func afterwards(i *jsengine.Instance) string {
	after := ""
	for range 3 {
		if after = get(i, "/ok"); !strings.Contains(after, jsengine.ErrUnavailable.Error()) {
			break
		}
		time.Sleep(timeout)
	}
	return after
}

func get(i *jsengine.Instance, target string) string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request := httptest.NewRequest("POST", target, strings.NewReader(`{"a":1}`))
	request.Header.Set("Content-Type", "application/json")
	x := &express.Exchange{Request: request, ID: "r1", Scheme: "http", Host: "example.com", ClientIP: "192.0.2.1"}
	err := i.Handle(ctx, x)
	var thrown *jsengine.ScriptError
	switch {
	case errors.As(err, &thrown):
		return clip(fmt.Sprint(thrown.Status, " ", thrown.Message))
	case err != nil:
		return clip(err.Error())
	}
	return clip(fmt.Sprintf("%d %s", x.Response.Status, x.Response.Body))
}

func clip(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\n", " "), "")
	return s[:min(len(s), 100)]
}

func config(b *bundle.Bundle, log *bytes.Buffer) jsengine.Config {
	return jsengine.Config{
		Name: "hostile", Bundle: b, Timeout: timeout, MemoryLimit: memoryLimit, MaxResponse: memoryLimit,
		Logger: slog.New(slog.NewTextHandler(log, nil)),
	}
}
