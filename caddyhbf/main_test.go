package caddyhbf_test

import (
	"os"
	"testing"

	caddycmd "github.com/caddyserver/caddy/v2/cmd"
)

// TestMain lets the test's binary be the program that `isolation process` executes again.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "hbf" {
		caddycmd.Main()
		return
	}
	os.Exit(m.Run())
}
