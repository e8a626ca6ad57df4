package ecma_test

import "testing"

// Regular expressions that are made at run time know properties too, however they are made, and look as they should.
func TestRegExp(t *testing.T) {
	for script, want := range map[string]string{
		`new RegExp('\\p{Lu}', 'u').exec('aB')[0]`:                                      "B",
		`RegExp('\\p{Lu}+', 'gu')[Symbol.match]('aBcD').join()`:                         "B,D",
		`new RegExp('\\p{Lu}').exec('p{Lu}')[0]`:                                        "p{Lu}",
		`new RegExp('\\p{Lu}', 'u').source`:                                             `\p{Lu}`,
		`String(new RegExp('\\p{Lu}', 'iu'))`:                                           `/\p{Lu}/iu`,
		`new RegExp(new RegExp('\\p{Lu}', 'u')).source`:                                 `\p{Lu}`,
		`new RegExp(new RegExp('\\p{Lu}', 'u'), 'gu').test('A')`:                        "true",
		`new RegExp(new RegExp('\\p{Lu}', 'u'), 'g').test('p{Lu}')`:                     "true",
		`new RegExp(new RegExp('\\p{Lu}'), 'u').test('A')`:                              "true",
		`new RegExp({ toString() { return '\\p{Lu}' } }, 'u').test('A')`:                "true",
		`new RegExp({ [Symbol.match]: true, source: '\\p{Lu}', flags: 'u' }).test('A')`: "true",
		`Reflect.construct(RegExp, ['\\p{Lu}', 'u']).test('A')`:                         "true",
		`class R extends RegExp { twice() { return 2 } } const r = new R('\\p{Lu}', 'u'); r.test('A') + ' ' + r.twice() + (r instanceof RegExp)`: "true 2true",
		`/a/.compile('\\p{Lu}', 'u').test('A')`:                                                          "true",
		`'aBcDe'.split(new RegExp('\\p{Lu}', 'u')).join()`:                                               "a,c,e",
		`[...'aBcD'.matchAll(new RegExp('\\p{Lu}', 'gu'))].join()`:                                       "B,D",
		`'aBcD'.replace(new RegExp('\\p{Lu}', 'gu'), x => x.toLowerCase())`:                              "abcd",
		`new RegExp('\ud800\\p{Lu}', 'u').test('\ud800A')`:                                               "true",
		`/a/g.source + /a\//.source + new RegExp('/').source + String(/[/]\n/g)`:                         `aa\/\u002f/[\u002f]\n/g`,
		`RegExp.name + RegExp.length + typeof RegExp`:                                                    "RegExp2function",
		`/a/.constructor === RegExp && /a/ instanceof RegExp && RegExp.prototype.constructor === RegExp`: "true",
		`const r = /a/; String(RegExp(r) === r) + (RegExp(r, 'g') === r) + (new RegExp(r) === r)`:        "truefalsefalse",
		`Object.getPrototypeOf(RegExp) === Function.prototype`:                                           "true",
		`RegExp.prototype.toString.call({ source: 'x', flags: 'y' })`:                                    "/x/y",
		`RegExp.prototype.source`:                                                                        "(?:)",
		`new RegExp().source + new RegExp(undefined, 'g').flags`:                                         "(?:)g",
		`new RegExp(null).source + new RegExp(1, 'u').source`:                                            "null1",
		`JSON.stringify([RegExp('a', undefined).flags, RegExp(undefined).source])`:                       `["","(?:)"]`,
	} {
		if got := run(t, newRuntime(t), script); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", script, got, want)
		}
	}
	for _, script := range []string{`'\\p{Foo}', 'u'`, `'\\p{RGI_Emoji}', 'u'`, `'[a-\\p{L}]', 'u'`, `'a', 'v'`, `'a', 'd'`, `'[\\p{L}--[a]]', 'v'`, `'\\p', 'u'`} {
		if got := run(t, newRuntime(t), `try { new RegExp(`+script+`); 'no' } catch (e) { e.constructor.name }`); got != "SyntaxError" {
			t.Errorf("new RegExp(%s): %s", script, got)
		}
	}
}
