package bundle

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// Linked is an app that is linked and lowered, which takes most of the time that
// [Build] takes. It can be kept with [Linked.MarshalBinary] until another process
// takes it up with [Restore].
type Linked struct {
	key           key
	entry         string
	router        string // "" when there is neither the app's nor a default one
	defaultRouter string // source
	scripts       map[string]*code
	commonJS      map[string]*code
	program       *code // nil when there are no ES modules
	modules       map[string]bool
	broken        map[string]string
	links         map[link]resolved
	files         []string // that the app was found to use
	hosts         []string
	src           *sources // frozen
}

// Files returns the paths of the app's files that linking has read: sources, and the
// package.json and tsconfig.json files that say how to find and read them. Without any
// other file [Link] makes the same of the app, unless it has a specifier that is computed.
func (l *Linked) Files() []string { return l.src.names() }

// Compile makes a bundle. The error is ctx's, or a [*Error] when what was restored is
// damaged.
func (l *Linked) Compile(ctx context.Context) (*Bundle, error) {
	b := &Bundle{
		key:      l.key,
		entry:    l.entry,
		router:   l.router,
		scripts:  make(map[string]program),
		commonJS: make(map[string]program),
		modules:  l.modules,
		broken:   l.broken,
		links:    l.links,
		resolver: &resolver{src: l.src, hosts: l.hosts},
		src:      l.src,
		shown:    make(map[string]string),
	}
	if err := l.compileAll(ctx); err != nil {
		return nil, err
	}
	if l.defaultRouter != "" {
		p, err := compileDefaultRouter(l.defaultRouter)
		if err != nil {
			return nil, err
		}
		b.scripts[defaultRouterName] = p
	}
	for name, c := range l.scripts {
		b.scripts[name] = c.program
	}
	for name, c := range l.commonJS {
		b.commonJS[name] = c.program
	}
	if l.program != nil {
		b.program = l.program.program
	}
	for _, name := range l.files {
		b.shown[shownName(name)] = name
	}
	return b, nil
}

// compileAll compiles what is not compiled yet, on all processors.
func (l *Linked) compileAll(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	each := func(c *code) {
		if c == nil || c.program != nil {
			return
		}
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return c.compile()
		})
	}
	each(l.program) // the largest
	for _, programs := range []map[string]*code{l.scripts, l.commonJS} {
		for _, c := range programs {
			each(c)
		}
	}
	return group.Wait()
}
