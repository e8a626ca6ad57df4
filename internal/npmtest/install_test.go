package npmtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// install copies an app from testdata into a new directory, with its packages.
func install(t testing.TB, app string) (dir string) {
	t.Helper()
	npm, err := exec.LookPath("npm")
	if err != nil {
		t.Skipf("npm is missing, which installs the packages that this test is about: %v", err)
	}
	dir = filepath.Join(t.TempDir(), app)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", app))); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	return dir
}
