// Command bench measures HBF next to its peers: the same routes, driven by the same load
// generator, in interleaved rounds on the same machine.
//
//	go run ./bench -install              # once: the peers that npm, Go and Debian have, into a cache
//	go run ./bench                       # everything, with 5 rounds
//	go run ./bench -only row,rows,hbf    # some routes or peers
//	go run ./bench -compare old.json     # and how it differs from an earlier run
//	go run ./bench -publish              # and put the results into docs/performance.md
//	go run ./bench -soak 10m             # instead: a long mixed load, watching memory
//
// It builds the binary, checks every answer of every server before it measures, and works on
// Linux only, since it reads /proc. docs/performance.md describes the method.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/peer"
	"github.com/caddyhbf/hbf/bench/internal/report"
	"github.com/caddyhbf/hbf/bench/internal/route"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		if ctx.Err() != nil {
			err = context.Cause(ctx) // what it led to is no news
		}
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1) //nolint:gocritic // what is deferred has been done
	}
}

// options are the command's flags.
type options struct {
	install, publish, overload bool
	rounds, connections, wide  int
	duration, soak             time.Duration
	routes, peers              []string // what -only names; all if empty
	out, compare, binary       string
	cache, generator           string
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	var only string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.BoolVar(&o.install, "install", false, "install the peers into the cache, and do nothing else")
	flags.IntVar(&o.rounds, "rounds", 5, "interleaved `rounds`; their median counts")
	flags.DurationVar(&o.duration, "duration", 3*time.Second, "`length` of each measurement")
	flags.IntVar(&o.connections, "connections", 32, "`connections` that each send one request after the other")
	flags.IntVar(&o.wide, "wide", 256, "connections of the run with many `connections`; 0 leaves it out")
	flags.BoolVar(&o.overload, "overload", true, "send HBF twice what it sustains, too")
	flags.StringVar(&only, "only", "", "`names` of routes or peers, separated by commas; the rest is left out")
	flags.StringVar(&o.out, "out", filepath.FromSlash("bench/results"), "`directory` for results.json, results.md and chart.svg")
	flags.StringVar(&o.compare, "compare", "", "results.json `file` of an earlier run to compare with")
	flags.BoolVar(&o.publish, "publish", false, "put the results into docs/performance.md")
	flags.DurationVar(&o.soak, "soak", 0, "instead: put a mixed load on HBF for this `time` and watch its memory")
	flags.StringVar(&o.binary, "binary", "", "a caddy `file` with HBF, instead of building one")
	flags.StringVar(&o.cache, "cache", "", "`directory` for peers and databases; its file system is part of the measurement (default: hbf-bench in the user's cache)")
	flags.StringVar(&o.generator, "generator", "wrk", "`wrk`, or go for a slower one that needs nothing installed")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if o.rounds < 1 || o.connections < 1 || o.wide < 0 || o.duration <= 0 || o.soak < 0 {
		return options{}, errors.New("-rounds, -connections and -duration must be positive, -wide and -soak not negative")
	}
	if o.generator != "wrk" && o.generator != "go" {
		return options{}, fmt.Errorf("-generator is wrk or go, not %q", o.generator)
	}
	if o.generator == "wrk" && o.duration%time.Second != 0 {
		return options{}, fmt.Errorf("-duration %s: wrk takes whole seconds only", o.duration)
	}
	if o.cache == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return options{}, fmt.Errorf("%w; give -cache", err)
		}
		o.cache = filepath.Join(dir, "hbf-bench")
	}
	var err error
	if o.cache, err = filepath.Abs(o.cache); err != nil {
		return options{}, err
	}
	return o, o.choose(only)
}

// choose divides the names of -only into routes and peers.
func (o *options) choose(only string) error {
	var routes, peers []string
	for _, r := range route.All() {
		routes = append(routes, r.Name)
	}
	for _, p := range peer.All() {
		peers = append(peers, p.Name)
	}
	for name := range strings.SplitSeq(only, ",") {
		switch name = strings.TrimSpace(name); {
		case name == "":
		case slices.Contains(routes, name):
			o.routes = append(o.routes, name)
		case slices.Contains(peers, name):
			o.peers = append(o.peers, name)
		default:
			return fmt.Errorf("-only: %q is neither a route (%s) nor a peer (%s)", name, strings.Join(routes, ", "), strings.Join(peers, ", "))
		}
	}
	return nil
}

// wants reports whether a name is among those that were chosen, if any were.
func wants(chosen []string, name string) bool {
	return len(chosen) == 0 || slices.Contains(chosen, name)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.cache, 0o755); err != nil {
		return err
	}
	if o.install {
		return install(ctx, root, o.cache, stderr)
	}
	var old *report.Results
	if o.compare != "" {
		if old, err = report.Read(o.compare); err != nil {
			return err
		}
	}
	b := &bench{options: o, root: root, log: stderr}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := b.setUp(ctx); err != nil {
		return err
	}
	if o.soak > 0 {
		return b.soakTo(ctx, stdout)
	}
	results, err := b.measure(ctx)
	if err != nil {
		return err
	}
	return b.write(results, old, stdout)
}
