package isolation

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// cgroupRoot is where version 2 of cgroups is on a system that has no other.
const cgroupRoot = "/sys/fs/cgroup"

// delegatedGroup finds the cgroup that Caddy may make groups in which the kernel bounds memory: the one that its own is in,
// where the service manager has left it to Caddy. It gives "" where there is none. See systemd.resource-control(5), Delegate=
// and DelegateSubgroup=.
func delegatedGroup() string {
	own, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return ""
	}
	return delegatedIn(cgroupRoot, string(own))
}

func delegatedIn(root, own string) string {
	var system unix.Statfs_t
	path, unified := strings.CutPrefix(strings.TrimSpace(own), "0::/")
	if !unified || path == "" || unix.Statfs(root, &system) != nil || system.Type != unix.CGROUP2_SUPER_MAGIC {
		return ""
	}
	dir := filepath.Join(root, filepath.Dir(path))
	if !marked(dir) {
		return "" // nobody's but the service manager's, even if it could be written
	}
	controllers := filepath.Join(dir, "cgroup.subtree_control")
	if enabled, err := os.ReadFile(controllers); err != nil { //nolint:gosec // the path is the kernel's
		return ""
	} else if bytes.Contains(enabled, []byte("memory")) {
		return dir
	}
	if os.WriteFile(controllers, []byte("+memory"), 0) != nil { //nolint:gosec // likewise
		return "" // a process is in it, or the controller is not there
	}
	return dir
}

// marked reports whether systemd has marked a group as delegated.
func marked(dir string) bool {
	var value [1]byte
	for _, name := range []string{"user.delegate", "trusted.delegate"} {
		if n, err := unix.Getxattr(dir, name, value[:]); err == nil && n == 1 && value[0] == '1' {
			return true
		}
	}
	return false
}

// cgroup is a child's own.
type cgroup struct {
	dir  string
	file *os.File // keeps it open until the child is in it
}

// newCgroup makes a group within another one. It must be removed.
func newCgroup(within string) (*cgroup, error) {
	dir, err := os.MkdirTemp(within, "hbf-app-*")
	if err != nil {
		return nil, err
	}
	file, err := os.Open(dir)
	if err != nil {
		return nil, errors.Join(err, os.Remove(dir))
	}
	return &cgroup{dir: dir, file: file}, nil
}

// put has a command start in the group.
func (g *cgroup) put(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	cmd.SysProcAttr.UseCgroupFD, cmd.SysProcAttr.CgroupFD = true, int(g.file.Fd())
}

// bound sets how many bytes of memory the group may use, none of it swapped out.
func (g *cgroup) bound(bytes int64) error {
	if err := g.write("memory.max", strconv.FormatInt(bytes, 10)); err != nil {
		return err
	}
	if err := g.write("memory.swap.max", "0"); err != nil && !errors.Is(err, fs.ErrNotExist) { // there is no swap
		return err
	}
	return nil
}

func (g *cgroup) write(name, value string) error {
	file, err := os.OpenFile(filepath.Join(g.dir, name), os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(value)
	return errors.Join(err, file.Close())
}

// exceeded reports whether the kernel has ended a process of the group for its memory.
func (g *cgroup) exceeded() bool {
	events, err := os.ReadFile(filepath.Join(g.dir, "memory.events"))
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(events)) {
		if count, ok := strings.CutPrefix(line, "oom_kill "); ok {
			return strings.TrimSpace(count) != "0"
		}
	}
	return false
}

// remove removes the group, which no process may be in any more.
func (g *cgroup) remove() error {
	err := errors.Join(g.file.Close(), unix.Rmdir(g.dir))
	if err != nil {
		return fmt.Errorf("removing the cgroup of the app's process: %w", err)
	}
	return nil
}
