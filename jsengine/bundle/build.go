package bundle

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
)

// Options say what to build.
type Options struct {
	// FS holds the app's files. Their names are the paths in messages and stacks.
	// It must be safe for concurrent use, and is not used after Build has returned.
	FS fs.FS

	// Entry is the path of the app's entry in FS. By default it is the first that
	// exists of hbf/server.js, server.js, server.mjs, server.ts and server.tsx.
	Entry string

	// HostModules are the names of the modules that the host provides, such as
	// "hbf:db". If "hbf:express" is among them, "express" stands for it in files that
	// find no package of that name.
	HostModules []string

	// HostExports are the names that host modules export, beside default. They are
	// optional: importing a name that is not among those listed for its module fails
	// the build, and those listed are read once, when the module is first imported.
	// The names of a module that is not listed are looked up at each use, and one
	// that does not exist is undefined.
	HostExports map[string][]string

	// DefaultRouter is the source of a classic script that is evaluated before the
	// entry when the app has no router.js. It may require host modules.
	DefaultRouter string
}

// entries are the entries that are looked for.
var entries = []string{"hbf/server.js", "server.js", "server.mjs", "server.ts", "server.tsx"}

// builder is one Build at work.
type builder struct {
	ctx      context.Context
	src      *sources
	resolver *resolver
	members  map[string][]string // names that host modules export
	tsconfig string
	entry    string
	router   string // "" for the default router
	graph    *graph
	wide     []string // roots that are there for computed specifiers
	broken   map[string][]api.Message

	mu    sync.Mutex
	units map[unitKey]*unit
}

type unitKey struct {
	name   string
	loader api.Loader
}

// Build links and compiles an app: [Link], and then [Linked.Compile].
func Build(ctx context.Context, o Options) (*Bundle, error) {
	l, err := Link(ctx, o)
	if err != nil {
		return nil, err
	}
	return l.Compile(ctx)
}

// Link reads, links and lowers an app. The error is a [*Error] if the sources are at
// fault; otherwise it is ctx's error, or one from reading FS.
//
// The result depends on nothing but the options and the content of FS.
func Link(ctx context.Context, o Options) (*Linked, error) {
	src := newSources(o.FS)
	b := &builder{
		ctx:      ctx,
		src:      src,
		resolver: &resolver{src: src, hosts: o.hosts()},
		members:  o.HostExports,
		graph:    newGraph(),
		units:    make(map[unitKey]*unit),
	}
	var err error
	if b.entry, err = findEntry(src, o.Entry); err != nil {
		return nil, err
	}
	b.router = findRouter(src, b.entry)
	if b.tsconfig, err = readTSConfig(src, b.entry); err != nil {
		return nil, b.framed(err)
	}
	failures, err := b.scan(b.roots())
	switch {
	case err != nil:
		return nil, err
	case len(failures) > 0:
		return nil, &Error{Messages: b.messages(failures)}
	}
	if b.graph.computed {
		if err := b.widen(); err != nil {
			return nil, err
		}
	}
	b.graph.findWaiting()
	l, err := b.link(o)
	if err != nil {
		return nil, b.framed(err)
	}
	return l, ctx.Err()
}

// hosts returns the names of the host modules, sorted.
func (o Options) hosts() []string {
	return slices.Sorted(slices.Values(o.HostModules))
}

func findEntry(src *sources, entry string) (string, error) {
	if entry != "" {
		name := strings.TrimPrefix(path.Clean(entry), "/")
		if !src.exists(name) {
			return "", errorf("The app has no entry: there is no file %s in the archive", name)
		}
		return name, nil
	}
	for _, name := range entries {
		if src.exists(name) {
			return name, nil
		}
	}
	return "", &Error{
		Messages: []Message{{Text: fmt.Sprintf("The app has no entry: none of %s is in the archive", strings.Join(entries, ", "))}},
		reason:   ErrNoEntry,
	}
}

func findRouter(src *sources, entry string) string {
	if path.Dir(entry) == "hbf" && src.exists("hbf/router.js") {
		return "hbf/router.js"
	}
	if src.exists("router.js") && entry != "router.js" {
		return "router.js"
	}
	return ""
}

// roots returns what is evaluated at the start, in order.
func (b *builder) roots() []string {
	if b.router == "" {
		return []string{b.entry}
	}
	return []string{b.router, b.entry}
}

// unit reads a file, or returns it when it was read before.
func (b *builder) unit(name string, loader api.Loader) (*unit, error) {
	key := unitKey{name, loader}
	b.mu.Lock()
	u := b.units[key]
	b.mu.Unlock()
	if u != nil {
		return u, nil
	}
	u, err := b.readUnit(name, loader)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.units[key] = u
	return u, nil
}

// workingDir returns an absolute path, as esbuild requires one.
func workingDir() string {
	if runtime.GOOS == "windows" {
		return `C:\`
	}
	return "/"
}

// linking returns the options for linking with esbuild. The plugin answers for all
// paths, and the start module is not an entry point, for which esbuild reads the working
// directory; that is only there because esbuild requires one.
func (b *builder) linking(l *linker, format api.Format, attempt int) api.BuildOptions {
	o := api.BuildOptions{
		Stdin:          &api.StdinOptions{Contents: l.start, Sourcefile: nsStart},
		Bundle:         true,
		Format:         format,
		Platform:       api.PlatformNeutral,
		Target:         target,
		Supported:      lowering(attempt),
		Define:         map[string]string{"import.meta": contextMeta},
		TsconfigRaw:    b.tsconfig,
		LegalComments:  api.LegalCommentsNone,
		SourcesContent: api.SourcesContentExclude,
		LogLevel:       api.LogLevelSilent,
		AbsWorkingDir:  workingDir(),
		Outfile:        "bundle.js",
		Plugins:        []api.Plugin{l.plugin()},
	}
	if l.outer != nil {
		o.Sourcemap = api.SourceMapExternal
	} else {
		o.Metafile = true
		o.LogOverride = map[string]api.LogLevel{indirectRequire: api.LogLevelWarning}
	}
	return o
}

// framed adds code frames to the messages of an *Error.
func (b *builder) framed(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	for i := range e.Messages {
		m := &e.Messages[i]
		m.File = b.fileShown(m.File)
		b.addFrame(m)
	}
	return e
}

// fileShown returns the file for a name as goja shows it.
func (b *builder) fileShown(name string) string {
	for _, file := range b.graph.names() {
		if shownName(file) == name {
			return file
		}
	}
	return name
}

// link links everything that was scanned, and compiles it, since what has to be
// lowered shows only then.
func (b *builder) link(o Options) (*Linked, error) {
	l := &Linked{
		key:      o.key(),
		entry:    b.entry,
		router:   b.router,
		scripts:  make(map[string]*code),
		commonJS: make(map[string]*code),
		modules:  make(map[string]bool),
		broken:   make(map[string]string),
		links:    maps.Clone(b.graph.links),
		files:    b.graph.names(),
		hosts:    b.resolver.hosts,
	}
	if b.router == "" && o.DefaultRouter != "" {
		l.router, l.defaultRouter = defaultRouterName, o.DefaultRouter
	}
	for _, name := range l.files {
		if err := b.compileOuter(l, name); err != nil {
			return nil, err
		}
	}
	if err := b.compileModules(l); err != nil {
		return nil, err
	}
	for file, why := range b.broken {
		l.broken[file] = (&Error{Messages: b.messages(why)}).Error()
	}
	l.src = b.src.frozen()
	return l, nil
}

// compileOuter compiles a script or a CommonJS file.
func (b *builder) compileOuter(l *Linked, name string) error {
	if !b.graph.isOuter(name) || b.broken[name] != nil {
		return nil
	}
	u := b.graph.files[name]
	isScript := slices.Contains(b.roots(), name)
	var c *code
	err := b.lowering(func(attempt int) (err error) {
		code, mapping := b.lowered(u, attempt)
		if isScript {
			c, err = compileScript(name, code, mapping, importsOf(name, b.entry))
		} else {
			c, err = compileCommonJS(name, code, mapping)
		}
		return err
	})
	switch {
	case err != nil && slices.Contains(b.wide, name) && !isScript:
		l.broken[name] = b.framed(err).Error()
	case err != nil:
		return err
	case isScript:
		l.scripts[name] = c
	default:
		l.commonJS[name] = c
	}
	return nil
}

// lowering tries to compile with as little lowered as possible, and returns the
// first error if none of the attempts succeeds.
func (b *builder) lowering(try func(attempt int) error) error {
	first := try(0)
	if first == nil {
		return nil
	}
	for attempt := 1; attempt < attempts; attempt++ {
		if try(attempt) == nil {
			return nil
		}
	}
	return first
}
