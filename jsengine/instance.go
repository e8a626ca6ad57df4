package jsengine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bundle"
	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
)

// HostModule is a module that Go provides to JavaScript, such as hbf:db.
type HostModule struct {
	// Name is the specifier, "hbf:db".
	Name string
	// Global names a global variable that holds the module's default export too; empty for none.
	Global string
	// Bind makes the module's exports object for a runtime. It is called once for each runtime.
	Bind func(vm *goja.Runtime) (*goja.Object, error)
}

// Batch is told by the owner where turns begin and end. The database implements it. All methods but Interrupt and Abandon
// are called by the owner only.
type Batch interface {
	// BeginTask comes before each turn.
	BeginTask()
	// Orphan comes in a turn when it can't be told any more on whose behalf JavaScript runs, and, with false, when it can
	// again.
	Orphan(orphaned bool)
	// EndTask comes after each turn, when its microtasks have run. Its error is what the turn left undone; the
	// turn's request fails with it.
	EndTask() error
	// Unsaved is the number of the transaction in which the batch has changed something that is not safe yet, 0 for none.
	// What was changed in one with another number is safe.
	Unsaved() (transaction uint64)
	// EndBatch comes when the owner has run out of queued tasks, or has run a bounded number of them or for a bounded
	// time. Its error says that what the batch has changed is lost.
	EndBatch() error
	// Interrupt stops what the current turn is doing. It may be called from any goroutine and doesn't wait.
	Interrupt()
	// Abandon takes the database from a turn that can't be stopped and that may go on meanwhile: what the batch has
	// changed is undone, and what the turn still wants of the database fails. The error says that the turn is just using
	// the database, which nobody else may do then. It may be called from any goroutine, and again after an error.
	Abandon() error
}

// Config is what an instance is made of. Bundle, Timeout and Logger are required.
type Config struct {
	// Name is the app's name, for the log.
	Name string
	// Bundle is the app's compiled code.
	Bundle *bundle.Bundle
	// Files are the files of the app's archive, for res.sendFile and express.static; nil for none.
	Files fs.FS
	// Modules are the host modules beside hbf:env and hbf:express, which the engine provides itself.
	Modules []HostModule
	// Batch takes part in each turn; nil for none.
	Batch Batch
	// Env is what process.env and hbf:env hold.
	Env map[string]string
	// Timeout bounds each turn: one uninterrupted stretch of JavaScript, its microtasks and its SQL.
	Timeout time.Duration
	// QueueSize is how many requests may wait for the runtime; 0 means 1024.
	QueueSize int
	// QueueTimeout bounds how long a request waits for the runtime; 0 means 10 s.
	QueueTimeout time.Duration
	// AllowNet are the hosts that fetch() may reach, as in the option allow_net.
	AllowNet []string
	// MaxResponse bounds the body of a response, in bytes; 0 means no bound.
	MaxResponse int64
	// MemoryLimit is what the app may use, in bytes, as in the option memory_limit; 0 means 64 MiB. No single call of a
	// built-in function makes anything larger (see package bounds), and a turn is stopped that adds 8 MiB more than
	// that to the process's heap, as far as Sampler can tell.
	MemoryLimit int64
	// Sampler looks after MemoryLimit, and after fairness among instances; nil for none. The instances of a process should share one.
	Sampler *Sampler
	// MaxRequests is after how many requests the runtime is replaced by a fresh one, gracefully; 0 means never.
	MaxRequests int
	// Recycled, which may be nil, is called whenever a runtime is replaced by one of the same code, from any goroutine. It
	// must not block.
	Recycled func(Reason)
	// Off, which may be nil, is called once, on a goroutine of its own, when the app was switched off (see [Instance.SwitchedOff])
	// and those who waited have been told. It must not block.
	Off func(why error)
	// Development makes app.get('env') "development", and has exchanges timed.
	Development bool
	// SQLTime gives how long the app has used the database so far, for the timing of exchanges; nil where that isn't known.
	SQLTime func() time.Duration
	// Logger gets console output and the engine's own messages.
	Logger *slog.Logger
}

// Defaults of Config.
const (
	DefaultQueueSize    = 1024
	DefaultQueueTimeout = 10 * time.Second
)

// maxBatch and maxBatchTime bound a batch: the number of tasks, and the time, after which it ends even if more are
// waiting. What a batch has changed is not safe, and what depends on it not sent, before it ends.
const (
	maxBatch     = 64
	maxBatchTime = 5 * time.Millisecond
)

// Instance is a running app: one runtime, one queue, one owner at a time. Its methods are safe for concurrent use.
type Instance struct {
	cfg    Config
	client *outbound.Client // of all runtimes' fetch()

	stopping  atomic.Bool  // Close was called: what was not begun is not begun any more
	waiting   atomic.Int64 // requests in the queue that were neither started nor withdrawn
	readsBody atomic.Bool  // the handler wants the bodies of requests as a whole
	stuck     atomic.Int64 // goroutines that were abandoned and have not come back

	mu         sync.Mutex
	owner      *owner // who runs the tasks
	queue      taskQueue
	owned      bool          // an owner goroutine is running
	resting    bool          // and it waits for something to do
	wake       chan struct{} // holds a token that ends its rest
	watched    bool          // the clock of the queue is set
	closed     bool          // nothing is queued any more
	idle       chan struct{} // made by Close, closed by the last owner
	queueClock *time.Timer   // see sweepQueue

	disposal sync.Once
}

// Start builds the app's first runtime and evaluates its code. It returns when the code, including top-level await,
// has been evaluated and a handler was found, or with the error that says why not. Top-level await is bounded by
// 30 seconds.
func Start(ctx context.Context, cfg Config) (*Instance, error) {
	if cfg.QueueSize == 0 {
		cfg.QueueSize = DefaultQueueSize
	}
	if cfg.QueueTimeout == 0 {
		cfg.QueueTimeout = DefaultQueueTimeout
	}
	if cfg.Batch == nil {
		cfg.Batch = noBatch{}
	}
	if cfg.Logger == nil || cfg.Bundle == nil || cfg.Timeout <= 0 {
		return nil, fmt.Errorf("jsengine: Config needs Bundle, Timeout and Logger")
	}
	client, err := outbound.New(outbound.Options{Allow: cfg.AllowNet})
	if err != nil {
		return nil, err
	}
	i := &Instance{cfg: cfg, client: client, wake: make(chan struct{}, 1)}
	i.owner = newOwner(i)
	i.queueClock = time.AfterFunc(time.Hour, i.sweepQueue)
	i.queueClock.Stop()
	if err := i.Replace(ctx, cfg.Bundle); err != nil {
		_ = i.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return i, nil
}

// Replace evaluates other code in a fresh runtime and lets it take the place of the current one. Requests go on with the
// current one until then. When it fails the current runtime goes on and the error says why.
func (i *Instance) Replace(ctx context.Context, b *bundle.Bundle) error {
	result := make(chan error, 1)
	var started *runtime
	err := i.do(ctx, func(own *owner) {
		started = own.newRuntime(b, func(rt *runtime, err error) {
			result <- err // before there can be another turn, which may be abandoned
			if err != nil {
				return
			}
			old := own.rt
			own.bundle, own.broken, own.off = b, nil, false
			own.setRuntime(rt)
			own.unpark()
			if old != nil {
				own.retire(old)
			}
		})
	})
	if err != nil {
		return err
	}
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		if err := i.do(context.WithoutCancel(ctx), func(own *owner) {
			if started.owner == own {
				own.endLaunch(started, context.Cause(ctx))
			}
		}); err != nil {
			return err
		}
		return <-result // it may have been started at the last moment
	}
}

// setRuntime makes rt the one that new requests run in.
func (own *owner) setRuntime(rt *runtime) {
	own.rt = rt
	own.readsBody.Store(rt != nil && rt.handler.needsBody())
}

// retire lets a runtime go on only for the requests that wait in it, and for what they want to be done after them. What
// would keep clients from reaching the new code ends at once.
func (own *owner) retire(old *runtime) {
	own.endStreams(old, false)
	old.top.end()
	old.retired = true
	if own.retired == nil {
		own.retired = make(map[*runtime]struct{})
	}
	own.retired[old] = struct{}{}
	own.releaseRetired(old)
}

// endStreams ends a runtime's event streams and sockets, whose clients come again, and with all the other responses that
// are written bit by bit.
func (own *owner) endStreams(rt *runtime, all bool) {
	var ended []*Request
	for _, r := range rt.open {
		if r.streaming && (rt.endOnReplace(r) || all) {
			ended = append(ended, r)
		}
	}
	for _, r := range ended {
		if stream := r.Exchange.Response.Stream; stream != nil {
			stream.End(ErrClosed) // unless it was ended well
		}
		(&departure{r, replaced}).run(own)
	}
}

// EndStreams ends event streams and sockets, since the instance is to be closed, and with all, since the process exits,
// every response that is written bit by bit. Those that begin later end at once.
func (i *Instance) EndStreams(ctx context.Context, all bool) error {
	return i.do(ctx, func(own *owner) {
		own.ending = true
		for rt := range own.retired {
			own.endStreams(rt, all)
		}
		if own.rt != nil {
			own.endStreams(own.rt, all)
		}
	})
}

// Kept is the number of promises that requests have given to waitUntil and that are still pending.
func (i *Instance) Kept() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return int(i.owner.kept.Load())
}

// Do runs a function of the host's as the owner, between two batches: while it runs no JavaScript does, and what belongs
// to the owner, such as the app's database connection, may be used. It waits until the function has returned, or, when
// it hasn't begun by the end of ctx, gives up. It fails with [ErrUnavailable] when a script that can't be stopped holds
// the database.
func (i *Instance) Do(ctx context.Context, f func()) error {
	return i.do(ctx, func(*owner) { f() })
}

func (i *Instance) do(ctx context.Context, f func(own *owner)) error {
	t := &hostTask{f: f, done: make(chan struct{})}
	if !i.enqueue(t) {
		return ErrClosed
	}
	select {
	case <-t.done:
	case <-ctx.Done():
		if t.withdraw() {
			return ctx.Err()
		}
		<-t.done
	}
	if t.dropped {
		return ErrClosed
	}
	return t.refused
}

// Close stops the instance: what is queued is dropped with ErrClosed, what is running ends first. The end of ctx
// bounds the wait; a turn can't outlast Config.Timeout by much.
func (i *Instance) Close(ctx context.Context) error {
	i.stopping.Store(true)
	i.mu.Lock()
	i.closed = true
	if i.idle == nil {
		i.idle = make(chan struct{})
		switch {
		case !i.owned:
			i.finish()
		case i.resting:
			i.wakeOwner()
		}
	}
	idle := i.idle
	i.mu.Unlock()
	worked := make(chan struct{})
	select {
	case <-idle: // there is no other owner any more
		i.disposal.Do(i.dispose)
		work := &i.owner.work
		go func() { // ends with the work, which was told to end
			work.Wait()
			close(worked)
		}()
	case <-ctx.Done():
		return fmt.Errorf("stopping the app: %w", ctx.Err())
	}
	select {
	case <-worked:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("stopping what the app has begun: %w", ctx.Err())
	}
}

// finish is called once, with mu held, when the instance is closed and has no owner.
func (i *Instance) finish() {
	i.owner.dismiss()
	i.queueClock.Stop()
	close(i.idle)
}

// dispose ends what is still open. There is no owner any more and there will be none.
func (i *Instance) dispose() {
	i.client.Close()
	own := i.owner
	for _, r := range own.parked {
		r.parked = false
		r.release()
	}
	for rt := range own.retired {
		rt.stop(ErrClosed)
	}
	if own.rt != nil {
		own.rt.stop(ErrClosed)
	}
}

func (i *Instance) timeoutError() error { return fmt.Errorf("%w (%s)", ErrTimeout, i.cfg.Timeout) }

// stopError is the error of a turn that was interrupted.
func (i *Instance) stopError(cause error) error {
	if errors.Is(cause, ErrTimeout) {
		return i.timeoutError()
	}
	return cause
}

// Waiting is the number of requests that wait for the runtime now.
func (i *Instance) Waiting() int { return int(i.waiting.Load()) }

// interrupt stops the turn that is running. goja's own Interrupt takes a lock that a name getter of the app's can
// hold, so the database is stopped first.
func (own *owner) interrupt(cause error) {
	own.batchOf.Interrupt()
	if vm := own.active.Load(); vm != nil {
		own.overrun.Store(vm)
		vm.Interrupt(cause)
	}
}

type noBatch struct{}

func (noBatch) BeginTask()      {}
func (noBatch) Orphan(bool)     {}
func (noBatch) EndTask() error  { return nil }
func (noBatch) Unsaved() uint64 { return 0 }
func (noBatch) EndBatch() error { return nil }
func (noBatch) Interrupt()      {}
func (noBatch) Abandon() error  { return nil }
