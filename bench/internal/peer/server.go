package peer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/load"
)

// Server is a peer that runs.
type Server struct {
	URL   string        // without a path
	Start time.Duration // from starting its first process to its first right answer
	Dir   string

	processes []*process
	patience  time.Duration // with a process that is to end by itself
}

type process struct {
	cmd   *exec.Cmd
	log   string
	ended chan struct{} // closed when the process has ended
}

// Limits for a server to start and to stop.
const (
	startLimit = 30 * time.Second
	stopLimit  = 10 * time.Second
)

// Run starts a prepared peer and waits until it answers. The caller stops it.
func (p Peer) Run(ctx context.Context, s Setting) (*Server, error) {
	server := &Server{URL: fmt.Sprint("http://127.0.0.1:", s.Port), Dir: s.Dir, patience: stopLimit}
	began := time.Now()
	for i, command := range p.commands(s) {
		started, err := begin(command, filepath.Join(s.Dir, fmt.Sprintf("log-%d.txt", i)))
		if err != nil {
			server.Stop()
			return nil, fmt.Errorf("starting %s: %w", p.Title, err)
		}
		server.processes = append(server.processes, started)
	}
	if err := server.wait(ctx, p); err != nil {
		server.Stop()
		return nil, fmt.Errorf("starting %s: %w%s", p.Title, err, server.logs())
	}
	server.Start = time.Since(began)
	return server, nil
}

// begin starts a process in a group of its own, so that what it starts can be ended too.
func begin(c Command, log string) (*process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	defer out.Close()                             // the process has its own
	cmd := exec.Command(c.Args[0], c.Args[1:]...) //nolint:noctx // Stop ends it, gently first
	cmd.Dir = c.Dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.Dir}, c.Env...)
	cmd.Stdout, cmd.Stderr = out, out
	inGroup(cmd)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd, log, make(chan struct{})}
	go func() {
		_ = cmd.Wait() // Stop and wait look at whether, not at how it ended
		close(p.ended)
	}()
	return p, nil
}

// wait asks the server until it gives the right answer.
func (s *Server) wait(ctx context.Context, p Peer) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	client := load.NewClient(1)
	defer client.CloseIdleConnections()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	last := errors.New("it does not answer")
	for {
		response, err := load.Do(ctx, client, s.URL, p.ready)
		if err == nil {
			if last = p.ready.Check(response); last == nil {
				return response.Body.Close()
			}
			_ = response.Body.Close()
		}
		for _, process := range s.processes {
			select {
			case <-process.ended:
				return fmt.Errorf("%s has ended: %s", filepath.Base(process.cmd.Path), process.cmd.ProcessState)
			default:
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", context.Cause(ctx), last)
		}
	}
}

// PIDs returns the processes that were started for the server, without their descendants.
func (s *Server) PIDs() []int {
	pids := make([]int, len(s.processes))
	for i, process := range s.processes {
		pids[i] = process.cmd.Process.Pid
	}
	return pids
}

// Stop ends the server's processes, the last first, and waits for them.
func (s *Server) Stop() {
	for i := len(s.processes) - 1; i >= 0; i-- {
		process := s.processes[i]
		if process.cmd.Process.Signal(os.Interrupt) != nil {
			continue // it has ended by itself, and its number may be another's
		}
		select {
		case <-process.ended:
		case <-time.After(s.patience):
		}
		killGroup(process.cmd)
		<-process.ended
	}
}

// logs returns the ends of the processes' logs.
func (s *Server) logs() string {
	var b bytes.Buffer
	for _, process := range s.processes {
		log, err := os.ReadFile(process.log)
		if err == nil && len(log) > 0 {
			fmt.Fprintf(&b, "\n%s:\n%s", filepath.Base(process.cmd.Path), log[max(0, len(log)-2000):])
		}
	}
	return b.String()
}

// FreePort returns a port on 127.0.0.1 that nothing listens on.
func FreePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at once
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// output runs a command to its end and returns what it prints.
func output(ctx context.Context, dir, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %v: %w: %s", filepath.Base(program), args, err, &stderr)
	}
	return string(out), nil
}
