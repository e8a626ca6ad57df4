package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/caddyhbf/hbf/bench/internal/load"
	"github.com/caddyhbf/hbf/bench/internal/peer"
	"github.com/caddyhbf/hbf/bench/internal/route"
)

// bench is one run of the command.
type bench struct {
	options
	root string // the repository
	log  io.Writer

	work      string // a temporary directory below the cache
	env       peer.Env
	generator load.Generator
	servers   []*peer.Server // those that run
}

// setUp builds the binary and makes what the peers need.
func (b *bench) setUp(ctx context.Context) error {
	b.generator = load.Closed{}
	if b.options.generator == "wrk" {
		wrk, err := load.FindWrk(ctx)
		if err != nil {
			return err
		}
		b.generator = wrk
	}
	var err error
	if b.work, err = os.MkdirTemp(b.cache, "run-"); err != nil {
		return err
	}
	b.env = peer.Env{Cache: b.cache, Peers: filepath.Join(b.work, "peers"), Caddy: filepath.Join(b.work, "caddy")}
	if err := makePeers(filepath.Join(b.root, "bench", "peers"), b.env.Peers); err != nil {
		return err
	}
	if b.binary != "" {
		b.env.Caddy, err = filepath.Abs(b.binary)
		return err
	}
	b.say("building the binary")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", b.env.Caddy, "./cmd/caddy")
	cmd.Dir = b.root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the binary: %w:\n%s", err, out)
	}
	return nil
}

// makePeers copies the peers' sources and adds what is made of others: the schema as a
// module of JavaScript, and the static files.
func makePeers(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	schema, err := os.ReadFile(filepath.Join(from, "schema.sql"))
	if err != nil {
		return err
	}
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(string(schema)); err != nil {
		return err
	}
	module := "export default " + strings.TrimSpace(quoted.String()) + ";\n"
	if err := os.WriteFile(filepath.Join(to, "schema.js"), []byte(module), 0o644); err != nil {
		return err
	}
	return route.WriteFiles(filepath.Join(to, "static"))
}

// setting makes a setting with a directory of its own and free ports.
func (b *bench) setting(name, synchronous string) (peer.Setting, error) {
	s := peer.Setting{Env: b.env, Dir: filepath.Join(b.work, name), Synchronous: synchronous}
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return s, err
	}
	return s, ports(&s)
}

func ports(s *peer.Setting) (err error) {
	if s.Port, err = peer.FreePort(); err != nil {
		return err
	}
	s.Backend, err = peer.FreePort()
	return err
}

// start starts a prepared peer, and keeps it in mind.
func (b *bench) start(ctx context.Context, p peer.Peer, s peer.Setting) (*peer.Server, error) {
	server, err := p.Run(ctx, s)
	if err == nil {
		b.servers = append(b.servers, server)
	}
	return server, err
}

// close stops all servers and removes what the run has made.
func (b *bench) close() error {
	for _, server := range b.servers {
		server.Stop()
	}
	b.servers = nil
	if b.work == "" {
		return nil
	}
	return os.RemoveAll(b.work)
}

// say tells what is going on.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.log, format+"\n", args...)
}

// moduleRoot returns the directory of this module.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/caddyhbf/hbf").Output()
	root := strings.TrimSpace(string(out))
	if err != nil || root == "" {
		return "", errors.New("run it inside of the repository: its sources are needed")
	}
	return root, nil
}
