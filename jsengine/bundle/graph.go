package bundle

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
)

// link is a literal specifier in a file.
type link struct {
	from, specifier string
	how             kind
}

// graph is what the app's files refer to.
type graph struct {
	mu       sync.Mutex // held while esbuild calls back
	links    map[link]resolved
	missing  map[link]string // hints
	files    map[string]*unit
	formats  map[string]string   // "esm", "cjs" or ""
	static   map[string][]string // files that a file imports by import statements
	waiting  map[string]bool     // files that await at the top level, or import such a file
	computed bool                // some specifier is computed
}

func newGraph() *graph {
	return &graph{
		links:   make(map[link]resolved),
		missing: make(map[link]string),
		files:   make(map[string]*unit),
		formats: make(map[string]string),
		static:  make(map[string][]string),
	}
}

// find resolves a specifier and remembers the result.
func (b *builder) find(from, specifier string, how kind) (resolved, error) {
	key := link{from, specifier, how}
	b.graph.mu.Lock()
	defer b.graph.mu.Unlock()
	if found, ok := b.graph.links[key]; ok {
		return found, nil
	}
	found, err := b.resolver.resolve(from, specifier, how)
	if err != nil {
		if missing := (*notFoundError)(nil); errors.As(err, &missing) {
			b.graph.missing[key] = missing.hint
		}
		return resolved{}, err
	}
	b.graph.links[key] = found
	return found, nil
}

// scan reads the files and everything that they lead to, and finds all errors that
// esbuild can find, missing exports among them. The errors are returned as
// esbuild's.
func (b *builder) scan(roots []string) ([]api.Message, error) {
	l := &linker{builder: b, start: imports(roots)}
	// A script may use syntax that is only for scripts, which the ESM format refuses,
	// and a module may await at the top level, which the IIFE format refuses.
	result := api.Build(b.linking(l, api.FormatESModule, 0))
	if len(result.Errors) > 0 && b.ctx.Err() == nil {
		if second := api.Build(b.linking(l, api.FormatIIFE, 0)); len(second.Errors) == 0 {
			result = second
		}
	}
	if err := b.ctx.Err(); err != nil {
		return nil, err
	}
	if len(result.Errors) > 0 {
		return result.Errors, nil
	}
	for _, m := range result.Warnings {
		// require as a value may be called with anything. Packages often have it so in
		// code that is meant for other tools.
		if m.ID == indirectRequire && !inPackages(fileOf(m.Location)) {
			b.graph.computed = true
		}
	}
	var meta struct {
		Inputs map[string]struct{ Format string }
	}
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		return nil, fmt.Errorf("reading esbuild's metafile: %w", err)
	}
	for name, input := range meta.Inputs {
		if file, ok := strings.CutPrefix(name, nsApp+":"); ok {
			b.graph.formats[file] = input.Format
		}
	}
	return nil, nil
}

func (g *graph) add(u *unit) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.files[u.name] == nil || u.loader == loaderFor(u.name) {
		g.files[u.name] = u // rather than the same file as import attributes have it read
	}
	// What a package computes is for tools that it knows, not for files of the app.
	g.computed = g.computed || u.computed && !inPackages(u.name)
}

// inPackages tells whether a file is in a node_modules directory.
func inPackages(file string) bool {
	return strings.Contains("/"+file, "/node_modules/")
}

func (g *graph) addStatic(from, to string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.static[from] = append(g.static[from], to)
}

// findWaiting determines which modules wait: those that await at the top level, and
// what imports them. It is called when the graph is complete.
//
// (esbuild knows too, but version 0.28.2 reports a require of such a module only
// in modules that wait themselves.)
func (g *graph) findWaiting() {
	importers := make(map[string][]string)
	for from, files := range g.static {
		for _, to := range files {
			importers[to] = append(importers[to], from)
		}
	}
	g.waiting = make(map[string]bool)
	var mark func(file string)
	mark = func(file string) {
		if g.waiting[file] || g.isOuter(file) {
			return
		}
		g.waiting[file] = true
		for _, importer := range importers[file] {
			mark(importer)
		}
	}
	for name, u := range g.files {
		if u.awaits {
			mark(name)
		}
	}
}

func (g *graph) awaits(file string) bool { return g.waiting[file] }

// imports writes a start module that imports files, each on a line of its own.
func imports(files []string) string {
	var text strings.Builder
	for _, file := range files {
		text.WriteString("import(" + strconv.Quote(nsApp+":"+file) + ");\n")
	}
	return text.String()
}

// isModule tells whether a file that was scanned belongs to the ES modules.
func (g *graph) isModule(file string) bool {
	return g.formats[file] == "esm" || alwaysModule(file)
}

// isOuter tells whether a file is CommonJS or a script, and so outside of the
// bundle of modules.
func (g *graph) isOuter(file string) bool {
	u := g.files[file]
	return u != nil && !g.isModule(file) && !isData(u.loader)
}

// names returns the files that were scanned, sorted.
func (g *graph) names() []string {
	return slices.Sorted(maps.Keys(g.files))
}

// widen adds the app's other source files to the graph, for specifiers that are
// computed. A file that has errors, or leads to one that has, is kept out, with
// the reason: asking for it fails, and nothing else does.
func (b *builder) widen() error {
	candidates, err := b.src.firstParty()
	if err != nil {
		return err
	}
	b.broken = make(map[string][]api.Message)
	roots := b.roots()
	for _, name := range candidates {
		if !slices.Contains(roots, name) {
			roots = append(roots, name)
		}
	}
	for {
		failures, err := b.scan(roots)
		if err != nil || len(failures) == 0 {
			b.wide = roots
			return err
		}
		remaining := b.withoutBroken(roots, failures)
		if len(remaining) == len(roots) {
			return &Error{Messages: b.messages(failures)}
		}
		roots = remaining
		b.graph.files = make(map[string]*unit)
	}
}

// withoutBroken removes the roots that failures are about, or that lead to such
// a file, and notes why.
func (b *builder) withoutBroken(roots []string, failures []api.Message) []string {
	importers := make(map[string][]string)
	for l, to := range b.graph.links {
		importers[to.file] = append(importers[to.file], l.from)
	}
	var mark func(file string, why []api.Message)
	mark = func(file string, why []api.Message) {
		if _, done := b.broken[file]; done || file == "" {
			return
		}
		b.broken[file] = why
		for _, importer := range importers[file] {
			mark(importer, why)
		}
	}
	for _, failure := range failures {
		if failure.Location != nil {
			mark(fileOf(failure.Location), []api.Message{failure})
		}
	}
	first := b.roots()
	return slices.DeleteFunc(slices.Clone(roots), func(name string) bool {
		return b.broken[name] != nil && !slices.Contains(first, name)
	})
}

// fileOf returns the path in the archive of a place in an esbuild message, or ""
// for one in a text of our own.
func fileOf(l *api.Location) string {
	if l == nil {
		return ""
	}
	file, ok := strings.CutPrefix(l.File, nsApp+":")
	if !ok {
		return ""
	}
	return file
}
