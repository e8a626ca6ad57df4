package caddyhbf

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/caddyserver/caddy/v2"
)

func init() {
	caddy.RegisterModule(new(App))
}

// App is what the `hbf` handlers of one configuration have in common: it makes sure that handlers that name the same
// database agree on the app's options, and starts the apps. It has no options of its own, and no configuration needs
// to name it: the handlers load it.
type App struct {
	sites   map[string]*site // by instanceOptions.identity
	ctx     caddy.Context
	started bool
}

// CaddyModule returns the Caddy module information.
func (*App) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "hbf",
		New: func() caddy.Module { return new(App) },
	}
}

// Provision implements caddy.Provisioner.
func (a *App) Provision(ctx caddy.Context) error {
	a.ctx = ctx
	a.sites = make(map[string]*site)
	if registry := ctx.GetMetricsRegistry(); registry != nil {
		return registry.Register(collector{a})
	}
	return nil
}

// site gives the configuration's one site for a database. The first handler that names the database makes it, after
// checking that the app's code compiles; the others must have the same instance options.
func (a *App) site(o instanceOptions) (*site, error) {
	if s, ok := a.sites[o.identity()]; ok {
		if differing := s.options.diff(o); len(differing) > 0 {
			return nil, fmt.Errorf("%s is served by more than one hbf handler, and they differ in %s: these options belong to the app, so they must be the same wherever it is named",
				o.Database, strings.Join(differing, ", "))
		}
		return s, nil
	}
	for _, other := range a.sites {
		if other.options.Name == o.Name {
			return nil, fmt.Errorf("%s and %s have the same name %q: give one of them another one with the option name",
				other.options.Database, o.Database, o.Name)
		}
	}
	s := newSite(o)
	if err := s.check(a.ctx); err != nil {
		return nil, err
	}
	a.sites[o.identity()] = s
	return s, nil
}

// Start implements caddy.App: it starts the apps that are not running with the same options already. An error rejects
// the configuration; the one before goes on.
func (a *App) Start() error {
	if len(a.sites) > 0 {
		acquireHeadroom()
		a.started = true
	}
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(a.sites)) {
		s := a.sites[key]
		if err := s.start(a.ctx); err != nil {
			errs = append(errs, fmt.Errorf("starting the app %s (%s): %w", s.options.Name, s.options.Database, err))
		}
	}
	return errors.Join(errs...)
}

// Stop implements caddy.App. The instances stop in Cleanup, when the HTTP servers have stopped.
func (a *App) Stop() error { return nil }

// Cleanup implements caddy.CleanerUpper.
func (a *App) Cleanup() error {
	var errs []error
	for _, s := range a.sites {
		errs = append(errs, s.stop())
	}
	if a.started {
		releaseHeadroom()
	}
	return errors.Join(errs...)
}

// Interface guards
var (
	_ caddy.App          = (*App)(nil)
	_ caddy.Provisioner  = (*App)(nil)
	_ caddy.CleanerUpper = (*App)(nil)
)
