package bundle

import (
	"fmt"
	"net/url"

	"github.com/dop251/goja"
)

// Exports is what the app's entry exports.
type Exports struct {
	// Value is the module.exports of a classic script or the namespace of an ES
	// module. It is nil while Settled is pending, of which it is the result.
	Value goja.Value

	// Settled is nil, or the promise of the router or the entry that awaits at the
	// top level.
	Settled *goja.Promise
}

// Evaluate starts the app in a runtime where nothing else has been started: it
// evaluates the router and then the entry. host returns the exports of a host
// module; it is called at most once for each, when the app first asks for it. An
// object with the members that can be imported by name is expected, and default for
// what import and require give as the whole; without default that is the object itself.
//
// An error is goja's own, unchanged, or wraps it; a deadline, an interrupt and what the
// error says to whom are the caller's matter. Evaluate must be called by the
// runtime's owner.
func (b *Bundle) Evaluate(vm *goja.Runtime, host func(name string) (*goja.Object, error)) (Exports, error) {
	r := &realm{
		bundle:  b,
		vm:      vm,
		host:    host,
		hosts:   make(map[string]*goja.Object),
		modules: make(map[string]*module),
		thunks:  make(map[string]goja.Callable),
		async:   make(map[string]bool),
		views:   make(map[string]*goja.Object),

		errorClass:       vm.Get("Error"),
		syntaxErrorClass: vm.Get("SyntaxError"),
	}
	var exports Exports
	var err error
	if exception := vm.Try(func() { exports, err = r.start() }); exception != nil {
		return Exports{}, exception
	}
	return exports, err
}

// start evaluates the router and the entry.
func (r *realm) start() (Exports, error) {
	b := r.bundle
	if err := provideIntrinsics(r.vm); err != nil {
		return Exports{}, err
	}
	if err := r.define(); err != nil {
		return Exports{}, err
	}
	if b.router == "" {
		return r.run(b.entry)
	}
	router, err := r.run(b.router)
	switch {
	case err != nil:
		return Exports{}, err
	case router.Settled != nil:
		return r.runAfter(router.Settled)
	case b.router == defaultRouterName:
		if err := r.removeGlobals(b.router); err != nil {
			return Exports{}, err
		}
	}
	return r.run(b.entry)
}

// realm is the app in one runtime.
type realm struct {
	bundle  *Bundle
	vm      *goja.Runtime
	host    func(name string) (*goja.Object, error)
	hosts   map[string]*goja.Object
	modules map[string]*module       // CommonJS files that were asked for
	thunks  map[string]goja.Callable // ES modules
	async   map[string]bool          // those of them that await at the top level
	views   map[string]*goja.Object  // CommonJS files as import() shows them
	main    *goja.Object             // require.main

	errorClass, syntaxErrorClass goja.Value
}

// define runs the program that defines the ES modules.
func (r *realm) define() error {
	if r.bundle.program == nil {
		return nil
	}
	value, err := r.vm.RunProgram(r.bundle.program)
	if err != nil {
		return err
	}
	define, ok := goja.AssertFunction(value)
	if !ok {
		return fmt.Errorf("the compiled modules are %v instead of a function", value)
	}
	_, err = define(goja.Undefined(),
		r.vm.ToValue(r.defineModule),
		r.vm.ToValue(r.defineAsync),
		r.native("require", r.requireFile),
		r.native("require", r.hostMembers),
		r.native("require", r.hostDefault),
		r.vm.ToValue(r.context),
		r.requireFunction(r.bundle.entry),
	)
	return err
}

func (r *realm) defineModule(call goja.FunctionCall) goja.Value {
	if thunk, ok := goja.AssertFunction(call.Argument(1)); ok {
		r.thunks[call.Argument(0).String()] = thunk
	}
	return goja.Undefined()
}

func (r *realm) defineAsync(call goja.FunctionCall) goja.Value {
	r.async[call.Argument(0).String()] = true
	return r.defineModule(call)
}

func (r *realm) requireFile(call goja.FunctionCall) goja.Value {
	return r.must(r.require(call.Argument(0).String()))
}

func (r *realm) hostMembers(call goja.FunctionCall) goja.Value {
	return r.must(r.hostModule(call.Argument(0).String()))
}

func (r *realm) hostDefault(call goja.FunctionCall) goja.Value {
	return r.must(r.hostValue(call.Argument(0).String()))
}

// context returns what differs between modules.
func (r *realm) context(call goja.FunctionCall) goja.Value {
	file := call.Argument(0).String()
	meta := r.vm.CreateObject(nil)
	r.set(meta, "url", fileURL(file))
	r.set(meta, "filename", "/"+file)
	r.set(meta, "dirname", dirname(file))
	r.set(meta, "resolve", r.native("resolve", func(call goja.FunctionCall) goja.Value {
		found, err := r.find(file, call.Argument(0).String(), byImport)
		if err != nil {
			panic(r.moduleNotFound(file, err))
		}
		if found.host != "" {
			return r.vm.ToValue(found.host)
		}
		return r.vm.ToValue(fileURL(found.file))
	}))
	context := r.vm.NewObject()
	r.set(context, "meta", meta)
	r.set(context, "require", r.requireFunction(file))
	r.set(context, "load", r.importFunction(file))
	return context
}

// importFunction makes what import() calls in a file, in a job of its own.
func (r *realm) importFunction(file string) *goja.Object {
	return r.native("import", func(call goja.FunctionCall) goja.Value {
		return r.must(r.load(file, call.Argument(0).String()))
	})
}

func fileURL(file string) string {
	return (&url.URL{Scheme: "file", Path: "/" + file}).String()
}

// run evaluates the router or the entry.
func (r *realm) run(file string) (Exports, error) {
	script, ok := r.bundle.scripts[file]
	if !ok {
		value, err := r.module(file)
		if err != nil {
			return Exports{}, err
		}
		if promise, ok := r.pending(file, value); ok {
			return Exports{Settled: promise}, nil
		}
		return Exports{Value: value}, nil
	}
	m := r.newModule(file)
	if file == r.bundle.entry {
		r.main = m.object
	}
	if err := r.defineGlobals(file, m); err != nil {
		return Exports{}, err
	}
	if _, err := r.vm.RunProgram(script); err != nil {
		return Exports{}, err
	}
	m.loaded(r)
	return Exports{Value: m.object.Get("exports")}, nil
}

// defineGlobals makes what a script has beside the globals of the language.
func (r *realm) defineGlobals(file string, m *module) error {
	values := []any{m.object, m.object.Get("exports"), m.require, "/" + file, dirname(file), r.importFunction(file)}
	for i, name := range scriptGlobals(file, r.bundle.entry) {
		err := r.vm.GlobalObject().DefineDataProperty(name, r.vm.ToValue(values[i]), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
		if err != nil {
			return err
		}
	}
	return nil
}

// removeGlobals takes them away again, so that modules do not find them there.
func (r *realm) removeGlobals(file string) error {
	for _, name := range scriptGlobals(file, r.bundle.entry) {
		if err := r.vm.GlobalObject().Delete(name); err != nil {
			return err
		}
	}
	return nil
}

func scriptGlobals(file, entry string) []string {
	return []string{"module", "exports", "require", "__filename", "__dirname", importsOf(file, entry)}
}

// pending returns the promise of a module that awaits at the top level.
func (r *realm) pending(file string, value goja.Value) (*goja.Promise, bool) {
	if !r.async[file] {
		return nil, false
	}
	promise, ok := value.Export().(*goja.Promise)
	return promise, ok
}

// runAfter evaluates the entry when the router's promise is fulfilled.
func (r *realm) runAfter(router *goja.Promise) (Exports, error) {
	object := r.vm.ToValue(router).ToObject(r.vm)
	then, ok := goja.AssertFunction(object.Get("then"))
	if !ok {
		return Exports{}, fmt.Errorf("the router's promise has no then")
	}
	next, err := then(object, r.vm.ToValue(func(goja.FunctionCall) goja.Value {
		exports, err := r.run(r.bundle.entry)
		if err != nil {
			panic(r.thrown(err))
		}
		if exports.Settled != nil {
			return r.vm.ToValue(exports.Settled)
		}
		return exports.Value
	}))
	if err != nil {
		return Exports{}, err
	}
	promise, ok := next.Export().(*goja.Promise)
	if !ok {
		return Exports{}, fmt.Errorf("the router's promise led to %v", next)
	}
	return Exports{Settled: promise}, nil
}
