package peer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

func pocketBase() Peer {
	program := func(env Env) string { return filepath.Join(env.Cache, "pocketbase") }
	return Peer{
		Name: "pocketbase", Title: "PocketBase", ready: route.Baseline(),
		version: func(_ context.Context, env Env) (string, error) {
			if _, err := found(program(env)); err != nil {
				return "", err
			}
			version, err := required(filepath.Join(env.Peers, "pocketbase", "go.mod"), "github.com/pocketbase/pocketbase")
			return "PocketBase " + version, err
		},
		prepare: func(_ context.Context, s Setting) error {
			hooks := filepath.Join(s.Dir, "hooks")
			if err := os.CopyFS(hooks, os.DirFS(filepath.Join(s.Peers, "pocketbase", "hooks"))); err != nil {
				return err
			}
			schema, err := os.ReadFile(filepath.Join(s.Peers, "schema.sql"))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(hooks, "schema.sql"), schema, 0o644)
		},
		commands: func(s Setting) []Command {
			return []Command{{
				Args: []string{program(s.Env), "serve", fmt.Sprint("--http=127.0.0.1:", s.Port)},
				Dir:  s.Dir,
				Env: []string{
					"DATA=" + filepath.Join(s.Dir, "pb_data"), "HOOKS=" + filepath.Join(s.Dir, "hooks"),
					"STATIC=" + filepath.Join(s.Peers, "static"), "SYNCHRONOUS=" + s.Synchronous,
				},
			}}
		},
	}
}

// required returns the version of a module that a go.mod requires.
func required(file, module string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(words) >= 2 && words[0] == module {
			return words[1], nil
		}
	}
	return "", errors.New(file + " doesn't require " + module)
}
