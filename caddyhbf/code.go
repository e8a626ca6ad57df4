package caddyhbf

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/caddyhbf/hbf/dbbind"
	"github.com/caddyhbf/hbf/dbbind/archive"
	"github.com/caddyhbf/hbf/jsengine"
	"github.com/caddyhbf/hbf/jsengine/bundle"
)

// bundles finds the compiled code of the apps that run or were just checked, so that a reload, or a second instance of
// the same code, does not compile it again. Like instances it outlives a configuration, but it keeps nothing alive.
var bundles bundle.Cache

// bundleOptions say how the app in files is bundled. The same options hold when it is packed and when it is served.
func bundleOptions(files fs.FS, entry string) bundle.Options {
	modules := jsengine.HostExports()
	modules["hbf:db"] = dbbind.Exports()
	return bundle.Options{
		FS:            files,
		Entry:         entry,
		HostModules:   slices.Collect(maps.Keys(modules)),
		HostExports:   modules,
		DefaultRouter: jsengine.DefaultRouter,
	}
}

// build compiles the code of an app. An archive without any file is an app that is yet to come: it has no code, and
// that is no error.
func build(ctx context.Context, o instanceOptions, a *archive.Archive) (*bundle.Bundle, error) {
	return buildFrom(ctx, o, a.FS(), a.Derived)
}

// buildFrom compiles the code in files. It takes what is compiled already in this process, or else what saved returns
// if it is of the same files, or else bundles them.
func buildFrom(ctx context.Context, o instanceOptions, files fs.FS, saved func() ([]byte, error)) (*bundle.Bundle, error) {
	if entries, err := fs.ReadDir(files, "."); err == nil && len(entries) == 0 {
		return nil, nil
	}
	options := bundleOptions(files, o.Entry)
	if b := bundles.Find(options); b != nil {
		return b, nil
	}
	defer largeWork()()
	b := restore(ctx, options, saved)
	if b == nil {
		var err error
		if b, err = bundle.Build(ctx, options); err != nil {
			return nil, fmt.Errorf("compiling the app %s: %w", o.Name, err)
		}
	}
	bundles.Add(b)
	return b, nil
}

// restore compiles what `caddy hbf pack` has saved. It returns nil when there is nothing that fits, whatever the
// reason: the code is bundled then, and errors show.
func restore(ctx context.Context, options bundle.Options, saved func() ([]byte, error)) *bundle.Bundle {
	if saved == nil {
		return nil
	}
	data, err := saved()
	if err != nil || data == nil {
		return nil
	}
	linked, err := bundle.Restore(options, data)
	if err != nil {
		return nil
	}
	b, err := linked.Compile(ctx)
	if err != nil {
		return nil
	}
	return b
}
