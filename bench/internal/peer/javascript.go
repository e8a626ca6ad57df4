package peer

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

func express() Peer { return onNode("express", "Express 5 on Node") }
func fastify() Peer { return onNode("fastify", "Fastify on Node") }

func onNode(name, title string) Peer {
	return Peer{
		Name: name, Title: title, ready: route.Baseline(),
		version: func(_ context.Context, env Env) (string, error) { return versions(env, name, "node") },
		commands: func(s Setting) []Command {
			return []Command{script(s, name, installed(s.Env, "node", "bin", "node"))}
		},
	}
}

func bun() Peer {
	const proxied = "Bun.serve does not compress; its users leave that to a proxy"
	return Peer{
		Name: "bun", Title: "Bun", ready: route.Baseline(),
		unsupported: map[string]string{"static-10k-gzip": proxied, "static-1m-gzip": proxied},
		version:     func(_ context.Context, env Env) (string, error) { return versions(env, "bun") },
		commands: func(s Setting) []Command {
			return []Command{script(s, "bun", installed(s.Env, "bun", "bin", "bun.exe"), "run")}
		},
	}
}

func deno() Peer {
	return Peer{
		Name: "deno", Title: "Deno with Hono", ready: route.Baseline(),
		version: func(_ context.Context, env Env) (string, error) { return versions(env, "deno", "hono") },
		commands: func(s Setting) []Command {
			program := installed(s.Env, "deno", "deno")
			return []Command{script(s, "deno", program, "run", "--node-modules-dir=manual", "--no-lock", "--cached-only", "--allow-net", "--allow-env", "--allow-read", "--allow-write")}
		},
	}
}

// script is a command that runs a peer's server.js.
func script(s Setting, name string, args ...string) Command {
	return Command{
		Args: append(args, filepath.Join(s.Peers, name, "server.js")),
		Dir:  s.Dir,
		Env: []string{
			fmt.Sprint("PORT=", s.Port), "DATABASE=" + filepath.Join(s.Dir, "app.db"), "SYNCHRONOUS=" + s.Synchronous,
			"STATIC=" + filepath.Join(s.Peers, "static"), "NODE_ENV=production",
			"DENO_DIR=" + filepath.Join(s.Dir, "deno"), "DENO_NO_UPDATE_CHECK=1", "DO_NOT_TRACK=1",
		},
	}
}

// durableObject is workerd, which is what Cloudflare's tools run locally and what is
// behind their network. It syncs the file at every commit, before the answer leaves.
func durableObject() Peer {
	const syncs = "workerd always syncs, as synchronous=FULL does"
	return Peer{
		Name: "durable-object", Title: "Durable Object in workerd", ready: route.Baseline(),
		unsupported: map[string]string{"insert": syncs, "mixed": syncs},
		version:     func(_ context.Context, env Env) (string, error) { return versions(env, "workerd") },
		prepare: func(_ context.Context, s Setting) error {
			return os.MkdirAll(filepath.Join(s.Dir, "disk"), 0o755)
		},
		commands: func(s Setting) []Command {
			return []Command{{
				Args: []string{
					installed(s.Env, "workerd", "bin", "workerd"), "serve", filepath.Join(s.Peers, "workerd", "config.capnp"),
					"--directory-path=disk=" + filepath.Join(s.Dir, "disk"), fmt.Sprint("--socket-addr=http=127.0.0.1:", s.Port),
				},
				Dir: s.Dir,
			}}
		},
	}
}

// installed returns the path of a file in a package from npm.
func installed(env Env, path ...string) string {
	return filepath.Join(append([]string{env.Cache, "node_modules"}, path...)...)
}

// versions returns the names and versions of packages from npm.
func versions(env Env, packages ...string) (string, error) {
	var all []string
	for _, name := range packages {
		text, err := os.ReadFile(installed(env, name, "package.json"))
		if err != nil {
			return "", fmt.Errorf("the npm package %s is not in the cache; -install gets it", name)
		}
		var described struct{ Version string }
		if err := json.Unmarshal(text, &described); err != nil {
			return "", fmt.Errorf("reading the package.json of %s: %w", name, err)
		}
		all = append(all, name+" "+described.Version)
	}
	return strings.Join(all, ", "), nil
}
