package bundle

import (
	"path"
	"strconv"
	"strings"

	"github.com/dop251/goja"
	"github.com/evanw/esbuild/pkg/api"
)

type program = *goja.Program

// modulesName is the name in stacks of code that is in none of the app's files:
// what links the modules, and esbuild's helpers for syntax that is lowered.
const modulesName = "hbf:modules"

// bindings are the parameters of the function around the bundle of modules.
// esbuild itself refers to require, where a module mentions it in other ways than
// by calling it.
var bindings = []string{bindModule, bindAsync, bindRequire, bindHost, bindDefault, bindContext, "require"}

// compileModules links and compiles the ES modules and the data files.
//
// Each module that is reached from outside is a thunk, and so esbuild makes every
// module a function that runs when it is first asked for, in ECMAScript's order.
// Top-level await is within those functions, so that the whole is a plain function.
func (b *builder) compileModules(l *Linked) error {
	files := b.exposed()
	if len(files) == 0 {
		return nil
	}
	for _, file := range files {
		l.modules[file] = b.hasNamespace(file)
	}
	return b.lowering(func(attempt int) error {
		code, mapping, err := b.linkModules(files, attempt)
		if err != nil {
			return err
		}
		l.program, err = compile(printed{
			name:    "modules",
			before:  `(function (` + strings.Join(bindings, ", ") + `) { "use strict";`,
			code:    code,
			after:   "})",
			mapping: mapping,
			rename:  moduleSource,
		})
		return err
	})
}

// exposed returns the modules that are reached from outside of the bundle: the
// router and the entry, what CommonJS files ask for, and all when any specifier is
// computed.
func (b *builder) exposed() []string {
	reached := make(map[string]bool)
	for _, file := range b.roots() {
		reached[file] = true
	}
	for l, to := range b.graph.links {
		if b.graph.isOuter(l.from) {
			reached[to.file] = true
		}
	}
	var files []string
	for _, file := range b.graph.names() {
		known := loaderFor(file) != api.LoaderNone
		if known && (reached[file] || b.graph.computed) && !b.graph.isOuter(file) && b.broken[file] == nil {
			files = append(files, file)
		}
	}
	return files
}

// moduleSource returns the name in stacks of a source of the bundle.
func moduleSource(source string) string {
	if file, ok := strings.CutPrefix(source, nsApp+":"); ok {
		return file
	}
	return modulesName
}

// linkModules has esbuild link the modules.
func (b *builder) linkModules(files []string, attempt int) (code string, mapping []byte, err error) {
	l := &linker{builder: b, start: b.thunks(files), outer: b.graph.isOuter}
	result := api.Build(b.linking(l, api.FormatESModule, attempt))
	if err := b.ctx.Err(); err != nil {
		return "", nil, err
	}
	if len(result.Errors) > 0 {
		return "", nil, &Error{Messages: b.messages(result.Errors)}
	}
	for _, out := range result.OutputFiles {
		if strings.HasSuffix(out.Path, ".map") {
			mapping = out.Contents
		} else {
			code = string(out.Contents)
		}
	}
	return code, mapping, nil
}

// hasNamespace tells whether a file is an ES module, rather than data or, among
// the files that are modules by their name, CommonJS.
func (b *builder) hasNamespace(file string) bool {
	return !isData(loaderFor(file)) && b.graph.formats[file] != "cjs"
}

// thunks writes the start module.
func (b *builder) thunks(files []string) string {
	var text strings.Builder
	for _, file := range files {
		name := strconv.Quote(file)
		namespace := strconv.Quote(nsNamespace + ":" + file)
		switch {
		case b.graph.awaits(file):
			text.WriteString(bindAsync + "(" + name + ", () => import(" + namespace + ").then((m) => m.default));\n")
		case b.hasNamespace(file):
			text.WriteString(bindModule + "(" + name + ", () => require(" + namespace + ").default);\n")
		default:
			text.WriteString(bindModule + "(" + name + ", () => require(" + strconv.Quote(nsApp+":"+file) + "));\n")
		}
	}
	return text.String()
}

// compileScript compiles a classic script. imports is the name of a global function.
func compileScript(name, text string, mapping []byte, imports string) (*code, error) {
	return compile(printed{name: programName(name), code: text, mapping: mapping, rename: path.Base, imports: imports})
}

// compileCommonJS compiles a CommonJS file as a function.
func compileCommonJS(name, text string, mapping []byte) (*code, error) {
	return compile(printed{
		name:    programName(name),
		before:  "(function (exports, require, module, __filename, __dirname, " + contextImport + ") {",
		code:    text,
		after:   "})",
		mapping: mapping,
		rename:  path.Base,
		imports: contextImport,
	})
}

// importsOf returns the name of the global function that stands for import() in
// a script. The router and the entry may be in different directories.
func importsOf(file, entry string) string {
	if file == entry {
		return contextImport
	}
	return contextImport + "0"
}

// defaultRouterName is the name of the default router in stacks.
const defaultRouterName = "hbf:router"

func compileDefaultRouter(source string) (program, error) {
	return goja.Compile(defaultRouterName, source, false)
}
