package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// install gets the peers into the cache: JavaScript runtimes and frameworks from npm in the
// versions of package-lock.json, PocketBase through Go, and wrk from Debian. It goes on
// when one of them fails, and returns what did.
func install(ctx context.Context, root, cache string, log io.Writer) error {
	peers := filepath.Join(root, "bench", "peers")
	command := func(dir, name string, args ...string) error {
		fmt.Fprintln(log, "+", name, args)
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, log, log
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s %v: %w", name, args, err)
		}
		return nil
	}
	npm := func() error {
		for _, file := range []string{"package.json", "package-lock.json"} {
			text, err := os.ReadFile(filepath.Join(peers, file))
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(cache, file), text, 0o644); err != nil {
				return err
			}
		}
		return command(cache, "npm", "ci", "--no-audit", "--no-fund")
	}
	wrk := func() error {
		if _, err := exec.LookPath("wrk"); err == nil {
			return nil
		}
		return command("", "apt-get", "install", "--yes", "--no-install-recommends", "wrk")
	}
	pocketBase := func() error {
		return command(filepath.Join(peers, "pocketbase"), "go", "build", "-o", filepath.Join(cache, "pocketbase"), ".")
	}
	return errors.Join(npm(), pocketBase(), wrk())
}
