package form

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/caddyhbf/hbf/jsengine/web/blob"
)

func content(t *testing.T, b *blob.Blob) string {
	t.Helper()
	data, err := io.ReadAll(b.Open())
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The limit holds for all files of a form together; those beyond share one temporary file.
func TestSpoolKeepsTheFirstFilesInMemory(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := &Spool{}
	defer s.Close()
	half, rest := strings.Repeat("a", MemoryLimit/2), strings.Repeat("b", MemoryLimit/2+1)
	var blobs []*blob.Blob
	for _, text := range []string{half, rest, "small", rest} {
		b, err := s.read(strings.NewReader(text), "a/b")
		if err != nil {
			t.Fatal(err)
		}
		blobs = append(blobs, b)
	}
	for i, want := range []struct {
		text     string
		inMemory bool
	}{{half, true}, {rest, false}, {"small", true}, {rest, false}} {
		if _, inMemory := blobs[i].Memory(); inMemory != want.inMemory || content(t, blobs[i]) != want.text {
			t.Errorf("blob %d: in memory %v", i, inMemory)
		}
	}
	if s.size != int64(2*len(rest)) {
		t.Errorf("%d bytes in the file", s.size)
	}
}

// After Close nothing is kept, nothing can be read, and nothing is left in the directory.
func TestSpoolClosed(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s := &Spool{}
	large := strings.Repeat("x", MemoryLimit+1)
	b, err := s.read(strings.NewReader(large), "")
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	s.Close()
	if _, err := io.ReadAll(b.Open()); !errors.Is(err, os.ErrClosed) {
		t.Errorf("read a file that is gone: %v", err)
	}
	if _, err := s.read(strings.NewReader(large), ""); !errors.Is(err, errClosed) {
		t.Errorf("kept a file after the end: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestSpoolPassesErrorsOn(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	broken := errors.New("broken")
	for _, size := range []int{10, MemoryLimit + 10} {
		s := &Spool{}
		r := io.MultiReader(strings.NewReader(strings.Repeat("x", size)), iotest.ErrReader(broken))
		if _, err := s.read(r, ""); !errors.Is(err, broken) {
			t.Errorf("%d bytes: %v", size, err)
		}
		s.Close()
	}
	t.Setenv("TMPDIR", "/nowhere/at/all")
	if _, err := (&Spool{}).read(strings.NewReader(strings.Repeat("x", MemoryLimit+1)), ""); err == nil {
		t.Error("a file was kept nowhere")
	}
}
