package isolation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// Options say what runs in a process of its own, and how.
type Options struct {
	// App is what the child is to do, for [Main]'s function; it is encoded as JSON.
	App any
	// Logger gets the child's log lines, and the messages about the child itself.
	Logger *slog.Logger
	// LogLevel is the least level of the child's log lines that are sent at all.
	LogLevel slog.Level
	// MemoryLimit is how many bytes the child may use beyond what it used before the app began. A child that uses more
	// is ended.
	MemoryLimit int64
	// Arguments make the program be the child: a command that calls [Main].
	Arguments []string
	// BeforeRestart is called before a child takes the place of one that asked for that; nil for nothing.
	BeforeRestart func() error
	// Recycled is called with what the child says of fresh starts within it (see [Child.Recycled]), which is to be trusted no
	// more than the child, and with [ReasonProcess]; nil for nothing.
	Recycled func(reason string)
	// Ended is called when a child has ended: connections to it are of no use any more. nil for nothing.
	Ended func()
}

// The delays before a child that has died is started again: none at first, then doubled from the least to the most. One
// that ran for calmTime has earned a new beginning.
const (
	leastDelay = 100 * time.Millisecond
	mostDelay  = 10 * time.Second
	calmTime   = 30 * time.Second
)

// ReasonProcess is why something had a fresh start whose process has died.
const ReasonProcess = "process"

var (
	// ErrStarting means that a child is about to serve.
	ErrStarting = errors.New("the app's process is starting")
	// ErrDown means that there is no child, and that the next one is started only after a delay.
	ErrDown = errors.New("the app's process has ended and will be started again")
	// ErrStopped means that Stop was called.
	ErrStopped = errors.New("the app's process was stopped")
)

// Process is the parent's side: a child that runs, and is started again when it dies. It must be stopped.
type Process struct {
	o        Options
	app      json.RawMessage
	dir      string
	groups   string // the cgroup in which children get theirs; "" for none
	endpoint *endpoint

	active atomic.Int64  // requests under way
	woken  chan struct{} // has one when the first of them begins

	mu       sync.Mutex
	child    *child        // that serves; nil while there is none
	starting bool          // one is about to serve; child is nil then
	changed  chan struct{} // closed when child or starting changes
	stopped  bool

	stop     chan struct{} // closed by Stop
	finished chan struct{} // closed when the supervisor has ended
	level    atomic.Int64  // slog.Level
}

// Start starts a child and returns when it serves. An error is the child's own, or says how it ended.
func Start(ctx context.Context, o Options) (*Process, error) {
	app, err := json.Marshal(o.App)
	if err != nil {
		return nil, err
	}
	p := &Process{
		o: o, app: app, woken: make(chan struct{}, 1),
		starting: true, changed: make(chan struct{}), stop: make(chan struct{}), finished: make(chan struct{}),
	}
	p.level.Store(int64(o.LogLevel))
	if p.groups = delegatedGroup(); p.groups != "" {
		o.Logger.Info("a cgroup bounds the memory of the app's process", slog.String("within", p.groups))
	}
	if p.dir, err = makeDirectory(); err != nil {
		return nil, err
	}
	if p.endpoint, err = newEndpoint(p.Address()); err != nil {
		_ = os.RemoveAll(p.dir)
		return nil, err
	}
	first := make(chan error, 1)
	go p.supervise(first)
	select {
	case err = <-first:
	case <-ctx.Done():
		p.Stop(0, true)
		err = context.Cause(ctx)
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// Address is the path of the socket that the child serves HTTP on.
func (p *Process) Address() string { return filepath.Join(p.dir, socketName) }

// Dial connects to the child.
func (p *Process) Dial(ctx context.Context) (net.Conn, error) {
	var d net.Dialer
	return d.DialContext(ctx, "unix", p.Address())
}

// PID is the id of the child that serves; 0 when there is none.
func (p *Process) PID() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.child == nil {
		return 0
	}
	return p.child.cmd.Process.Pid
}

// Stuck is what the child has said last of [App.Stuck]; 0 when there is none.
func (p *Process) Stuck() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.child == nil {
		return 0
	}
	return int(p.child.stuck.Load())
}

func (p *Process) recycled(reason string) {
	if p.o.Recycled != nil {
		p.o.Recycled(reason)
	}
}

// Begin says that a request is about to go to the child, which must call End afterwards. The error is ErrStarting, ErrDown
// or ErrStopped, and then nothing has begun.
func (p *Process) Begin() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.stopped:
		return ErrStopped
	case p.child != nil:
		if p.active.Add(1) == 1 {
			select {
			case p.woken <- struct{}{}:
			default:
			}
		}
		return nil
	case p.starting:
		return ErrStarting
	}
	return ErrDown
}

// Wait waits until a child that is starting serves or has ended, or until the context does.
func (p *Process) Wait(ctx context.Context) error {
	p.mu.Lock()
	starting, changed := p.starting && !p.stopped, p.changed
	p.mu.Unlock()
	if !starting {
		return nil
	}
	select {
	case <-changed:
		return nil
	case <-p.stop:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// End says that a request is over.
func (p *Process) End() { p.active.Add(-1) }

// SetLogLevel sets the least level of the child's log lines.
func (p *Process) SetLogLevel(level slog.Level) {
	p.level.Store(int64(level))
	p.tell(command{Do: doLogLevel, Level: level})
}

// EndStreams asks the child to end the responses that would otherwise go on without end. It does not wait for that.
func (p *Process) EndStreams(exiting bool) { p.tell(command{Do: doEndStreams, Exiting: exiting}) }

func (p *Process) tell(c command) {
	p.mu.Lock()
	child := p.child
	p.mu.Unlock()
	if child != nil {
		child.tell(c)
	}
}

// Stop lets the child end what it has begun, and ends it, by force when that takes longer than bound. exiting says that
// this process ends too.
func (p *Process) Stop(bound time.Duration, exiting bool) {
	p.mu.Lock()
	first := !p.stopped
	p.stopped = true
	child := p.child
	p.mu.Unlock()
	if first {
		close(p.stop)
	}
	if child != nil {
		child.tell(command{Do: doStop, Exiting: exiting})
	}
	late := time.NewTimer(bound)
	defer late.Stop()
	select {
	case <-p.finished:
		return
	case <-late.C:
	}
	if child != nil {
		child.kill("it did not stop in time")
	}
	<-p.finished
}

// supervise runs children until the process is stopped. The result of the first one's start goes to first; when it is an
// error there is no other.
func (p *Process) supervise(first chan<- error) {
	defer func() {
		p.endpoint.close()
		_ = os.RemoveAll(p.dir)
		close(p.finished)
	}()
	var delay time.Duration
	for {
		began := time.Now()
		c, err := p.run()
		if first != nil {
			first <- err
			if err != nil {
				return
			}
			first = nil
		}
		if err == nil {
			err = p.serve(c)
		}
		if c != nil && p.o.Ended != nil {
			p.o.Ended()
		}
		if p.isStopped() {
			return
		}
		wanted := c != nil && c.restart.Load()
		if wanted || time.Since(began) > calmTime {
			delay = 0
		}
		if !wanted {
			p.o.Logger.Error("the app's process has ended and is started again", slog.Any("error", err), slog.Duration("after", delay))
			p.recycled(ReasonProcess)
		}
		if delay > 0 {
			p.set(nil, false)
			if !p.sleep(delay) {
				return
			}
		}
		p.set(nil, true)
		if wanted && p.o.BeforeRestart != nil {
			if err := p.o.BeforeRestart(); err != nil {
				p.o.Logger.Error("preparing the app's new process", slog.Any("error", err))
			}
		}
		delay = min(max(2*delay, leastDelay), mostDelay)
	}
}

// run starts a child and waits until it serves. When it does not, it has ended.
func (p *Process) run() (*child, error) {
	c, err := p.launch()
	if err != nil {
		return nil, err
	}
	select {
	case <-c.ready:
		return c, nil
	case <-c.done:
	case <-p.stop:
		c.kill("it was stopped while it started")
		<-c.done
	}
	return nil, c.cause()
}

// serve lets requests reach a child until it ends, and returns why it did.
func (p *Process) serve(c *child) error {
	p.set(c, false)
	if p.isStopped() { // which Stop could not tell it
		c.tell(command{Do: doStop, Exiting: true})
	}
	<-c.done
	err := c.cause()
	if err == nil {
		err = errors.New("it ended without being asked to")
	}
	if p.isStopped() && c.failure() != "" {
		p.o.Logger.Error("stopping the app", slog.String("error", c.failure()))
	}
	return err
}

func (p *Process) set(c *child, starting bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.child, p.starting = c, starting
	close(p.changed)
	p.changed = make(chan struct{})
}

// retire lets no further request reach a child that is about to end.
func (p *Process) retire(c *child) {
	p.mu.Lock()
	serves := p.child == c
	p.mu.Unlock()
	if serves {
		p.set(nil, true)
	}
}

func (p *Process) isStopped() bool {
	select {
	case <-p.stop:
		return true
	default:
		return false
	}
}

// sleep waits, and reports false when the process was stopped meanwhile.
func (p *Process) sleep(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-p.stop:
		return false
	}
}

// endedError is how a child ended that should not have.
type endedError struct{ how string }

func (e *endedError) Error() string { return fmt.Sprintf("the app's process ended: %s", e.how) }
