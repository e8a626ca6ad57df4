package isolation

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"unsafe"

	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// confinedVariable tells a process that it is to be confined, and in which directory.
const confinedVariable = "HBF_TEST_CONFINED"

// What only code that has broken out of the engine could try is refused all the same, and what an app's process does is not.
func TestAConfinedProcessReachesNothingElse(t *testing.T) {
	if dir := os.Getenv(confinedVariable); dir != "" {
		reportAttempts(t, dir)
		return
	}
	dir := t.TempDir()
	for _, name := range []string{"app.db", "other.db"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, filesName), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), confinedVariable+"="+dir)
	var log strings.Builder
	cmd.Stderr = &log
	out, err := cmd.Output()
	line, _, _ := strings.Cut(string(out), "\n")
	var became map[string]string
	if err := errors.Join(err, json.Unmarshal([]byte(line), &became)); err != nil {
		t.Fatalf("%v\n%s%s", err, out, &log)
	}
	for _, what := range slices.Sorted(maps.Keys(became)) {
		if wanted := strings.HasPrefix(what, "own "); wanted != (became[what] == "") {
			t.Errorf("%s: %q", what, became[what])
		}
	}
	if text := log.String(); strings.Contains(text, "level=WARN") {
		t.Skipf("this kernel confines in part only: %s", text)
	}
}

// reportAttempts confines this process and prints what became of each attempt: an error, or nothing.
func reportAttempts(t *testing.T, dir string) {
	c := &Child{Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)), hello: hello{Files: filepath.Join(dir, filesName)}}
	app, other := filepath.Join(dir, "app.db"), filepath.Join(dir, "other.db")
	if err := c.Confine(Needs{Files: []string{app}}); err != nil {
		t.Fatal(err)
	}
	attempts := make(map[string]string)
	for what, attempt := range attemptsOn(app, other, c.hello.Files) {
		if err := attempt(); err != nil {
			attempts[what] = err.Error()
		} else {
			attempts[what] = ""
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(attempts); err != nil {
		t.Fatal(err)
	}
}

// call makes a system call.
func call(number uintptr, arguments ...uintptr) func() error {
	return func() error {
		var a [6]uintptr
		copy(a[:], arguments)
		if _, _, err := syscall.RawSyscall6(number, a[0], a[1], a[2], a[3], a[4], a[5]); err != 0 {
			return err
		}
		return nil
	}
}

// fork makes a process, which ends at once.
func fork() error {
	id, _, err := syscall.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if err != 0 {
		return err
	}
	if id == 0 {
		syscall.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
	}
	return nil
}

// attemptsOn are what a confined process tries. It must be able to do what begins with "own".
func attemptsOn(app, other, files string) map[string]func() error {
	parent, own := uintptr(os.Getppid()), uintptr(os.Getpid())
	write := func(path string, flags int) func() error {
		return func() error {
			file, err := os.OpenFile(path, flags, 0o600)
			if err != nil {
				return err
			}
			_, err = file.WriteString("x")
			return errors.Join(err, file.Close())
		}
	}
	var limit unix.Rlimit
	get := uintptr(unsafe.Pointer(&limit))
	return map[string]func() error{
		"own file":           write(app, os.O_RDWR),
		"own temporary file": write(filepath.Join(files, "t"), os.O_RDWR|os.O_CREATE),
		"own limit":          call(unix.SYS_PRLIMIT64, 0, unix.RLIMIT_NOFILE, 0, get),
		"own signal":         call(unix.SYS_TGKILL, own, own, 0),
		"own threads": func() error {
			var threads sync.WaitGroup
			begun, end := make(chan struct{}), make(chan struct{})
			for range 32 {
				threads.Go(func() {
					runtime.LockOSThread() // for good
					begun <- struct{}{}
					<-end
				})
			}
			for range 32 {
				<-begun
			}
			close(end)
			threads.Wait()
			return nil
		},

		"read":      func() error { _, err := os.ReadFile(other); return err },
		"write":     write(other, os.O_WRONLY),
		"make":      write(app+"-journal", os.O_WRONLY|os.O_CREATE),
		"truncate":  func() error { return os.Truncate(other, 0) },
		"remove":    func() error { return os.Remove(other) },
		"rename":    func() error { return os.Rename(other, filepath.Join(files, "o")) },
		"mode":      func() error { return os.Chmod(other, 0o666) },
		"owner":     func() error { return os.Chown(other, os.Getuid(), os.Getgid()) },
		"times":     func() error { return unix.UtimesNanoAt(unix.AT_FDCWD, other, nil, 0) },
		"attribute": func() error { return unix.Setxattr(other, "user.hbf", []byte("x"), 0) },

		"program": func() error { return exec.Command("/bin/true").Run() },
		"fork":    fork,

		"signal":           call(unix.SYS_KILL, parent, 0),
		"signal to thread": call(unix.SYS_TGKILL, parent, parent, 0),
		"trace":            call(unix.SYS_PTRACE, unix.PTRACE_ATTACH, parent),
		"limit of another": call(unix.SYS_PRLIMIT64, parent, unix.RLIMIT_NOFILE, 0, get),
		"priority":         call(unix.SYS_SETPRIORITY, unix.PRIO_PROCESS, parent, 0),
		"shared memory":    call(unix.SYS_SHMGET, 0, 4096, 0o600),
		"descriptors":      func() error { _, err := os.ReadDir("/proc/" + strconv.Itoa(int(parent)) + "/fd"); return err },

		"listen": func() error { _, err := net.Listen("tcp", "127.0.0.1:0"); return err },
		"connect": func() error {
			_, err := net.Dial("unix", filepath.Join(filepath.Dir(files), socketName))
			return err
		},
		"capabilities": capabilities,
	}
}

// capabilities fails when this process has none but that of reading and writing what is another user's.
func capabilities() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return err
	}
	if data[0].Permitted&^(1<<unix.CAP_DAC_OVERRIDE) != 0 || data[1].Permitted != 0 {
		return nil
	}
	return errors.New("it has none")
}

// Calls in the way of another architecture have other numbers, which no list is made for.
func TestCallsOfAnotherArchitectureAreRefused(t *testing.T) {
	info, err := arch.GetInfo("")
	if err != nil {
		t.Skip(err)
	}
	filter, err := bpf.NewVM(conditionFilter(info, []condition{{"clone", 0, bpf.JumpBitsSet, unix.CLONE_THREAD}, {"prlimit64", 0, bpf.JumpEqual, 0}}))
	if err != nil {
		t.Fatal(err)
	}
	const allowed = unix.SECCOMP_RET_ALLOW
	unknown, denied := unix.SECCOMP_RET_ERRNO|int(unix.ENOSYS), unix.SECCOMP_RET_ERRNO|int(unix.EPERM)
	for _, test := range []struct {
		arch     uint32
		call     string
		argument uint32
		want     int
	}{
		{uint32(info.ID), "read", 7, allowed},
		{uint32(info.ID), "clone", unix.CLONE_THREAD | unix.CLONE_VM, allowed},
		{uint32(info.ID), "clone", unix.CLONE_VM, denied},
		{uint32(info.ID), "prlimit64", 0, allowed},
		{uint32(info.ID), "prlimit64", 1, denied},
		{uint32(info.ID), "clone3", 0, unknown},
		{uint32(info.ID) ^ 1, "read", 7, unknown},
		{uint32(info.ID) ^ 1, "clone", unix.CLONE_THREAD, unknown},
	} {
		low := argumentsOffset
		if bigEndian() {
			low += 4
		}
		data := make([]byte, 64) // struct seccomp_data, each word in the order of bytes that the machine for filters reads
		binary.BigEndian.PutUint32(data[numberOffset:], uint32(info.SyscallNames[test.call]|info.SeccompMask))
		binary.BigEndian.PutUint32(data[archOffset:], test.arch)
		binary.BigEndian.PutUint32(data[low:], test.argument)
		if got, err := filter.Run(data); err != nil || got != test.want {
			t.Errorf("%s(%#x) on %#x: %#x, %v, want %#x", test.call, test.argument, test.arch, got, err, test.want)
		}
	}
}
