// Package proc measures processes through Linux's /proc: a process and all that came from
// it, taken together.
package proc

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// root is where the kernel shows its processes.
const root = "/proc"

// ticks is USER_HZ, the unit of times in /proc, which is 100 per second on every
// architecture that Go supports.
const ticks = 100

// Usage is what a set of processes has used.
type Usage struct {
	CPU      time.Duration // user and system time since their start, to 10 ms
	Resident int64         // bytes of memory; what processes share is counted in each
	PIDs     []int         // sorted
}

// Tree returns the usage of the processes and of all their descendants.
func Tree(pids ...int) (Usage, error) {
	return tree(root, pids)
}

func tree(dir string, pids []int) (Usage, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Usage{}, err
	}
	all := make(map[int]stat, len(entries))
	children := make(map[int][]int)
	for _, entry := range entries {
		if _, err := strconv.Atoi(entry.Name()); err != nil {
			continue
		}
		line, err := os.ReadFile(filepath.Join(dir, entry.Name(), "stat"))
		if err != nil {
			continue // it has ended meanwhile
		}
		s, err := parseStat(string(line))
		if err != nil {
			return Usage{}, err
		}
		all[s.pid] = s
		children[s.parent] = append(children[s.parent], s.pid)
	}
	var usage Usage
	for waiting := slices.Clone(pids); len(waiting) > 0; {
		pid := waiting[0]
		waiting = waiting[1:]
		s, there := all[pid]
		if !there {
			return Usage{}, fmt.Errorf("process %d: %w", pid, fs.ErrNotExist)
		}
		if slices.Contains(usage.PIDs, pid) {
			continue
		}
		usage.PIDs = append(usage.PIDs, pid)
		usage.CPU += s.cpu
		resident, err := resident(dir, pid)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return Usage{}, err
		}
		usage.Resident += resident
		waiting = append(waiting, children[pid]...)
	}
	slices.Sort(usage.PIDs)
	return usage, nil
}

// resident returns the bytes of a process that are in memory.
func resident(dir string, pid int) (int64, error) {
	line, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(pid), "statm"))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(line))
	if len(fields) < 2 {
		return 0, fmt.Errorf("statm of process %d is %q", pid, line)
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("statm of process %d: %w", pid, err)
	}
	return pages * int64(os.Getpagesize()), nil
}
