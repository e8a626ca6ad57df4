package bundle

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Namespaces of esbuild paths. None is esbuild's "file", so it never looks at the
// host's file system on their behalf.
const (
	nsApp         = "module"       // files of the archive; the name shows in stacks
	nsNamespace   = "hbf-ns"       // has the namespace object of an ES module as its default export
	nsCommonJS    = "hbf-commonjs" // stands for a CommonJS file, which is evaluated outside of the bundle
	nsHost        = "hbf-host"     // a host module, to import
	nsHostMembers = "hbf-members"  // the members of a host module
	nsHostRequire = "hbf-require"  // a host module, to require
	nsContext     = "hbf-context"  // what differs between modules, see unit
)

// nsStart is the name of the module that all others are reached from.
const nsStart = "hbf-start"

// Names that the bundled modules find in the scope around them.
const (
	bindModule  = "__hbfModule"  // (file, thunk): the thunk evaluates an ES module and returns its namespace
	bindAsync   = "__hbfAsync"   // (file, thunk): the same, for one that awaits at the top level
	bindRequire = "__hbfRequire" // (file): module.exports of a CommonJS file
	bindHost    = "__hbfHost"    // (name): the exports of a host module
	bindDefault = "__hbfDefault" // (name): the default export of a host module, or else its exports
	bindContext = "__hbfContext" // (file): {require, load, meta}
)

// linker is the esbuild plugin that feeds one Build with the app's files.
type linker struct {
	*builder
	start string                 // text of the start module
	outer func(file string) bool // CommonJS files that are to stay outside; nil while scanning
}

func (l *linker) plugin() api.Plugin {
	return api.Plugin{Name: "hbf", Setup: func(p api.PluginBuild) {
		p.OnResolve(api.OnResolveOptions{Filter: ".*"}, l.onResolve)
		p.OnLoad(api.OnLoadOptions{Filter: ".*"}, l.onLoad)
	}}
}

func (l *linker) onResolve(args api.OnResolveArgs) (api.OnResolveResult, error) {
	if namespace, name, ok := virtual(args); ok {
		return api.OnResolveResult{Path: name, Namespace: namespace}, nil
	}
	how := byImport
	switch args.Kind {
	case api.ResolveJSRequireCall:
		how = byRequire
	case api.ResolveJSRequireResolve:
		return api.OnResolveResult{Path: args.Path, External: true}, nil
	}
	found, err := l.find(args.Importer, args.Path, how)
	switch {
	case err != nil && isURL.MatchString(args.Path):
		// esbuild would take it for a module that exists elsewhere.
		return failed("Could not resolve %q", args.Path), nil
	case err != nil && args.Kind == api.ResolveJSDynamicImport && inPackages(args.Importer):
		// Packages try by import() what there may be: it fails where it is tried.
		return api.OnResolveResult{Path: args.Path, External: true}, nil
	case err != nil:
		// esbuild reports it, unless the app has a catch for it.
		return api.OnResolveResult{}, nil //nolint:nilerr // the empty result is the report
	case found.host != "" && how == byRequire:
		return api.OnResolveResult{Path: found.host, Namespace: nsHostRequire}, nil
	case found.host != "":
		return api.OnResolveResult{Path: found.host, Namespace: nsHost}, nil
	case attributed(args.With) != api.LoaderNone:
	case l.outer != nil && l.outer(found.file):
		return api.OnResolveResult{Path: found.file, Namespace: nsCommonJS}, nil
	case l.outer != nil && how == byRequire && l.graph.awaits(found.file):
		return failed("This require call is not allowed because %q awaits at the top level", args.Path), nil
	case l.outer == nil && args.Kind == api.ResolveJSImportStatement:
		l.graph.addStatic(args.Importer, found.file)
	}
	return api.OnResolveResult{Path: found.file, Namespace: nsApp, SideEffects: l.resolver.sideEffects(found.file)}, nil
}

// virtual tells what the imports stand for that this package writes itself.
func virtual(args api.OnResolveArgs) (namespace, name string, ok bool) {
	namespace, name, ok = strings.Cut(args.Path, ":")
	if !ok {
		return "", "", false
	}
	switch {
	case args.Namespace != nsApp: // all of the importer's text is ours
		return namespace, name, true
	case namespace == nsContext && name == args.Importer:
		return namespace, name, true
	}
	return "", "", false
}

// isURL matches the specifiers that esbuild leaves for other tools.
var isURL = regexp.MustCompile(`^(https?:|data:)?//|^data:`)

func failed(format, specifier string) api.OnResolveResult {
	return api.OnResolveResult{Errors: []api.Message{{Text: fmt.Sprintf(format, specifier)}}}
}

func (l *linker) onLoad(args api.OnLoadArgs) (api.OnLoadResult, error) {
	name := strconv.Quote(args.Path)
	var text string
	switch args.Namespace {
	case nsApp:
		return l.loadFile(args)
	case nsNamespace:
		text = "import * as namespace from " + strconv.Quote(nsApp+":"+args.Path) + "; export default namespace;"
	case nsCommonJS:
		text = "module.exports = " + bindRequire + "(" + name + ");"
	case nsHost:
		text = l.hostText(args.Path)
	case nsHostMembers:
		text = "module.exports = " + bindHost + "(" + name + ");"
	case nsHostRequire:
		text = "module.exports = " + bindDefault + "(" + name + ");"
	case nsContext:
		text = "const { require, load, meta } = " + bindContext + "(" + name + ");\n" +
			"const dynamic = async (specifier) => { specifier = `${specifier}`; await undefined; return load(specifier); };\n" +
			"export { dynamic as " + contextImport + ", require as " + contextRequire + ", meta as " + contextMeta + " };"
	default:
		return api.OnLoadResult{}, fmt.Errorf("unexpected module %s:%s", args.Namespace, args.Path)
	}
	return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
}

// hostText writes the module that stands for a host module.
func (l *linker) hostText(module string) string {
	name := strconv.Quote(module)
	text := "export default " + bindDefault + "(" + name + ");\n"
	members, known := l.members[module]
	if !known {
		return text + "export * from " + strconv.Quote(nsHostMembers+":"+module) + ";"
	}
	text += "const host = " + bindHost + "(" + name + ");\n"
	for i, member := range members {
		if member != "default" {
			text += fmt.Sprintf("const m%d = host[%q]; export { m%[1]d as %[2]q };\n", i, member)
		}
	}
	return text
}

func (l *linker) loadFile(args api.OnLoadArgs) (api.OnLoadResult, error) {
	loader := attributed(args.With)
	if loader == api.LoaderNone {
		loader = loaderFor(args.Path)
	}
	if loader == api.LoaderNone {
		text := fmt.Sprintf("Do not know how to import %s: only JavaScript, TypeScript, .json and .txt files can be imported", args.Path)
		return api.OnLoadResult{Errors: []api.Message{{Text: text}}}, nil
	}
	u, err := l.unit(args.Path, loader)
	if err != nil {
		return api.OnLoadResult{}, err
	}
	text := u.linked()
	if l.outer == nil {
		l.graph.add(u)
		text = u.text
	}
	return api.OnLoadResult{Contents: &text, Loader: loader}, nil
}
