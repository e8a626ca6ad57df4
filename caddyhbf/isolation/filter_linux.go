package isolation

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"unsafe"

	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Where the kernel puts what a filter looks at (struct seccomp_data), in bytes: the call's number, the architecture in whose
// way it was made, and 64 bits for each argument.
const (
	numberOffset    = 0
	archOffset      = 4
	argumentsOffset = 16
)

// condition is what the lower half of a call's argument has to be; else the call fails with EPERM.
type condition struct {
	call     string
	argument uint32 // from 0 on
	test     bpf.JumpTest
	value    uint32
}

// conditions are for the calls that the Go runtime makes for this process, and that could concern others too.
func conditions() []condition {
	return []condition{
		{"clone", 0, bpf.JumpBitsSet, unix.CLONE_THREAD},
		{"tgkill", 0, bpf.JumpEqual, uint32(os.Getpid())},
		{"prlimit64", 0, bpf.JumpEqual, 0},
	}
}

// conditionFilter is the program that holds calls to their conditions and refuses those in the way of another
// architecture, such as 32-bit calls on a 64-bit system: lists of numbers don't apply to them.
func conditionFilter(info *arch.Info, conditions []condition) []bpf.Instruction {
	allow := bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW}
	unknown := bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)}
	low := uint32(0)
	if bigEndian() {
		low = 4
	}
	program := []bpf.Instruction{
		bpf.LoadAbsolute{Off: archOffset, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(info.ID), SkipTrue: 1},
		unknown,
		bpf.LoadAbsolute{Off: numberOffset, Size: 4},
	}
	if number, known := info.SyscallNames["clone3"]; known { // its flags are in memory; C libraries do without it then
		program = append(program,
			bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(number | info.SeccompMask), SkipTrue: 1},
			unknown)
	}
	for _, c := range conditions {
		number, known := info.SyscallNames[c.call]
		if !known {
			continue
		}
		program = append(program,
			bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(number | info.SeccompMask), SkipTrue: 4},
			bpf.LoadAbsolute{Off: argumentsOffset + 8*c.argument + low, Size: 4},
			bpf.JumpIf{Cond: c.test, Val: c.value, SkipTrue: 1},
			bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)},
			allow)
	}
	return append(program, allow)
}

func bigEndian() bool {
	return slices.Contains([]string{"mips", "mips64", "ppc64", "s390x"}, runtime.GOARCH)
}

// loadFilter has the kernel run a program before each call of all threads. That no privileges can be gained has to be settled
// before.
func loadFilter(program []bpf.Instruction) error {
	raw, err := bpf.Assemble(program)
	if err != nil {
		return err
	}
	if len(raw) > math.MaxUint16 {
		return fmt.Errorf("a filter of %d instructions is too long", len(raw))
	}
	filter := make([]unix.SockFilter, len(raw))
	for n, i := range raw {
		filter[n] = unix.SockFilter{Code: i.Op, Jt: i.Jt, Jf: i.Jf, K: i.K}
	}
	fprog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	other, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC,
		uintptr(unsafe.Pointer(&fprog))) //nolint:gosec // as x/sys does for what it wraps
	switch {
	case errno != 0:
		return fmt.Errorf("loading a filter of system calls: %w", errno)
	case other != 0:
		return fmt.Errorf("loading a filter of system calls: thread %d can't have it", other)
	}
	return nil
}
