package dbbind_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/caddyhbf/hbf/dbbind"
)

// fullDisk names the file of the process that TestAFullDiskLosesBatches starts.
const fullDisk = "HBF_TEST_FULL_DISK"

// Where the system refuses to write, the batches that were saved are in the file, whole, and the others are not at all.
func TestAFullDiskLosesBatches(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	create(t, path, "PRAGMA journal_mode = wal;"+notes)
	child := exec.Command(os.Args[0], "-test.run=^TestWriteToAFullDisk$", "-test.v")
	child.Env = append(os.Environ(), fullDisk+"="+path)
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var saved []string
	lost := 0
	for line := range strings.Lines(string(out)) {
		if n, ok := strings.CutPrefix(strings.TrimSpace(line), "saved "); ok {
			saved = append(saved, n, n, n)
		}
		if strings.HasPrefix(line, "lost ") {
			lost++
		}
	}
	if lost == 0 || len(saved) < 100 {
		t.Fatalf("%d batches were lost\n%s", lost, out)
	}
	a := &app{TB: t, path: path}
	if got, want := a.seen("SELECT substr(text, 1, 6) FROM note ORDER BY id"), strings.Join(saved, " "); got != want {
		t.Errorf("the file has %s\nwant %s", got, want)
	}
	if got := a.seen("PRAGMA integrity_check"); got != "ok" {
		t.Error(got)
	}
}

func TestWriteToAFullDisk(t *testing.T) {
	path := os.Getenv(fullDisk)
	if path == "" {
		t.Skip("is run by TestAFullDiskLosesBatches")
	}
	signal.Ignore(syscall.SIGXFSZ)
	a := newAppWith(t, "", dbbind.Options{Path: path})
	a.run(add)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	free := limit.Cur
	for n := range 100 {
		limit.Cur = free
		if n/10%3 == 1 {
			limit.Cur = 700_000
		}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			a.turn(fmt.Sprintf(`try { add("%06d".padEnd(5000)) } catch {}`, n))
		}
		switch err := a.db.EndBatch(); {
		case err == nil:
			fmt.Printf("saved %06d\n", n)
		case errors.Is(err, dbbind.ErrBatchLost):
			fmt.Printf("lost %06d %v\n", n, err)
		default:
			t.Fatal(err)
		}
	}
}
