package sqlite3_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

func TestBlob(t *testing.T) {
	c, _ := openFile(t)
	want := make([]byte, 200_000)
	for i := range want {
		want[i] = byte(i * 7 >> 3)
	}
	exec(t, c, "CREATE TABLE t(id INTEGER PRIMARY KEY, x); INSERT INTO t VALUES (2, x''), (3, 'text'), (4, NULL), (5, 6)")
	s := prepare(t, c, "INSERT INTO t VALUES (1, ?)")
	if err := s.BindBlob(1, want); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Step(); err != nil {
		t.Fatal(err)
	}
	b, err := c.OpenBlob("t", "x", 1)
	if err != nil {
		t.Fatal(err)
	}
	if b.Size() != int64(len(want)) {
		t.Errorf("size %d", b.Size())
	}
	got, err := io.ReadAll(io.NewSectionReader(b, 0, b.Size()))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("read %d bytes, error %v", len(got), err)
	}
	part := make([]byte, 100_000)
	if n, err := b.ReadAt(part, 70_001); n != len(part) || err != nil || !bytes.Equal(part, want[70_001:170_001]) {
		t.Errorf("middle: %d, %v", n, err)
	}
	if n, err := b.ReadAt(part, 199_990); n != 10 || err != io.EOF || !bytes.Equal(part[:10], want[199_990:]) {
		t.Errorf("end: %d, %v", n, err)
	}
	if n, err := b.ReadAt(part, 200_000); n != 0 || err != io.EOF {
		t.Errorf("after the end: %d, %v", n, err)
	}
	if _, err := b.ReadAt(part, -1); err == nil {
		t.Error("negative offset")
	}
	exec(t, c, "UPDATE t SET x = 'changed' WHERE id = 1")
	_, err = b.ReadAt(part, 0)
	wantCode(t, err, sqlite3.CodeAbort)
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}

	for row, size := range map[int64]int64{2: 0, 3: 4} {
		b, err := c.OpenBlob("t", "x", row)
		if err != nil || b.Size() != size {
			t.Fatalf("row %d: %v", row, err)
		}
		if got, err := io.ReadAll(io.NewSectionReader(b, 0, size)); err != nil || int64(len(got)) != size {
			t.Errorf("row %d: %q, %v", row, got, err)
		}
		_ = b.Close()
	}
	for _, row := range []int64{4, 5, 99} {
		if _, err := c.OpenBlob("t", "x", row); sqlite3.Code(err) != sqlite3.CodeError {
			t.Errorf("row %d: %v", row, err)
		}
	}
	if _, err := c.OpenBlob("nope", "x", 1); err == nil {
		t.Error("unknown table")
	}
}
