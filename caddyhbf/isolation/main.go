package isolation

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// App is what a child serves.
type App interface {
	http.Handler
	// EndStreams ends the responses that would go on without end.
	EndStreams(exiting bool)
	// Stuck is how many goroutines run on although the app was to stop them; the parent knows it a second later.
	Stuck() int
	// Stop ends what was begun, and closes everything.
	Stop(exiting bool) error
}

// Child is the child's side, for the app that runs in it.
type Child struct {
	// Logger is the parent's.
	Logger *slog.Logger

	hello hello
	out   *lines
	level atomic.Int64
	app   atomic.Pointer[App] // once it has started
	ends  chan error          // has one when Fail was called
}

// spaceAllowance is how much address space, in bytes, a child may take beyond what it has when its app begins: a
// backstop, since Go reserves far more than it uses.
const spaceAllowance = 8 << 30

// orphanTime is how long a child whose parent has died may take to close what it has open.
const orphanTime = 2 * time.Second

// Main is all that a child does. It returns when the parent wants it to, or is gone. start makes the app of what was
// [Options.App].
func Main(start func(ctx context.Context, app json.RawMessage, c *Child) (App, error)) error {
	// What is for the whole group, as a terminal or a service manager sends it, is the parent's to act on.
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	in := bufio.NewReader(os.Stdin)
	c := &Child{out: &lines{out: os.Stdout}, ends: make(chan error, 1)}
	os.Stdout = os.Stderr // what else is printed is no report
	line, err := in.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &c.hello)
	}
	if err != nil {
		return fmt.Errorf("this command is run by Caddy itself, for the option `isolation process`: %w", err)
	}
	fmt.Fprint(os.Stderr, beginning)
	if err := errors.Join(dieWithParent(c.hello.Parent), closeInherited()); err != nil {
		return err
	}
	if zone := c.hello.TimeZone; zone != "" {
		if location, err := time.LoadLocation(zone); err == nil {
			time.Local = location
		}
	}
	temporary := "TMPDIR"
	if runtime.GOOS == "windows" {
		temporary = "TMP"
	}
	if err := os.Setenv(temporary, c.hello.Files); err != nil {
		return err
	}
	c.level.Store(int64(c.hello.LogLevel))
	c.Logger = slog.New(&logHandler{out: c.out, level: &c.level})
	if err := c.serve(in, start); err != nil {
		_ = c.out.write(report{Kind: reportFailed, Error: err.Error()})
		return err
	}
	return nil
}

func (c *Child) serve(in *bufio.Reader, start func(context.Context, json.RawMessage, *Child) (App, error)) error {
	listener, err := inherit(&c.hello)
	if err != nil {
		return err
	}
	defer listener.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var beating sync.WaitGroup
	beating.Go(func() { c.beat(ctx) })
	defer beating.Wait()
	defer cancel()

	orders := make(chan command)
	go c.read(in, orders, cancel) // ends when the parent closes its side, at the latest when it ends
	app, err := start(ctx, c.hello.App, c)
	c.hello.App = nil // it holds secrets
	if err != nil {
		return err
	}
	c.app.Store(&app)
	server := &http.Server{
		Handler: app, ReadHeaderTimeout: time.Minute, MaxHeaderBytes: 8 << 20,
		ErrorLog: slog.NewLogLogger(c.Logger.Handler(), slog.LevelError),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if err := c.out.write(report{Kind: reportReady}); err != nil {
		return err
	}
	var last command
	for open := true; open && last.Do != doStop; {
		select {
		case err := <-served:
			return errors.Join(err, app.Stop(true))
		case err := <-c.ends:
			last, done := context.WithTimeout(ctx, lastTime)
			_ = server.Shutdown(last) // what it can't answer in time ends with it
			done()
			return err
		case last, open = <-orders:
			switch {
			case !open:
				last = command{Do: doStop, Exiting: true}
				time.AfterFunc(orphanTime, func() { os.Exit(1) })
			case last.Do == doEndStreams:
				go app.EndStreams(last.Exiting) // Stop comes after it; it is bounded by itself
			case last.Do == doLogLevel:
				c.level.Store(int64(last.Level))
			}
		}
	}
	err = app.Stop(last.Exiting)
	return errors.Join(err, server.Close())
}

// read passes on what the parent says, until it says no more.
func (c *Child) read(in *bufio.Reader, orders chan<- command, gone func()) {
	defer close(orders)
	decoder := json.NewDecoder(in)
	for {
		var order command
		if err := decoder.Decode(&order); err != nil {
			if !errors.Is(err, io.EOF) {
				c.Logger.Error("reading what Caddy says", slog.Any("error", err))
			}
			gone() // an app that is only being started has to end too
			return
		}
		orders <- order
	}
}

func (c *Child) beat(ctx context.Context) {
	t := time.NewTicker(beatInterval)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			beat := report{Kind: reportBeat}
			if app := c.app.Load(); app != nil {
				beat.Stuck = (*app).Stuck()
			}
			if c.out.write(beat) != nil {
				return
			}
		}
	}
}

// Bound says that the app's own code begins now: the memory that it uses from here on is bounded. It must be called before
// Confine.
func (c *Child) Bound() error {
	debug.FreeOSMemory()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	// The collector works harder the nearer the limit comes, so that garbage alone does not reach it.
	debug.SetMemoryLimit(int64(stats.Sys-stats.HeapReleased) + c.hello.MemoryLimit + overhead/2)
	now, err := memoryOf(os.Getpid())
	switch {
	case err == nil:
		if err := limitSpace(now.space + c.hello.MemoryLimit + spaceAllowance); err != nil {
			c.Logger.Warn("the address space of the app's process can't be limited", slog.Any("error", err))
		}
	case !errors.Is(err, errors.ErrUnsupported):
		return fmt.Errorf("measuring the memory of the app's process: %w", err)
	}
	return c.out.write(report{Kind: reportBaseline, Memory: now.anonymous})
}

// Extend lets this process use more memory, for compiling code, until done is called.
func (c *Child) Extend() (done func()) {
	limit := debug.SetMemoryLimit(math.MaxInt64)
	_ = c.out.write(report{Kind: reportExtend}) // a parent that is gone limits nothing
	return func() {
		debug.SetMemoryLimit(limit)
		debug.FreeOSMemory()
		_ = c.out.write(report{Kind: reportReduce})
	}
}

// Restart asks the parent for another child in this one's place, and ends this one.
func (c *Child) Restart() {
	_ = c.out.write(report{Kind: reportRestart})
	os.Exit(0)
}

// Recycled tells the parent that what this process runs had a fresh start within it, and why.
func (c *Child) Recycled(reason string) {
	_ = c.out.write(report{Kind: reportRecycled, Reason: reason}) // a parent that is gone counts nothing
}

// Fail says that this process is of no use any more, and lets it end when it has answered the requests that it can. The
// parent starts another. Nothing is closed: what can't be stopped may still use it.
func (c *Child) Fail(why error) {
	_ = c.out.write(report{Kind: reportEnds, Error: why.Error()})
	select {
	case c.ends <- why:
	default: // it ends already
	}
}
