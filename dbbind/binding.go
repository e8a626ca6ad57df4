package dbbind

import (
	"errors"
	"time"

	"github.com/dop251/goja"
)

// binding is the JavaScript half of a Database: what one runtime sees of it.
// Everything in it is made once, when the runtime is new and no code of the app
// has run: later the app may have changed what the globals are.
type binding struct {
	d          *Database
	vm         *goja.Runtime
	generation uint64    // gate.generation when it was made
	inside     int       // how many uses of the connection are nested
	entered    time.Time // the outermost of them, where the database is timed

	errorCtor, typeErrorCtor, rangeErrorCtor *goja.Object
	uint8ArrayCtor                           *goja.Object
	objectProto, arrayProto, dataViewProto   *goja.Object
	isArray                                  goja.Callable
	typedAt                                  goja.Callable // at of typed arrays, which throws where the buffer is detached
	reflectHas, reflectGet, reflectSet       goja.Callable
	proxyCtor                                goja.Constructor
	toJSON                                   goja.Value // the string
	getTrap, setTrap                         goja.Value // of untouched results

	sqliteErrorCtor, sqliteErrorProto *goja.Object
	statementProto                    *goja.Object
	iteratorProto                     *goja.Object
	transactionProto                  *goja.Object
	db                                *goja.Object

	// state is the property under which statements and iterators keep their
	// Go side. Its value is an object without properties that only Export
	// looks through: 15 ns dearer than a bare call, and unlike a foreign
	// goja.Value harmless in the hands of a script.
	state *goja.Symbol
}

// Exports are the names that hbf:db exports beside default. What is left out, inTransaction, changes and would be
// fixed by importing it.
func Exports() []string {
	return []string{"SqliteError", "exec", "execute", "get", "prepare", "query", "transaction", "values"}
}

// Bind makes the host module hbf:db for vm and returns its exports: the
// database object, which is its own default export. It must be called before
// any code of the app runs in vm. It may be called again for a fresh runtime
// once the old one runs no more.
func (d *Database) Bind(vm *goja.Runtime) (*goja.Object, error) {
	if d.closed {
		return nil, errors.New("binding hbf:db: the database is closed")
	}
	d.cursors.closeAll() // they belong to the old runtime
	b := &binding{d: d, vm: vm, state: goja.NewSymbol("hbf:db"), generation: d.gate.generation.Load()}
	if ex := vm.Try(func() {
		b.capture()
		b.defineSqliteError()
		b.defineStatement()
		b.defineIterator()
		b.defineTransaction()
		b.defineDatabase()
	}); ex != nil {
		return nil, ex
	}
	return b.db, nil
}

// capture keeps the language's own classes.
func (b *binding) capture() {
	b.errorCtor = b.global("Error")
	b.typeErrorCtor = b.global("TypeError")
	b.rangeErrorCtor = b.global("RangeError")
	b.uint8ArrayCtor = b.global("Uint8Array")
	b.typedAt, _ = goja.AssertFunction(b.prototypeOf(b.uint8ArrayCtor).Get("at"))
	b.objectProto = b.prototypeOf(b.global("Object"))
	b.arrayProto = b.prototypeOf(b.global("Array"))
	b.dataViewProto = b.prototypeOf(b.global("DataView"))
	b.isArray, _ = goja.AssertFunction(b.global("Array").Get("isArray"))
	b.reflectHas, _ = goja.AssertFunction(b.global("Reflect").Get("has"))
	b.reflectGet, _ = goja.AssertFunction(b.global("Reflect").Get("get"))
	b.reflectSet, _ = goja.AssertFunction(b.global("Reflect").Get("set"))
	b.proxyCtor, _ = goja.AssertConstructor(b.global("Proxy"))
	b.toJSON = b.vm.ToValue("toJSON")
	b.defineTraps()
}

func (b *binding) global(name string) *goja.Object {
	o, ok := b.vm.Get(name).(*goja.Object)
	if !ok {
		panic(b.vm.NewTypeError("binding hbf:db: there is no global %s", name))
	}
	return o
}

func (b *binding) prototypeOf(ctor *goja.Object) *goja.Object {
	return ctor.Get("prototype").(*goja.Object)
}

// defineDatabase makes the database object. Its functions do not need this, so
// that `import { query } from 'hbf:db'` works.
func (b *binding) defineDatabase() {
	b.db = b.vm.NewObject()
	b.method(b.db, "query", 2, b.query)
	b.method(b.db, "execute", 2, b.execute)
	b.method(b.db, "get", 2, b.get)
	b.method(b.db, "values", 2, b.values)
	b.method(b.db, "prepare", 1, b.prepare)
	b.method(b.db, "transaction", 1, b.transaction)
	b.method(b.db, "exec", 1, b.exec)
	b.getter(b.db, "inTransaction", func(goja.FunctionCall) goja.Value {
		b.enter()
		defer b.leave()
		return b.vm.ToValue(b.d.inTransaction())
	})
	b.define(b.db, "SqliteError", b.sqliteErrorCtor)
	b.hide(b.db, "default", b.db)
}

// query is db.query(sql, params?): all rows as objects.
func (b *binding) query(call goja.FunctionCall) goja.Value {
	return b.allOf(call, rowObject)
}

// values is db.values(sql, params?): all rows as arrays.
func (b *binding) values(call goja.FunctionCall) goja.Value {
	return b.allOf(call, rowArray)
}

func (b *binding) allOf(call goja.FunctionCall, mode rowMode) goja.Value {
	var buf [paramsInline]param
	sql := b.sqlText(call.Argument(0))
	params := b.readParams(buf[:0], call.Argument(1))
	b.enter()
	defer b.leave()
	return b.runAll(b.acquire(sql), params, shape{mode: mode})
}

// get is db.get(sql, params?): the first row as an object, or undefined.
func (b *binding) get(call goja.FunctionCall) goja.Value {
	var buf [paramsInline]param
	sql := b.sqlText(call.Argument(0))
	params := b.readParams(buf[:0], call.Argument(1))
	b.enter()
	defer b.leave()
	return b.runGet(b.acquire(sql), params, shape{mode: rowObject})
}

// execute is db.execute(sql, params?): the number of rows changed.
func (b *binding) execute(call goja.FunctionCall) goja.Value {
	var buf [paramsInline]param
	sql := b.sqlText(call.Argument(0))
	params := b.readParams(buf[:0], call.Argument(1))
	b.enter()
	defer b.leave()
	return b.vm.ToValue(b.runChanges(b.acquire(sql), params))
}

// exec is db.exec(script): runs several statements, returns db.
func (b *binding) exec(call goja.FunctionCall) goja.Value {
	sql := b.sqlText(call.Argument(0))
	b.enter()
	defer b.leave()
	if err := b.d.script(sql); err != nil {
		b.throw(err, sql)
	}
	return b.db
}

// sqlText returns an SQL text argument.
func (b *binding) sqlText(v goja.Value) string {
	s, ok := v.(goja.String)
	if !ok {
		b.throw(typeErrorf("the SQL text must be a string, not %s", describe(v)), "")
	}
	return s.String()
}

func (b *binding) acquire(sql string) *compiled {
	c, err := b.d.acquire(sql)
	if err != nil {
		b.throw(err, sql)
	}
	return c
}

// The helpers below define properties. They run while the runtime is new or
// on objects that the app has not seen, so a failure is a bug of ours.

func (b *binding) must(err error) {
	if err != nil {
		panic(err)
	}
}

// define adds an ordinary property.
func (b *binding) define(o *goja.Object, name string, v goja.Value) {
	b.must(o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE))
}

// hide adds a property that is not enumerable.
func (b *binding) hide(o *goja.Object, name string, v goja.Value) {
	b.must(o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// named gives a function its name and length, as stack traces show them.
func (b *binding) named(f *goja.Object, name string, length int) {
	b.must(f.DefineDataProperty("name", b.vm.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	b.must(f.DefineDataProperty("length", b.vm.ToValue(length), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// method adds an enumerable method.
func (b *binding) method(o *goja.Object, name string, length int, f func(goja.FunctionCall) goja.Value) {
	v := b.vm.ToValue(f).(*goja.Object)
	b.named(v, name, length)
	b.define(o, name, v)
}

// getter adds an enumerable accessor property without a setter.
func (b *binding) getter(o *goja.Object, name string, f func(goja.FunctionCall) goja.Value) {
	v := b.vm.ToValue(f).(*goja.Object)
	b.named(v, "get "+name, 0)
	b.must(o.DefineAccessorProperty(name, v, nil, goja.FLAG_TRUE, goja.FLAG_TRUE))
}

// wrap returns a new object of the prototype whose Go side is s.
func (b *binding) wrap(proto *goja.Object, s goja.DynamicObject) *goja.Object {
	o := b.vm.CreateObject(proto)
	b.must(o.DefineDataPropertySymbol(b.state, b.vm.NewDynamicObject(s), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	return o
}

// unwrap returns the Go side of an object made by wrap. what names the kind of
// object expected, for the TypeError.
func unwrap[T goja.DynamicObject](b *binding, this goja.Value, what string) T {
	if o, ok := this.(*goja.Object); ok {
		if hidden, ok := o.GetSymbol(b.state).(*goja.Object); ok {
			if s, ok := hidden.Export().(T); ok {
				return s
			}
		}
	}
	b.throw(typeErrorf("this is not %s of hbf:db", what), "")
	panic("unreachable")
}

// inert is an object without properties, see binding.state.
type inert struct{}

func (inert) Get(string) goja.Value       { return nil }
func (inert) Set(string, goja.Value) bool { return false }
func (inert) Has(string) bool             { return false }
func (inert) Delete(string) bool          { return true }
func (inert) Keys() []string              { return nil }
