package isolation

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// realCgroup finds a cgroup2 that can be written, whether or not it has a controller for memory.
func realCgroup(t *testing.T) string {
	for _, dir := range []string{"/sys/fs/cgroup", "/sys/fs/cgroup/unified"} {
		var system unix.Statfs_t
		if unix.Statfs(dir, &system) == nil && system.Type == unix.CGROUP2_SUPER_MAGIC && unix.Access(dir, unix.W_OK) == nil {
			return dir
		}
	}
	t.Skip("there is no cgroup2 that this user may write to")
	return ""
}

func TestAProcessStartsInItsCgroup(t *testing.T) {
	within := realCgroup(t)
	g, err := newCgroup(within)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("cat", "/proc/self/cgroup")
	setAttributes(cmd)
	g.put(cmd)
	out, err := cmd.Output()
	if err != nil {
		t.Error(err)
	}
	if want := "0::/" + filepath.Base(g.dir) + "\n"; !strings.Contains(string(out), want) {
		t.Errorf("it is in %q, want %q", out, want)
	}
	if err := g.remove(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(g.dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", g.dir, err)
	}
}

func TestACgroupBoundsMemory(t *testing.T) {
	g, err := newCgroup(t.TempDir()) // stands for a cgroup: the kernel makes its files
	if err != nil {
		t.Fatal(err)
	}
	defer g.file.Close()
	give := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(g.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.bound(1); err == nil {
		t.Error("a group without a controller for memory was bounded")
	}
	give("memory.max", "max\n")
	for _, swap := range []bool{false, true} {
		if swap {
			give("memory.swap.max", "max\n")
		}
		if err := g.bound(123 << 20); err != nil {
			t.Error(err)
		}
	}
	for name, want := range map[string]string{"memory.max": "128974848", "memory.swap.max": "0"} {
		if got, err := os.ReadFile(filepath.Join(g.dir, name)); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v; want %q", name, got, err, want)
		}
	}
	for events, want := range map[string]bool{
		"":                                false,
		"low 0\noom 2\noom_kill 0\n":      false,
		"low 0\noom_kill 1\nmax 5\n":      true,
		"oom_group_kill 1\noom_kill 12\n": true,
	} {
		give("memory.events", events)
		if got := g.exceeded(); got != want {
			t.Errorf("%q: %v, want %v", events, got, want)
		}
	}
}

func TestOnlyADelegatedCgroupIsUsed(t *testing.T) {
	within := realCgroup(t)
	for _, own := range []string{
		"", "0::/\n", "0::/x/caddy.service/main\n", // not there
		"4:memory:/x\n0::/x/y\n", // the memory is counted elsewhere
	} {
		if got := delegatedIn(within, own); got != "" {
			t.Errorf("%q: %q", own, got)
		}
	}
	g, err := newCgroup(within)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := g.remove(); err != nil {
			t.Error(err)
		}
	}()
	own := "0::/" + filepath.Base(g.dir) + "/main\n"
	if got := delegatedIn(within, own); got != "" {
		t.Errorf("%q is used though it is the service manager's", got)
	}
	if err := unix.Setxattr(g.dir, "user.delegate", []byte("1"), 0); err != nil {
		t.Logf("no mark can be set: %v", err)
		return
	}
	controllers, err := os.ReadFile(filepath.Join(within, "cgroup.subtree_control"))
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	if strings.Contains(string(controllers), "memory") {
		want = g.dir
	}
	if got := delegatedIn(within, own); got != want {
		t.Errorf("delegated is %q, want %q", got, want)
	}
}
