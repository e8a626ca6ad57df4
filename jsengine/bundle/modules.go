package bundle

import (
	"strconv"
	"strings"

	"github.com/dop251/goja"
	"github.com/evanw/esbuild/pkg/api"
)

type program = *goja.Program

// bindings are the parameters of the function around the bundle of modules.
// esbuild itself refers to require, where a module mentions it in other ways than
// by calling it.
var bindings = []string{bindModule, bindAsync, bindRequire, bindHost, bindDefault, bindContext, "require"}

// compileModules links and compiles the ES modules and the data files.
//
// Each module that is reached from outside is a thunk, and so esbuild makes every
// module a function that runs when it is first asked for, in ECMAScript's order.
// Top-level await is within those functions, so that the whole is a plain function.
func (b *builder) compileModules(bundle *Bundle) error {
	files := b.exposed()
	if len(files) == 0 {
		return nil
	}
	for _, file := range files {
		bundle.modules[file] = true
	}
	return b.lowering(func(attempt int) error {
		code, mapping, err := b.linkModules(files, attempt)
		if err != nil {
			return err
		}
		before := `(function (` + strings.Join(bindings, ", ") + `) { "use strict";`
		bundle.program, err = compile("bundle.js", before, code, "})", mapping)
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
		if (reached[file] || b.graph.computed) && !b.graph.isOuter(file) && b.broken[file] == nil {
			files = append(files, file)
		}
	}
	return files
}

// linkModules has esbuild link the modules. A module that awaits at the top level
// cannot be required, which shows as an error in the line that does so.
func (b *builder) linkModules(files []string, attempt int) (code string, mapping []byte, err error) {
	async := make(map[string]bool)
	for {
		l := &linker{builder: b, start: b.thunks(files, async), outer: b.graph.isOuter}
		result := api.Build(b.linking(l, api.FormatESModule, attempt))
		if err := b.ctx.Err(); err != nil {
			return "", nil, err
		}
		if len(result.Errors) == 0 {
			for _, out := range result.OutputFiles {
				if strings.HasSuffix(out.Path, ".map") {
					mapping = out.Contents
				} else {
					code = string(out.Contents)
				}
			}
			return code, mapping, nil
		}
		found := false
		for _, m := range result.Errors {
			if l := m.Location; l != nil && strings.HasPrefix(l.File, nsStart+":") && l.Line <= len(files) && !async[files[l.Line-1]] {
				async[files[l.Line-1]] = true
				found = true
			}
		}
		if !found {
			return "", nil, &Error{Messages: b.messages(result.Errors)}
		}
	}
}

// thunks writes the start module, with one line for each file.
func (b *builder) thunks(files []string, async map[string]bool) string {
	var text strings.Builder
	for _, file := range files {
		name := strconv.Quote(file)
		namespace := strconv.Quote(nsNamespace + ":" + file)
		switch {
		case async[file]:
			text.WriteString(bindAsync + "(" + name + ", () => import(" + namespace + ").then((m) => m.default));\n")
		case isData(file), b.graph.formats[file] == "cjs":
			text.WriteString(bindModule + "(" + name + ", () => require(" + strconv.Quote(nsApp+":"+file) + "));\n")
		default:
			text.WriteString(bindModule + "(" + name + ", () => require(" + namespace + ").default);\n")
		}
	}
	return text.String()
}

// compileUnit compiles a classic script, or a CommonJS file as a function.
func compileUnit(u *unit, isScript bool) (program, error) {
	if isScript {
		return compile(u.name, "", u.code, "", u.mapped)
	}
	return compile(u.name, "(function (exports, require, module, __filename, __dirname) {", u.code, "})", u.mapped)
}

// defaultRouterName is the name of the default router in stacks.
const defaultRouterName = "hbf:router"

func compileDefaultRouter(source string) (program, error) {
	return goja.Compile(defaultRouterName, source, false)
}
