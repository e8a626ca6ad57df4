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
	"path/filepath"
	"runtime/debug"
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
	// childVariable holds the scripts that a child runs, one after the other.
	childVariable = "HBF_HOSTILE_CHILD"

	timeout = 300 * time.Millisecond
	// grace is how long after its timeout a turn may end and still count as contained.
	grace = 500 * time.Millisecond
	// patience is how long a child waits for an attack to end at all.
	patience = 4 * time.Second
	// addressSpace ends a child before it takes the machine's memory.
	addressSpace = 8 << 30
	memoryLimit  = 64 << 20
)

// TestMain makes the test binary the child that runs scripts, when it is told to.
func TestMain(m *testing.M) {
	if paths := os.Getenv(childVariable); paths != "" {
		os.Exit(child(filepath.SplitList(paths)))
	}
	os.Exit(m.Run())
}

// report is what a child says of a script.
type report struct {
	Verdict  string        // contained or overrun
	Outcome  string        // how the attack ended
	After    string        // what the request after it got
	Duration time.Duration // of the attack, or the processor's time that it took where that is less
	Log      int           // bytes that it has logged
}

// child runs scripts, each in an instance of its own, and prints a report after each. It ends early when one was not
// contained.
func child(paths []string) int {
	limit := syscall.Rlimit{Cur: addressSpace, Max: addressSpace}
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &limit); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	reports := json.NewEncoder(os.Stdout)
	for _, path := range paths {
		s, err := readScript(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		done := make(chan report, 1)
		go func() { done <- attack(s) }()
		stuck := false
		r := report{Verdict: "overrun", Outcome: "it runs on", Duration: patience}
		select {
		case r = <-done:
		case <-time.After(patience):
			stuck = true
		}
		if err := reports.Encode(r); err != nil || stuck || r.Verdict != "contained" { // it may run on beside the next
			break
		}
		debug.FreeOSMemory()
	}
	return 0
}

func attack(s script) report {
	var log bytes.Buffer
	began := now()
	limit := timeout
	r := report{Verdict: "contained"}
	end := func(outcome string) report {
		r.Outcome, r.Log = clip(outcome), log.Len()
		if r.Duration == 0 {
			r.Duration = began.since()
		}
		if r.Duration > limit+grace {
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
	if s.start { // compiling is not part of the turn; a start gets a second at least
		began, limit = now(), time.Second
	}
	i, err := jsengine.Start(context.Background(), config(b, &log))
	if err != nil {
		return end("not started: " + err.Error())
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		defer cancel()
		_ = i.Close(ctx)
	}()
	if !s.start {
		began = now()
	}
	outcome := get(i, "/attack")
	r.Duration = began.since()
	r.After = afterwards(i)
	if r.After != "200 ok" && !s.breaksItself {
		r.Verdict = "overrun"
	}
	return end(outcome)
}

// moment is a point in time. The machine may be busy with something else, which is not the attack's doing: so it
// counts the time of the processor, too.
type moment struct {
	wall time.Time
	cpu  time.Duration
}

func now() moment {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return moment{time.Now(), time.Duration(usage.Utime.Nano() + usage.Stime.Nano())}
}

func (m moment) since() time.Duration { return min(time.Since(m.wall), now().cpu-m.cpu) }

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

// clip makes a short text of one printable line of what the app has made.
func clip(s string) string {
	s = s[:min(len(s), 200)]
	s = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0xfffd {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, " "))
	runes := []rune(s)
	return strings.TrimSpace(string(runes[:min(len(runes), 90)]))
}

func config(b *bundle.Bundle, log *bytes.Buffer) jsengine.Config {
	return jsengine.Config{
		Name: "hostile", Bundle: b, Timeout: timeout, MemoryLimit: memoryLimit, MaxResponse: memoryLimit,
		Logger: slog.New(slog.NewTextHandler(log, nil)),
	}
}
