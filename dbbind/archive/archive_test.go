package archive_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/caddyhbf/hbf/dbbind/archive"
	"github.com/caddyhbf/hbf/dbbind/internal/sqlite3"
)

// holdVariable names the environment variable that makes the test binary a
// process that holds the database of that path open, with a row written to it.
const holdVariable = "HBF_TEST_HOLD"

func TestMain(m *testing.M) {
	if path := os.Getenv(holdVariable); path != "" {
		os.Exit(holdMain(path))
	}
	os.Exit(m.Run())
}

func holdMain(path string) int {
	c, err := sqlite3.Open(sqlite3.URI(path, nil), sqlite3.ReadWrite)
	if err == nil {
		err = c.Exec("CREATE TABLE IF NOT EXISTS held(x); INSERT INTO held VALUES (1)")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("ready")
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	return 0 // without closing: as if killed
}

// hold has another process hold the database open. The function returned kills
// it, leaving behind what a crash leaves.
func hold(t *testing.T, path string) (kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdVariable+"="+path)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := false
	kill = func() {
		if !done {
			done = true
			_ = stdin.Close()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(kill)
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the process that holds the database said %q, %v", line, err)
	}
	return kill
}

// random returns n bytes that do not compress, the same ones each time.
func random(n int) string {
	r := rand.NewChaCha8([32]byte{1})
	b := make([]byte, n)
	_, _ = r.Read(b)
	return string(b)
}

func writeFile(t testing.TB, path, content string) {
	t.Helper()
	mkdir(t, filepath.Dir(path))
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t testing.TB, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

func chmod(t testing.TB, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// files is a source of files from pairs of name and content.
func files(pairs ...string) fstest.MapFS {
	src := make(fstest.MapFS)
	for pair := range slices.Chunk(pairs, 2) {
		src[pair[0]] = &fstest.MapFile{Data: []byte(pair[1]), Mode: 0o644}
	}
	return src
}

// create makes a database in a new directory.
func create(t testing.TB, pairs ...string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "app.db")
	if err := archive.Create(path, files(pairs...)); err != nil {
		t.Fatal(err)
	}
	return path
}

// connect opens a read-write connection.
func connect(t testing.TB, path string) *sqlite3.Conn {
	t.Helper()
	c, err := sqlite3.Open(sqlite3.URI(path, nil), sqlite3.Create)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// execute runs SQL over a connection of its own.
func execute(t testing.TB, path, sql string) {
	t.Helper()
	c, err := sqlite3.Open(sqlite3.URI(path, nil), sqlite3.Create)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Exec(sql), c.Close()); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// query returns the first column of the first row as text.
func query(t testing.TB, path, sql string) string {
	t.Helper()
	c, err := sqlite3.Open(sqlite3.URI(path, nil), sqlite3.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	q, _, err := c.Prepare(sql, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := q.Step(); err != nil {
		t.Fatal(err)
	}
	return q.ColumnText(0)
}

// pack packs the directory src.
func pack(t testing.TB, db, src string) archive.PackResult {
	t.Helper()
	r, err := packDir(db, src)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func packDir(db, src string) (archive.PackResult, error) {
	root, err := os.OpenRoot(src)
	if err != nil {
		return archive.PackResult{}, err
	}
	defer root.Close()
	return archive.Pack(context.Background(), db, root.FS(), archive.PackOptions{})
}

func open(t testing.TB, db string) *archive.Archive {
	t.Helper()
	a, err := archive.Open(db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func fingerprint(t testing.TB, a *archive.Archive) archive.Fingerprint {
	t.Helper()
	f, err := a.Fingerprint(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readFile(t testing.TB, a *archive.Archive, name string) string {
	t.Helper()
	data, err := fs.ReadFile(a.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// names lists a directory.
func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}
