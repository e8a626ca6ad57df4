package surface

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/caddyhbf/hbf/types"
)

// directory is where TypeScript is installed, once for all tests.
var directory string

func TestMain(m *testing.M) {
	code := m.Run()
	if directory != "" {
		_ = os.RemoveAll(directory)
	}
	os.Exit(code)
}

var install = sync.OnceValue(func() (err error) {
	if directory, err = os.MkdirTemp("", "typescript"); err != nil {
		return err
	}
	if err := os.CopyFS(directory, os.DirFS("testdata/typescript")); err != nil {
		return err
	}
	command := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
	command.Dir = directory
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	return nil
})

// typescript installs TypeScript, in the version of testdata/typescript, and returns its directory.
func typescript(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"npm", "node"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is missing, which TypeScript needs: %v", program, err)
		}
	}
	if err := install(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(directory, "node_modules", "typescript")
}

// node runs a script of testdata and gives what it prints.
func node(t *testing.T, input []byte, script string, args ...string) []byte {
	t.Helper()
	command := exec.Command("node", append([]string{filepath.Join("testdata", script)}, args...)...)
	command.Stdin = bytes.NewReader(input)
	out, err := command.Output()
	if err != nil {
		var stderr []byte
		if failed, ok := err.(*exec.ExitError); ok { //nolint:errorlint // nothing wraps it
			stderr = failed.Stderr
		}
		t.Fatalf("%s: %v\n%s", script, err, stderr)
	}
	return out
}

// check runs tsc over an app, to which it adds what `caddy hbf types` writes, and gives what it says: nothing if all is well.
func check(t *testing.T, dir string, options ...string) string {
	t.Helper()
	tsc := filepath.Join(typescript(t), "bin", "tsc")
	for name, data := range map[string][]byte{types.FileName: types.Declarations(), "tsconfig.json": types.Config()} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command("node", append([]string{tsc, "--project", ".", "--pretty", "false", "--skipLibCheck", "false"}, options...)...)
	command.Dir = dir
	out, err := command.CombinedOutput()
	if err != nil && len(out) == 0 {
		t.Fatal(err)
	}
	return string(out)
}
