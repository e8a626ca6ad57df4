package proc

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

const line = "42 (a) 3 (b) S 7 42 42 0 -1 4194304 1 2 3 4 150 50 20 5 20 0 1 0 100 1000 200 18446744073709551615 0 0"

func TestParseStat(t *testing.T) {
	got, err := parseStat(line)
	if want := (stat{pid: 42, parent: 7, cpu: 2250 * time.Millisecond}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	for _, wrong := range []string{
		"", "42", "42 (name", "x (name) S 7 42 42 0 -1 1 1 2 3 4 1 1 1 1 20", "42 (name) S 7",
		"42 (name) S x 42 42 0 -1 1 1 2 3 4 1 1 1 1 20", "42 (name) S 7 42 42 0 -1 1 1 2 3 4 1 1 x 1 20", ")(",
	} {
		if got, err := parseStat(wrong); err == nil {
			t.Errorf("%q gave %+v", wrong, got)
		}
	}
}

func FuzzParseStat(f *testing.F) {
	f.Add(line)
	f.Add(")(")
	f.Fuzz(func(_ *testing.T, line string) { _, _ = parseStat(line) })
}

// fake makes a directory as /proc is, of processes with their parents.
func fake(t *testing.T, parents map[int]int) string {
	t.Helper()
	dir := t.TempDir()
	for pid, parent := range parents {
		process := filepath.Join(dir, fmt.Sprint(pid))
		if err := os.Mkdir(process, 0o755); err != nil {
			t.Fatal(err)
		}
		stat := fmt.Sprintf("%d (x) S %d 1 1 0 -1 0 0 0 0 0 1 1 1 1 20 0\n", pid, parent)
		for file, text := range map[string]string{"stat": stat, "statm": "100 10 5 1 0 1 0\n"} {
			if err := os.WriteFile(filepath.Join(process, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "uptime"), []byte("1 2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTreeAddsUpDescendants(t *testing.T) {
	dir := fake(t, map[int]int{1: 0, 2: 1, 3: 2, 4: 2, 5: 3, 6: 1})
	for _, test := range []struct{ roots, want []int }{
		{[]int{2}, []int{2, 3, 4, 5}},
		{[]int{6}, []int{6}},
		{[]int{2, 6}, []int{2, 3, 4, 5, 6}},
		{[]int{2, 3}, []int{2, 3, 4, 5}}, // none twice
		{nil, nil},
	} {
		got, err := tree(dir, test.roots)
		n := len(test.want)
		if err != nil || !slices.Equal(got.PIDs, test.want) || got.CPU != time.Duration(n)*40*time.Millisecond || got.Resident != int64(n*10*os.Getpagesize()) {
			t.Errorf("%v: got %+v, %v", test.roots, got, err)
		}
	}
	if _, err := tree(dir, []int{99}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a process that isn't there: %v", err)
	}
}

func TestTreeRefusesNonsense(t *testing.T) {
	dir := fake(t, map[int]int{1: 0})
	if err := os.WriteFile(filepath.Join(dir, "1", "statm"), []byte("many"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := tree(dir, []int{1}); err == nil {
		t.Error("a broken statm is no error")
	}
	if err := os.WriteFile(filepath.Join(dir, "1", "stat"), []byte("1"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := tree(dir, []int{1}); err == nil {
		t.Error("a broken stat is no error")
	}
	if _, err := tree(filepath.Join(dir, "nowhere"), []int{1}); err == nil {
		t.Error("no /proc is no error")
	}
}

// TestTreeOfThisProcess looks at real processes: this one and a child of its child.
func TestTreeOfThisProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc")
	}
	cmd := exec.Command("sh", "-c", "cat & echo started; wait")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer stdin.Close()
	if text, err := bufio.NewReader(out).ReadString('\n'); strings.TrimSpace(text) != "started" {
		t.Fatal(text, err)
	}
	own, err := Tree(os.Getpid())
	if err != nil || !slices.Contains(own.PIDs, os.Getpid()) || !slices.Contains(own.PIDs, cmd.Process.Pid) || own.Resident < 1<<20 {
		t.Errorf("%+v, %v", own, err)
	}
	child, err := Tree(cmd.Process.Pid)
	if err != nil || slices.Contains(child.PIDs, os.Getpid()) || child.Resident >= own.Resident {
		t.Errorf("%+v, %v", child, err)
	}
}
