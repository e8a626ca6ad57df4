package e2e

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// instances are the processes that run `caddy hbf instance` for a Caddy with this id.
func instances(t *testing.T, parent int) []int {
	t.Helper()
	entries, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for _, path := range entries {
		command, _ := os.ReadFile(path) // it may have ended
		if !bytes.HasSuffix(command, []byte("\x00hbf\x00instance\x00")) {
			continue
		}
		stat, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "stat"))
		_, after, _ := bytes.Cut(stat, []byte(") "))
		fields := strings.Fields(string(after)) // state, parent, ...
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err == nil && len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			found = append(found, pid)
		}
	}
	return found
}

func gone(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || bytes.Contains(stat, []byte(") Z "))
}

// An isolated app is served, its process ignores what the parent is to act on, and ends with a parent that is killed.
func TestIsolatedAppEndsWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	s := newSite(t)
	s.replace("create starter", "create starter\n\t\tisolation process")
	s.start()
	for _, r := range starterRoutes {
		r.run(t, s.url)
	}
	found := instances(t, s.cmd.Process.Pid)
	if len(found) != 1 {
		t.Fatalf("the processes of apps: %v", found)
	}
	if err := syscall.Kill(found[0], syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	exchange{path: "/", status: 200}.run(t, s.url)
	if gone(found[0]) {
		t.Error("SIGTERM has ended the app's process")
	}
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.ended()
	s.waitFor("the end of the app's process", func() bool { return gone(found[0]) })
	s.start() // and nothing hinders the next one
	exchange{path: "/", status: 200}.run(t, s.url)
	if code := s.terminate(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.wantNoErrors()
	s.wantOneFile()
}

// The one file is left also where Caddy itself never had it open.
func TestIsolatedAppThatIsMadeLeavesOneFile(t *testing.T) {
	s := newSite(t)
	s.replace("create starter", "create starter\n\t\tisolation process")
	s.start()
	exchange{path: "/", status: 200}.run(t, s.url)
	if code := s.terminate(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.wantNoErrors()
	for name := range s.files() {
		if strings.HasPrefix(name, "app.db-") {
			t.Errorf("%s is left behind", name)
		}
	}
}

// What Caddy itself writes when a child begins, such as that it has no directory of a user, is not said to be its last words.
func TestTheLogSaysHowAnIsolatedAppDied(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	s := newSite(t)
	s.replace("create starter", "create starter\n\t\tisolation process")
	s.start()
	for signal, want := range map[syscall.Signal]string{
		syscall.SIGKILL: "the app's process ended: signal: killed\"",
		syscall.SIGABRT: "the app's process ended: exit status 2; it wrote: SIGABRT: abort",
	} {
		exchange{path: "/", status: 200}.run(t, s.url)
		found := instances(t, s.cmd.Process.Pid)
		if len(found) != 1 {
			t.Fatalf("the processes of apps: %v", found)
		}
		if err := syscall.Kill(found[0], signal); err != nil {
			t.Fatal(err)
		}
		s.waitFor("the log to say "+want, func() bool { return strings.Contains(s.log.String(), want) })
		s.waitFor("the next process", func() bool {
			response, err := http.Get(s.url + "/")
			if err != nil {
				return false
			}
			response.Body.Close()
			return response.StatusCode == http.StatusOK
		})
	}
	s.terminate()
}
