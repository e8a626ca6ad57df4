package main

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"

	"github.com/caddyhbf/hbf/bench/internal/report"
)

// machine describes this one, as far as /proc tells; dir is where the databases are.
func machine(dir string) report.Machine {
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	cpus, _ := os.ReadFile("/proc/cpuinfo")
	memory, _ := os.ReadFile("/proc/meminfo")
	mounts, _ := os.ReadFile("/proc/mounts")
	kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(field(string(memory), "MemTotal"), " kB"), 10, 64)
	return report.Machine{
		CPU: cmp.Or(field(string(cpus), "model name"), runtime.GOARCH), Cores: runtime.NumCPU(), Memory: kilobytes << 10,
		System: strings.TrimSpace("Linux " + string(kernel)), FileSystem: cmp.Or(fileSystem(string(mounts), dir), "an unknown file system"),
	}
}

// field returns the first value with a key in lines of "key : value".
func field(text, key string) string {
	for line := range strings.Lines(text) {
		if k, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(k) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// fileSystem returns the type of the file system of a directory, from /proc/mounts.
func fileSystem(mounts, dir string) string {
	kind, longest := "", 0
	for line := range strings.Lines(mounts) {
		fields := strings.Fields(line)
		if len(fields) < 3 {
			continue
		}
		at := strings.TrimSuffix(fields[1], "/") + "/"
		if strings.HasPrefix(dir+"/", at) && len(at) >= longest {
			kind, longest = fields[2], len(at)
		}
	}
	return kind
}

// commit returns the checked-out commit, marked if there are changes; "" without git.
func commit(ctx context.Context, root string) string {
	git := func(args ...string) (string, error) {
		out, err := exec.CommandContext(ctx, "git", append([]string{"-C", root}, args...)...).Output()
		return strings.TrimSpace(string(out)), err
	}
	id, err := git("rev-parse", "--short=10", "HEAD")
	if err != nil {
		return ""
	}
	if changed, err := git("status", "--porcelain", "--untracked-files=no"); err != nil || changed != "" {
		id += " with changes"
	}
	return id
}
