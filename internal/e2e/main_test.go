// Package e2e tests the program as its users run it: the built binary, a Caddyfile, a
// directory, and HTTP.
//
// HBF_CADDY names a binary to test, such as the one that internal/xbuild made; without
// it cmd/caddy is built.
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// binary is the path of the program under test.
var binary string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "hbf-e2e-")
	if err == nil {
		defer os.RemoveAll(dir)
		err = os.Setenv("TMPDIR", dir) // programs that are killed leave something behind
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if given := os.Getenv("HBF_CADDY"); given != "" {
		absolute, err := filepath.Abs(given)
		if err == nil {
			_, err = os.Stat(absolute)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "HBF_CADDY:", err)
			return 1
		}
		binary = absolute
		return m.Run()
	}
	binary = filepath.Join(dir, "caddy")
	build := exec.Command("go", "build", "-o", binary, "github.com/caddyhbf/hbf/cmd/caddy")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "building cmd/caddy:", err)
		return 1
	}
	return m.Run()
}
