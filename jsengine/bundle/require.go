package bundle

import (
	"errors"
	"fmt"

	"github.com/dop251/goja"
)

// module is a CommonJS file in a realm.
type module struct {
	object  *goja.Object // what the file knows as module
	require *goja.Object
}

// newModule registers a file before it is evaluated, so that cycles see what it
// has exported until then.
func (r *realm) newModule(file string) *module {
	m := &module{object: r.vm.NewObject(), require: r.requireFunction(file)}
	r.set(m.object, "id", "/"+file)
	r.set(m.object, "filename", "/"+file)
	r.set(m.object, "path", dirname(file))
	r.set(m.object, "exports", r.vm.NewObject())
	r.set(m.object, "loaded", false)
	r.set(m.object, "require", m.require)
	r.modules[file] = m
	return m
}

func (m *module) loaded(r *realm) { r.set(m.object, "loaded", true) }

// requireFunction makes the require of a file.
func (r *realm) requireFunction(file string) *goja.Object {
	require := r.native("require", func(call goja.FunctionCall) goja.Value {
		specifier := r.specifier(call)
		found, err := r.find(file, specifier, byRequire)
		switch {
		case err != nil:
			panic(r.moduleNotFound(file, err))
		case found.host != "":
			return r.must(r.hostValue(found.host))
		}
		return r.must(r.require(found.file))
	})
	r.set(require, "resolve", r.native("resolve", func(call goja.FunctionCall) goja.Value {
		found, err := r.find(file, r.specifier(call), byRequire)
		switch {
		case err != nil:
			panic(r.moduleNotFound(file, err))
		case found.host != "":
			return r.vm.ToValue(found.host)
		}
		return r.vm.ToValue("/" + found.file)
	}))
	getMain := r.native("main", func(goja.FunctionCall) goja.Value {
		if r.main == nil {
			return goja.Undefined()
		}
		return r.main
	})
	if err := require.DefineAccessorProperty("main", getMain, nil, goja.FLAG_TRUE, goja.FLAG_TRUE); err != nil {
		panic(r.thrown(err))
	}
	return require
}

func (r *realm) specifier(call goja.FunctionCall) string {
	if specifier, ok := call.Argument(0).Export().(string); ok {
		return specifier
	}
	panic(r.vm.NewTypeError("The module's name must be a string"))
}

// find resolves a specifier: a literal one as at build time, a computed one among
// the files that are in the bundle.
func (r *realm) find(from, specifier string, how kind) (resolved, error) {
	for _, how := range []kind{how, byImport, byRequire} {
		if found, ok := r.bundle.links[link{from, specifier, how}]; ok {
			return found, nil
		}
	}
	return r.bundle.resolver.resolve(from, specifier, how)
}

// moduleNotFound makes the error that Node throws.
func (r *realm) moduleNotFound(from string, err error) *goja.Object {
	object := r.newError(fmt.Sprintf("%v (from %s)", err, from))
	r.set(object, "code", "MODULE_NOT_FOUND")
	return object
}

func (r *realm) newError(message string) *goja.Object {
	return r.construct(r.errorClass, message)
}

func (r *realm) construct(class goja.Value, message string) *goja.Object {
	object, err := r.vm.New(class, r.vm.ToValue(message))
	if err != nil {
		panic(r.thrown(err))
	}
	return object
}

// require returns what requiring a file of the archive gives.
func (r *realm) require(file string) (goja.Value, error) {
	if m := r.modules[file]; m != nil {
		return m.object.Get("exports"), nil
	}
	code, ok := r.bundle.commonJS[file]
	if !ok {
		return r.requireModule(file)
	}
	value, err := r.vm.RunProgram(code)
	if err != nil {
		return nil, err
	}
	body, ok := goja.AssertFunction(value)
	if !ok {
		return nil, fmt.Errorf("%s is compiled to %v instead of a function", file, value)
	}
	m := r.newModule(file)
	exports := m.object.Get("exports")
	if _, err := body(exports, exports, m.require, m.object, r.vm.ToValue("/"+file), r.vm.ToValue(dirname(file)), r.importFunction(file)); err != nil {
		delete(r.modules, file) // as Node does: the next require tries again
		return nil, err
	}
	m.loaded(r)
	return m.object.Get("exports"), nil
}

// requireModule returns an ES module's namespace, marked for code that was compiled
// from ES modules to CommonJS, or the value of a data file.
func (r *realm) requireModule(file string) (goja.Value, error) {
	if r.async[file] {
		object := r.newError(fmt.Sprintf("Cannot require %s, which awaits at the top level: use import()", file))
		r.set(object, "code", "ERR_REQUIRE_ASYNC_MODULE")
		return nil, &jsError{object}
	}
	value, err := r.module(file)
	if err != nil || !r.bundle.modules[file] {
		return value, err
	}
	if namespace, ok := value.(*goja.Object); ok && namespace.Get("__esModule") == nil && namespace.Get("default") != nil {
		err = namespace.DefineDataProperty("__esModule", r.vm.ToValue(true), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	}
	return value, err
}

// module evaluates an ES module or a data file, at most once, and returns its
// namespace or its value, or the promise of it.
func (r *realm) module(file string) (goja.Value, error) {
	if thunk := r.thunks[file]; thunk != nil {
		return thunk(goja.Undefined())
	}
	if why, ok := r.bundle.broken[file]; ok {
		return nil, &jsError{r.construct(r.syntaxErrorClass, why)}
	}
	return nil, &notFoundError{specifier: "/" + file}
}

// load returns what a computed import() gives.
func (r *realm) load(from, specifier string) (goja.Value, error) {
	found, err := r.find(from, specifier, byImport)
	switch {
	case err != nil:
		panic(r.moduleNotFound(from, err))
	case found.host != "":
		return r.hostModule(found.host)
	case r.bundle.modules[found.file]:
		return r.module(found.file)
	}
	value, err := r.require(found.file)
	if err != nil {
		return nil, err
	}
	return r.view(found.file, value), nil
}

// view returns the namespace of a CommonJS or data file: what it exports is the default, and its
// own members are the named exports.
func (r *realm) view(file string, exports goja.Value) goja.Value {
	if view := r.views[file]; view != nil {
		return view
	}
	view := r.vm.NewObject()
	r.views[file] = view
	object, ok := exports.(*goja.Object)
	marked := ok && object.Get("__esModule") != nil && object.Get("__esModule").ToBoolean()
	if ok {
		for _, key := range object.Keys() {
			r.set(view, key, object.Get(key))
		}
	}
	if !marked {
		r.set(view, "default", exports)
	}
	return view
}

// hostModule returns the exports of a host module.
func (r *realm) hostModule(name string) (*goja.Object, error) {
	if object := r.hosts[name]; object != nil {
		return object, nil
	}
	if name == emptyModule {
		r.hosts[name] = r.vm.NewObject()
		return r.hosts[name], nil
	}
	object, err := r.host(name)
	if err != nil {
		return nil, fmt.Errorf("loading the module %s: %w", name, err)
	}
	if object == nil {
		return nil, fmt.Errorf("the module %s has no exports", name)
	}
	r.hosts[name] = object
	return object, nil
}

// hostValue returns a host module's default export, or all its exports if it has none.
func (r *realm) hostValue(name string) (goja.Value, error) {
	object, err := r.hostModule(name)
	if err != nil {
		return nil, err
	}
	if value := object.Get("default"); value != nil && !goja.IsUndefined(value) {
		return value, nil
	}
	return object, nil
}

// must returns the value or throws the error into the script.
func (r *realm) must(value goja.Value, err error) goja.Value {
	if err != nil {
		panic(r.thrown(err))
	}
	return value
}

// jsError is an error that scripts get to see as an object.
type jsError struct{ object *goja.Object }

func (e *jsError) Error() string { return e.object.String() }

// thrown returns what to panic with so that goja throws err: an exception
// keeps its stack, an interrupt stays one, and other errors become Error objects.
func (r *realm) thrown(err error) any {
	var (
		exception   *goja.Exception
		interrupted *goja.InterruptedError
		overflow    *goja.StackOverflowError
		object      *jsError
		missing     *notFoundError
	)
	switch {
	case errors.As(err, &exception):
		return exception
	case errors.As(err, &interrupted):
		return interrupted
	case errors.As(err, &overflow):
		return overflow
	case errors.As(err, &object):
		return object.object
	case errors.As(err, &missing):
		return r.newError(missing.Error())
	}
	return r.vm.NewGoError(err)
}

// native makes a function with a name that says something in stacks.
func (r *realm) native(name string, f func(goja.FunctionCall) goja.Value) *goja.Object {
	function := r.vm.ToValue(f).ToObject(r.vm)
	if err := function.DefineDataProperty("name", r.vm.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
		panic(r.thrown(err))
	}
	return function
}

// set sets a property of an object of our own.
func (r *realm) set(object *goja.Object, name string, value any) {
	if err := object.Set(name, value); err != nil {
		panic(r.thrown(err))
	}
}
