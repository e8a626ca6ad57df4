package isolation

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// child is one process, as its parent sees it.
type child struct {
	p     *Process
	cmd   *exec.Cmd
	group *cgroup // that bounds its memory; nil where none was left to Caddy
	stdin *os.File
	in    *lines
	tells chan command // commands on their way; the child may be too busy to take them

	ready chan struct{} // closed when it serves
	done  chan struct{} // closed when it has ended and all that it said is known

	leaving  sync.Once    // when it says that it ends
	stuck    atomic.Int64 // what it said last of [App.Stuck]
	extended atomic.Bool  // it may use more memory for a while
	restart  atomic.Bool  // it wants to be started again at once
	beat     atomic.Int64 // when it was last heard of, in nanoseconds since began
	began    time.Time
	baseline atomic.Int64 // bytes of memory without the app; 0 while it is not known

	mu     sync.Mutex
	failed string // what it reported
	killed string // why it was killed
	state  *os.ProcessState
	waited error
	stderr tail
}

// launch starts a child, without waiting until it serves.
func (p *Process) launch() (*child, error) {
	group, err := p.newGroup()
	if err == nil {
		var c *child
		if c, err = p.launchIn(group); err == nil || group == nil {
			return c, err
		}
		err = errors.Join(err, group.remove())
	}
	p.o.Logger.Warn("the app's process can't have a cgroup of its own; its memory is watched instead", slog.Any("error", err))
	return p.launchIn(nil)
}

// newGroup makes a group for a child, nil where none was left to Caddy.
func (p *Process) newGroup() (*cgroup, error) {
	if p.groups == "" {
		return nil, nil
	}
	group, err := newCgroup(p.groups)
	if err != nil {
		return nil, err
	}
	if err := group.bound(startAllowance); err != nil {
		return nil, errors.Join(err, group.remove())
	}
	return group, nil
}

func (p *Process) launchIn(group *cgroup) (*child, error) {
	path, err := program()
	if err != nil {
		return nil, err
	}
	stdin, childIn, err := os.Pipe() // read end first
	if err != nil {
		return nil, err
	}
	defer stdin.Close()
	out, childOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, childIn.Close())
	}
	defer childOut.Close()
	errOut, childErr, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, childIn.Close(), out.Close())
	}
	defer childErr.Close()
	c := &child{
		p: p, group: group, stdin: childIn, in: &lines{out: childIn}, tells: make(chan command, 16), began: time.Now(),
		ready: make(chan struct{}), done: make(chan struct{}),
	}
	c.cmd = &exec.Cmd{
		Path: path, Args: append([]string{os.Args[0]}, p.o.Arguments...), Env: emptyEnvironment(), Dir: p.dir,
		Stdin: stdin, Stdout: childOut, Stderr: childErr,
	}
	setAttributes(c.cmd)
	if group != nil {
		group.put(c.cmd)
	}
	h := hello{
		App: p.app, MemoryLimit: p.o.MemoryLimit, LogLevel: slog.Level(p.level.Load()), TimeZone: os.Getenv("TZ"),
		Files: filepath.Join(p.dir, filesName), Parent: os.Getpid(),
	}
	p.endpoint.give(c.cmd, &h)
	exited := make(chan struct{})
	started := make(chan error, 1)
	go c.host(started, exited)
	if err := <-started; err != nil {
		return nil, errors.Join(fmt.Errorf("starting the app's process: %w", err), childIn.Close(), out.Close(), errOut.Close())
	}
	var readers sync.WaitGroup
	readers.Go(func() { c.listen(out) })
	readers.Go(func() {
		_, _ = io.Copy(&c.stderr, errOut)
		_ = errOut.Close()
	})
	var helpers sync.WaitGroup
	helpers.Go(func() { c.write(h, exited) })
	helpers.Go(func() { c.watch(exited) })
	go func() {
		<-exited
		readers.Wait()
		helpers.Wait()
		c.leaveGroup()
		close(c.done)
	}()
	return c, nil
}

// host starts the child and waits for its end, on one thread that lives as long as the child: the kernel takes the
// thread for the parent.
func (c *child) host(started chan<- error, exited chan<- struct{}) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := c.cmd.Start()
	started <- err
	if err != nil {
		return
	}
	err = c.cmd.Wait()
	c.mu.Lock()
	c.state, c.waited = c.cmd.ProcessState, err
	c.mu.Unlock()
	close(exited)
}

// write sends what the child is to do, until it ends.
func (c *child) write(h hello, exited <-chan struct{}) {
	defer c.stdin.Close()
	if err := c.in.write(h); err != nil {
		return // it has ended
	}
	for {
		select {
		case order := <-c.tells:
			if err := c.in.write(order); err != nil {
				return
			}
		case <-exited:
			return
		}
	}
}

// tell sends a command. A child that doesn't take so many is killed by the watchdog or by Stop.
func (c *child) tell(order command) {
	select {
	case c.tells <- order:
	default:
	}
}

// listen reads what the child reports until its end.
func (c *child) listen(out *os.File) {
	defer out.Close()
	in := bufio.NewScanner(out)
	in.Buffer(make([]byte, 0, 4<<10), maxLine)
	var once sync.Once
	for in.Scan() {
		c.beat.Store(int64(time.Since(c.began)))
		var r report
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			c.kill("it said what it shouldn't: " + err.Error())
			break
		}
		switch r.Kind {
		case reportReady:
			once.Do(func() { close(c.ready) })
		case reportFailed:
			c.mu.Lock()
			c.failed = r.Error
			c.mu.Unlock()
		case reportBaseline:
			if c.baseline.CompareAndSwap(0, r.Memory) {
				c.boundGroup()
			}
		case reportExtend, reportReduce:
			c.extended.Store(r.Kind == reportExtend)
			c.boundGroup()
		case reportBeat:
			c.stuck.Store(int64(r.Stuck))
		case reportRecycled:
			c.p.recycled(r.Reason)
		case reportEnds:
			c.leave(r.Error)
		case reportRestart:
			c.restart.Store(true)
		case reportLog:
			if r.Log != nil {
				r.Log.emit(c.p.o.Logger)
			}
		}
	}
	if err := in.Err(); err != nil {
		c.kill("it said what it shouldn't: " + err.Error())
	}
}

// leave lets requests wait for the next child while this one, which can't go on, still answers what it has, and sees to
// its end.
func (c *child) leave(why string) {
	c.mu.Lock()
	c.failed = why
	c.mu.Unlock()
	c.leaving.Do(func() {
		c.p.retire(c)
		time.AfterFunc(lastPatience, func() { c.kill("it said that it ends and did not") })
	})
}

// boundGroup has the kernel hold the child to what it may use now.
func (c *child) boundGroup() {
	if c.group == nil {
		return
	}
	if err := c.group.bound(c.baseline.Load() + c.allowance()); err != nil {
		c.p.o.Logger.Warn("the cgroup of the app's process can't be bounded; its memory is watched instead", slog.Any("error", err))
	}
}

// leaveGroup notes whether the kernel has ended the child for its memory, and removes its group.
func (c *child) leaveGroup() {
	if c.group == nil {
		return
	}
	if c.group.exceeded() {
		c.mu.Lock()
		if c.killed == "" {
			c.killed = "it used more memory than its cgroup may have, " + c.limits()
		}
		c.mu.Unlock()
	}
	if err := c.group.remove(); err != nil {
		c.p.o.Logger.Warn("the app's process leaves something behind", slog.Any("error", err))
	}
}

// kill ends the child by force.
func (c *child) kill(why string) {
	c.mu.Lock()
	if c.killed == "" && c.state == nil {
		c.killed = why
	}
	c.mu.Unlock()
	_ = c.cmd.Process.Kill() // that it has ended is no error
}

func (c *child) failure() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// cause says why a child that is done has ended; nil when it ended as it should.
func (c *child) cause() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.failed != "":
		return errors.New(c.failed)
	case c.killed != "":
		return &endedError{"it was killed because " + c.killed}
	case c.waited == nil:
		return nil
	}
	how := c.waited.Error()
	if last := c.stderr.String(); last != "" {
		how += "; it wrote: " + last
	}
	return &endedError{how}
}

// tail keeps the beginning of what a child writes to its standard error before it dies, which says why it does.
type tail struct {
	mu   sync.Mutex
	text strings.Builder
}

// maxTail bounds what is kept, in bytes.
const maxTail = 4 << 10

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text.Write(p[:min(len(p), maxTail-t.text.Len())])
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := t.text.String()
	if _, after, begun := strings.Cut(text, beginning); begun {
		text = after
	}
	return strings.TrimSpace(text)
}
