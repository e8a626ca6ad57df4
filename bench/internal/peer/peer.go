// Package peer knows the servers that the benchmark compares: how to tell whether one is
// installed, how to prepare and start it as its own users would, and what it can't do.
package peer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

// Env is where everything is.
type Env struct {
	Caddy string // the binary with HBF
	Cache string // the directory into which peers are installed
	Peers string // a copy of bench/peers below Cache, with schema.js and static/ made
}

// Setting is one run of one peer.
type Setting struct {
	Env
	Dir         string // an empty directory for its data, kept between runs of one peer
	Port        int    // on 127.0.0.1
	Backend     int    // another port, for a peer of two processes
	Synchronous string // NORMAL or FULL
}

// Command is a process to start.
type Command struct {
	Args []string // the program first
	Dir  string
	Env  []string // besides PATH and HOME
}

// Peer is a server to measure.
type Peer struct {
	Name  string // for flags and results, such as "express"
	Title string // for people, such as "Express 5 on Node"

	ready       route.Request     // whose answer shows that it has started
	unsupported map[string]string // routes that it lacks, with the reason
	only        []string          // the routes that it has, if it is for these only
	version     func(context.Context, Env) (string, error)
	prepare     func(context.Context, Setting) error
	commands    func(Setting) []Command
}

// Names of the peers that the benchmark itself refers to.
const (
	HBF     = "hbf"
	Respond = "respond"
)

// All returns the peers in the order in which reports show them.
func All() []Peer {
	return []Peer{
		hbf(), respond(), respondFile(), fileServer(),
		expressBehindCaddy(), express(), fastify(), bun(), deno(), pocketBase(), durableObject(),
	}
}

// Version returns the version of an installed peer. The error of one that isn't installed
// says what is missing.
func (p Peer) Version(ctx context.Context, env Env) (string, error) {
	return p.version(ctx, env)
}

// Lacks returns why a peer has no such route, or "".
func (p Peer) Lacks(name string) string {
	if reason := p.unsupported[name]; reason != "" {
		return reason
	}
	for _, has := range p.only {
		if has == name {
			return ""
		}
	}
	if p.only != nil {
		return "it has no application"
	}
	return ""
}

// Prepare makes what a peer needs in its directory, once before its first start.
func (p Peer) Prepare(ctx context.Context, s Setting) error {
	if p.prepare == nil {
		return nil
	}
	if err := p.prepare(ctx, s); err != nil {
		return fmt.Errorf("preparing %s: %w", p.Title, err)
	}
	return nil
}

// found returns path if there is a file, or an error that says how to get it.
func found(path string) (string, error) {
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%s is not in the cache; -install gets it", filepath.Base(path))
	}
	return path, nil
}
