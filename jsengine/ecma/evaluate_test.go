package ecma_test

import "testing"

// Literals of regular expressions know properties of Unicode in code that is evaluated too, and nothing else about eval
// and the constructors of functions is different.
func TestEvaluatedCode(t *testing.T) {
	for script, want := range map[string]string{
		`eval('/\\p{Lu}+/u').exec('aBC')[0]`:                                                                                               "BC",
		`(0, eval)('[/\\p{Lu}/u, /[^\\P{Nd}]/gu].map(r => r.test("A1"))').join()`:                                                          "true,true",
		`eval('/\\p{Lu}/u.source + /[/]\\p{Lu}/iu')`:                                                                                       `\p{Lu}/[/]\p{Lu}/iu`,
		`eval('/\\p{Lu}/.test("p{Lu}")')`:                                                                                                  "true",
		`eval('"\\\\p{Lu}"')`:                                                                                                              `\p{Lu}`,
		`eval('6 / 2 / 3 // \\p{Lu}')`:                                                                                                     "1",
		`eval("eval('/\\\\p{Lu}/u.test(\"A\")')")`:                                                                                         "true",
		`eval('const s = "ż\ud800"; /\\p{Ll}/u.exec(s)[0] + s.length')`:                                                                    "ż2",
		`eval('const a = 1; /\\p{Lu}/u'); eval('const a = 2; a')`:                                                                          "2",
		`new Function('return /\\p{Lu}/u.test("A")')()`:                                                                                    "true",
		`Function('a', 'b = /\\p{Lu}/u', 'return b.test(a)')('A')`:                                                                         "true",
		`new (function* () {}.constructor)('yield /\\p{Lu}/u.test("A")')().next().value`:                                                   "true",
		`new (async function () {}.constructor)('return /\\p{Lu}/u.test("A")')()`:                                                          "true",
		`const f = new Function('a', 'return /\\p{Lu}/u'); f.name + f.length + (f instanceof Function)`:                                    "anonymous1true",
		`class F extends Function { twice() { return 2 } } const f = new F('return /\\p{Lu}/u'); f.twice() + String(f().test('A'))`:        "2true",
		`class F extends Function { twice() { return 2 } } const f = new F('return 3'); f.twice() + f()`:                                   "5",
		`String(new Function('a,b', 'return a'))`:                                                                                          "function anonymous(a,b\n) {\nreturn a\n}",
		`String(eval()) + eval(5) + eval('1;')`:                                                                                            "undefined51",
		`eval.name + eval.length + Function.name + Function.length + typeof new Function()()`:                                              "eval1Function1undefined",
		`[Function, async function () {}.constructor, function* () {}.constructor].map(F => F.name + F.prototype.constructor.name).join()`: "FunctionFunction,AsyncFunctionAsyncFunction,GeneratorFunctionGeneratorFunction",
		`(() => {}).constructor === Function && (() => {}) instanceof Function && Object.getPrototypeOf(Function) === Function.prototype`:  "true",
		`Object.getPrototypeOf(async function () {}.constructor) === Function`:                                                             "true",
	} {
		if got := run(t, newRuntime(t), script); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", script, got, want)
		}
	}
	for _, script := range []string{`eval('/\\p{Foo}/u')`, `eval('/[a-\\p{L}]/u')`, `new Function('return /\\p{Foo}/u')`, `eval('/\\p{L}/v')`, `eval('/\\p{L}/u +')`, `new Function('/\\p{L}/u', '')`} {
		if got := run(t, newRuntime(t), `try { `+script+`; 'no' } catch (e) { e.constructor.name }`); got != "SyntaxError" {
			t.Errorf("%s: %s", script, got)
		}
	}
}
