package isolation

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// program is what a child executes: the very file that this process runs, even if another has taken its place.
func program() (string, error) { return "/proc/self/exe", nil }

// setAttributes makes a child die with the thread that starts it, and keeps the terminal's signals from it.
func setAttributes(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// dieWithParent asks the kernel once more to end this process with its parent, since executing a file that has
// capabilities forgets what the parent has asked for. The calling goroutine is locked to its thread, which holds the
// wish.
func dieWithParent(parent int) error {
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return fmt.Errorf("asking to end with the parent: %w", err)
	}
	// Within a PID namespace of the child's own the parent has no number; it is not used here.
	if os.Getppid() != parent {
		return errors.New("the parent has ended")
	}
	return nil
}

// closeInherited closes what this process has inherited by accident, because somebody has left it open in the parent: all
// descriptors beside the standard ones and the listener, but for those that it has opened itself, which are marked.
func closeInherited() error {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return fmt.Errorf("looking for inherited descriptors: %w", err)
	}
	for _, entry := range entries {
		fd, err := strconv.Atoi(entry.Name())
		if err != nil || fd <= listenerDescriptor {
			continue
		}
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil && flags&unix.FD_CLOEXEC == 0 {
			_ = unix.Close(fd)
		}
	}
	return nil
}

// memory is a process's, in bytes.
type memory struct {
	anonymous int64 // in RAM, and its own rather than a file's
	space     int64 // of addresses
}

// memoryOf asks the kernel about a process.
func memoryOf(pid int) (memory, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if err != nil {
		return memory{}, err
	}
	fields := bytes.Fields(text)
	if len(fields) < 3 {
		return memory{}, fmt.Errorf("/proc/%d/statm is %q", pid, text)
	}
	var pages [3]int64
	for i := range pages {
		if pages[i], err = strconv.ParseInt(string(fields[i]), 10, 64); err != nil {
			return memory{}, err
		}
	}
	size := int64(os.Getpagesize())
	return memory{anonymous: (pages[1] - pages[2]) * size, space: pages[0] * size}, nil
}

// limitSpace sets the address space that this process may have at most, in bytes.
func limitSpace(bytes int64) error {
	limit := uint64(bytes)
	return unix.Setrlimit(unix.RLIMIT_AS, &unix.Rlimit{Cur: limit, Max: limit})
}
