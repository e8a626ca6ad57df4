package url_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	hbfurl "github.com/caddyhbf/hbf/jsengine/web/url"
)

func TestURLSearchParams(t *testing.T) {
	check(t, []struct{ script, want string }{
		{`return new URLSearchParams('?a=1&b=2&a=3').toString()`, "a=1&b=2&a=3"},
		{`return new URLSearchParams('??a').toString()`, "%3Fa="},
		{`return new URLSearchParams().toString() + new URLSearchParams(undefined) + new URLSearchParams('')`, ""},
		{`return new URLSearchParams(null) + '|' + new URLSearchParams(5)`, "null=|5="},
		{`return new URLSearchParams([['a', 1], ['b', '2']]).toString()`, "a=1&b=2"},
		{`return new URLSearchParams(new Map([['a', 'b']])).toString()`, "a=b"},
		{`return new URLSearchParams({ a: 1, b: [2, 3], 'c d': '&' }).toString()`, "a=1&b=2%2C3&c+d=%26"},
		{`return new URLSearchParams(Object.create({ no: 1 }, { a: { value: 1, enumerable: true }, b: { value: 2 } })).toString()`, "a=1"},
		{`return new URLSearchParams(new URLSearchParams('x=1&x=2')).toString()`, "x=1&x=2"},
		{`let n = 0; for (const v of [[['a']], [['a', 'b', 'c']], [5], ['ab'], [null]]) try { new URLSearchParams(v) } catch (e) { n += e instanceof TypeError } return n`, "5"},
		{`const p = new URLSearchParams('a=1&a=2'); return [p.get('a'), p.get('b'), p.getAll('a'), p.getAll('b').length, p.has('a'), p.has('b'), p.size].join()`, "1,,1,2,0,true,false,2"},
		{`const p = new URLSearchParams('a=1&a=2&b=1'); p.delete('a', '2'); return p + '|' + p.has('a', '1') + p.has('a', '2') + p.has('a', undefined)`, "a=1&b=1|truefalsetrue"},
		{`const p = new URLSearchParams('a=1&a=2&b=1'); p.delete('a', undefined); return p`, "b=1"},
		{`const p = new URLSearchParams('a=1&b=2&a=3'); p.set('a', 'x'); p.set('c', 'y'); return p`, "a=x&b=2&c=y"},
		{`const p = new URLSearchParams('z=1&\u{1F600}=2&\uFFFD=3&a=4&z=0'); p.sort(); return [...p.keys()].join() + p.getAll('z')`, "a,z,z,\U0001F600,\uFFFD1,0"},
		{`return [...new URLSearchParams('a=1&b=2')].join(';') + [...new URLSearchParams('a=1').entries()] + [...new URLSearchParams('a=1').values()]`, "a,1;b,2a,11"},
		{`return URLSearchParams.prototype[Symbol.iterator] === URLSearchParams.prototype.entries`, "true"},
		{`return Object.prototype.toString.call(new URLSearchParams().keys()) + new URLSearchParams('a')[Symbol.toStringTag]`, "[object URLSearchParams Iterator]URLSearchParams"},
		{`const p = new URLSearchParams('a=1&b=2&c=3'), seen = []; for (const [k] of p) { seen.push(k); p.delete(k) } return seen`, "a,c"},
		{`const p = new URLSearchParams('a=1&b=2'), seen = []; p.forEach(function (v, k, all) { seen.push(v, k, all === p, this.x) }, { x: 7 }); return seen.join()`, "1,a,true,7,2,b,true,7"},
		{`let n = 0; for (const f of ['append', 'delete', 'get', 'getAll', 'has', 'set', 'forEach']) try { new URLSearchParams()[f]() } catch (e) { n += e instanceof TypeError } return n`, "7"},
		{`try { new URLSearchParams().append('a') } catch (e) { return e.name }`, "TypeError"},
		{`return new URLSearchParams('a=%F0%9F%98%80&b=%ff&c=%e4%bd&d=%&e=%4').toString()`, "a=%F0%9F%98%80&b=%EF%BF%BD&c=%EF%BF%BD&d=%25&e=%254"},
		{`return new URLSearchParams({ a: '\ud800', b: '*-._~!\'()é \0' }).toString()`, "a=%EF%BF%BD&b=*-._%7E%21%27%28%29%C3%A9+%00"},
		{`return new URLSearchParams('a=b=c&&=&d').toString()`, "a=b%3Dc&=&d="},
		{`return new URLSearchParams('\uFEFFa=1').has('\uFEFFa')`, "true"},
	})
}

// What the app does to built-in prototypes doesn't reach the host's lists.
func TestPollutedPrototypes(t *testing.T) {
	vm := start(t)
	v, err := vm.RunString(`
		for (const p of [Object.prototype, Array.prototype])
			for (const name of ['0', '1', 'name', 'x'])
				Object.defineProperty(p, name, { get() { throw new Error('polluted') }, set() { throw new Error('polluted') } });
		const p = new URLSearchParams('a=1&b=2'), seen = [];
		p.getAll('a');
		let text = ''; for (const entry of p) text += entry[0] + entry[1];
		text`)
	if err != nil || v.String() != "a1b2" {
		t.Error(v, err)
	}
}

// Pairs survive the way through a query string, and Go's own parser reads it alike.
func FuzzForm(f *testing.F) {
	for _, s := range []string{"a=1&b", "%zz=%", "a+b=%20", "=&=", "é=\xff", "%F0%9F"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pairs := hbfurl.ParseForm(text)
		query := hbfurl.SerializeForm(pairs)
		if again := hbfurl.ParseForm(query); !slices.Equal(again, pairs) {
			t.Errorf("%q: %q, then %q", text, pairs, again)
		}
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatalf("%q: %v", query, err)
		}
		for _, p := range pairs {
			if !slices.Contains(values[p.Name], p.Value) {
				t.Errorf("%q: Go has no %q", query, p)
			}
		}
		if strings.ContainsAny(query, " \"'<>#") {
			t.Errorf("%q: %q", text, query)
		}
	})
}
