package native_test

import (
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

type shape interface{ area() int64 }

type square struct{ side int64 }

func (s *square) area() int64 { return s.side * s.side }

type cube struct{ square }

func newShapes(t *testing.T) *goja.Runtime {
	t.Helper()
	vm := goja.New()
	k := native.New(vm)
	squares := native.NewClass(k, "Square", 1, nil, func(c goja.ConstructorCall) shape {
		if native.IsMissing(c.Argument(0)) {
			panic(k.TypeError("a square needs a side"))
		}
		return &square{c.Argument(0).ToInteger()}
	})
	squares.Getter("area", func(s shape) goja.Value { return vm.ToValue(s.area()) })
	squares.Method("times", 1, func(s shape, c goja.FunctionCall) goja.Value {
		return vm.ToValue(s.area() * c.Argument(0).ToInteger())
	})
	squares.Constant("CORNERS", 4)
	squares.Expose()
	native.NewClass(k, "Cube", 1, squares, func(c goja.ConstructorCall) shape {
		return &cube{square{c.Argument(0).ToInteger()}}
	}).Expose()
	native.NewClass[shape](k, "Hidden", 0, nil, nil).Expose()
	k.Global("iterate", k.Function("iterate", 0, func(goja.FunctionCall) goja.Value {
		n := int64(0)
		return k.Iterator("Test Iterator", func() (goja.Value, bool) { n++; return vm.ToValue(n), n <= 3 })
	}))
	k.Global("bytes", k.Function("bytes", 1, func(c goja.FunctionCall) goja.Value {
		data, ok := k.Bytes(c.Argument(0))
		if !ok {
			return goja.Null()
		}
		return vm.ToValue(string(data))
	}))
	k.LazyGlobal("late", func() goja.Value { return vm.ToValue("made") })
	return vm
}

// Classes made in Go are what scripts expect of the platform's classes.
func TestClass(t *testing.T) {
	for script, want := range map[string]string{
		`new Square(3).area`:                                          "9",
		`new Square(3).times(2)`:                                      "18",
		`new Square(3) instanceof Square`:                             "true",
		`Object.prototype.toString.call(new Square(3))`:               "[object Square]",
		`Square.name + Square.length + Square.prototype.times.length`: "Square11",
		`new Cube(2).area + ' ' + (new Cube(2) instanceof Square)`:    "4 true",
		`Object.getPrototypeOf(Cube) === Square`:                      "true",
		`class Mine extends Square { get twice() { return this.area * 2 } }; const m = new Mine(2); m.twice + ' ' + (m instanceof Mine)`: "8 true",
		`const s = new Square(1); s.own = 5; s.own + Object.keys(s).join()`:                                                              "5own",
		`Square.CORNERS + Square.prototype.CORNERS`:                                                                                      "8",
		`try { new Square() } catch (e) { String(e) }`:                                                                                   "TypeError: a square needs a side",
		`try { Square.prototype.area } catch (e) { String(e) }`:                                                                          "TypeError: Illegal invocation: this is not an instance of Square",
		`try { ({ Square }).Square(1) } catch (e) { String(e) }`:                                                                         "TypeError: Class constructor Square cannot be invoked without 'new'",
		`try { new Hidden() } catch (e) { String(e) }`:                                                                                   "TypeError: Illegal constructor",
		`Object.getOwnPropertyDescriptor(Square, 'prototype').writable`:                                                                  "false",
		`new Square(2).constructor === Square`:                                                                                           "true",
		`[...iterate()].join() + iterate()[Symbol.toStringTag]`:                                                                          "1,2,3Test Iterator",
		`const it = iterate(); [...it]; it.next().done`:                                                                                  "true",
		`bytes(new Uint8Array([104, 105]))`:                                                                                              "hi",
		`bytes(new Uint8Array([104, 105]).subarray(1))`:                                                                                  "i",
		`bytes(new DataView(new Uint8Array([104, 105]).buffer, 0, 1))`:                                                                   "h",
		`bytes(new Uint8Array([104, 105]).buffer)`:                                                                                       "hi",
		`bytes([104])`: "null",
		`late + Object.keys(globalThis).includes('late')`: "madefalse",
		`late = 'mine'; late`:                             "mine",
	} {
		v, err := newShapes(t).RunString(script)
		if err != nil {
			t.Errorf("%s: %v", script, err)
			continue
		}
		if v.String() != want {
			t.Errorf("%s = %s, want %s", script, v, want)
		}
	}
}

// What the app changes of the built-in objects does not reach natives.
func TestKitIsCapturedBeforeTheApp(t *testing.T) {
	vm := goja.New()
	k := native.New(vm)
	if _, err := vm.RunString(`Promise.prototype.then = Promise.resolve = JSON.stringify = null; TypeError = RangeError = Uint8Array = null`); err != nil {
		t.Fatal(err)
	}
	ran := false
	_, err := vm.RunString(`0`)
	if err != nil {
		t.Fatal(err)
	}
	ex := vm.Try(func() {
		k.Microtask(func() { ran = true })
		if got := k.JSON(vm.ToValue("x")).String(); got != `"x"` {
			t.Errorf("JSON: %s", got)
		}
		if got := k.TypeError("%d", 1).String(); got != "TypeError: 1" {
			t.Errorf("TypeError: %s", got)
		}
		if data, ok := k.Bytes(k.Uint8Array([]byte("x"))); !ok || string(data) != "x" {
			t.Errorf("Uint8Array: %q, %v", data, ok)
		}
		p, ok := native.PromiseOf(k.Async(func() goja.Value { panic(k.RangeError("no")) }))
		if !ok || p.State() != goja.PromiseStateRejected || p.Result().String() != "RangeError: no" {
			t.Errorf("Async: %v %v", p, ok)
		}
	})
	if ex != nil {
		t.Fatal(ex)
	}
	if _, err := vm.RunString(`0`); err != nil {
		t.Fatal(err)
	}
	if !ran {
		t.Error("the microtask did not run")
	}
}
