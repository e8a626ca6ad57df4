package url_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/url"
)

func start(t testing.TB) *goja.Runtime {
	t.Helper()
	vm := goja.New()
	url.New(native.New(vm))
	return vm
}

// check runs each script as the body of a function in a runtime of its own.
func check(t *testing.T, cases []struct{ script, want string }) {
	t.Helper()
	for _, c := range cases {
		v, err := start(t).RunString(`(() => {` + c.script + `})()`)
		if err != nil {
			t.Errorf("%s\n%v", c.script, err)
			continue
		}
		if got := v.String(); got != c.want {
			t.Errorf("%s\n= %s, want %s", c.script, got, c.want)
		}
	}
}

func load[T any](t *testing.T, name string) (cases []T) {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

// URLs are parsed and serialized as Node does.
func TestURLsAreThoseOfNode(t *testing.T) {
	vm := start(t)
	_, err := vm.RunString(`function parts(input, base) {
		const u = URL.parse(input, base);
		if (u === null || !URL.canParse(input, base)) return 'null';
		return JSON.stringify([u.href, u.origin, u.protocol, u.username, u.password, u.host, u.hostname, u.port, u.pathname, u.search, u.hash]);
	}`)
	if err != nil {
		t.Fatal(err)
	}
	parts, _ := goja.AssertFunction(vm.Get("parts"))
	cases := load[struct {
		Input  string
		Base   *string
		Href   *string
		Origin string
		Parts  []string
	}](t, "urls.json")
	for _, c := range cases {
		args := []goja.Value{vm.ToValue(c.Input)}
		if c.Base != nil {
			args = append(args, vm.ToValue(*c.Base))
		}
		v, err := parts(goja.Undefined(), args...)
		if err != nil {
			t.Errorf("%q: %v", c.Input, err)
			continue
		}
		want := "null"
		if c.Href != nil {
			b, _ := json.Marshal(append([]string{*c.Href, c.Origin}, c.Parts...))
			want = string(b)
		}
		if !sameJSON(v.String(), want) {
			t.Errorf("%q\n= %s, want\n  %s", args, v, want)
		}
	}
	t.Logf("%d URLs", len(cases))
}

func sameJSON(a, b string) bool {
	var x, y []string
	_ = json.Unmarshal([]byte(a), &x)
	_ = json.Unmarshal([]byte(b), &y)
	return strings.Join(x, "\x00") == strings.Join(y, "\x00")
}

// Setters do what Node's do.
func TestSettersAreThoseOfNode(t *testing.T) {
	vm := start(t)
	_, err := vm.RunString(`function set(href, property, value) {
		const u = new URL(href);
		try { u[property] = value } catch { return 'failed' }
		return u.href;
	}`)
	if err != nil {
		t.Fatal(err)
	}
	set, _ := goja.AssertFunction(vm.Get("set"))
	for _, c := range load[struct{ Property, Href, Value, Result string }](t, "setters.json") {
		v, err := set(goja.Undefined(), vm.ToValue(c.Href), vm.ToValue(c.Property), vm.ToValue(c.Value))
		if err != nil {
			t.Errorf("%v: %v", c, err)
			continue
		}
		if c.Result == "" {
			c.Result = "failed"
		}
		if v.String() != c.Result {
			t.Errorf("%s of %q = %q gives %s, want %s", c.Property, c.Href, c.Value, v, c.Result)
		}
	}
}

func TestURL(t *testing.T) {
	check(t, []struct{ script, want string }{
		{`return new URL('/x?y#z', 'http://a/b')`, "http://a/x?y#z"},
		{`return new URL(new URL('http://a/b'), undefined) + ''`, "http://a/b"},
		{`return JSON.stringify({ u: new URL('http://a') })`, `{"u":"http://a/"}`},
		{`return Object.prototype.toString.call(new URL('http://a'))`, "[object URL]"},
		{`try { new URL('/x') } catch (e) { return e instanceof TypeError && e.message }`, `Invalid URL: "/x"`},
		{`try { new URL() } catch (e) { return e.name }`, "TypeError"},
		{`try { new URL('x', 'y') } catch (e) { return e.name }`, "TypeError"},
		{`return [URL.canParse('x:'), URL.canParse('x'), URL.canParse('x', 'http://a'), URL.parse('x'), URL.parse('x', 'http://a')].join()`, "true,false,true,,http://a/x"},
		{`return URL.parse('http://a') instanceof URL`, "true"},
		{`const u = new URL('http://a/'); try { u.href = 'x' } catch (e) { return e.name + u }`, "TypeErrorhttp://a/"},
		{`const u = new URL('http://a/?x'); const p = u.searchParams; u.href = 'https://b/?y=1'; return [p === u.searchParams, p, u.host].join()`, "true,y=1,b"},
		{`const u = new URL('http://a/'); u.origin = 'x'; return u.origin`, "http://a"},
		{`return [new URL('blob:https://a/x').origin, new URL('blob:ftp://a/').origin, new URL('file:///x').origin, new URL('x://y').origin].join()`, "https://a,null,null,null"},
		{`return typeof URL.createObjectURL`, "undefined"},
		{`class Mine extends URL { get twice() { return this.host + this.host } } return new Mine('http://a/').twice`, "aa"},
		{`return new URL('http://a/\ud800').href`, "http://a/%EF%BF%BD"},
		{`return new URL({ toString() { return 'http://a/' } }).href`, "http://a/"},
		{`try { URL.prototype.href } catch (e) { return e.name }`, "TypeError"},
		{`'use strict'; try { new URL('http://a').origin = 5 } catch (e) { return e.name }`, "TypeError"},
	})
}

// A URL and its searchParams follow one another.
func TestSearchParamsAreLive(t *testing.T) {
	check(t, []struct{ script, want string }{
		{`const u = new URL('http://a/?x=1#h'); u.searchParams.append('y', 'a b&c'); return u`, "http://a/?x=1&y=a+b%26c#h"},
		{`const u = new URL('http://a/?x=1'), p = u.searchParams; u.search = '?z=%20+'; return [p.get('z'), p.get('x'), p.size, u.searchParams === p].join('|')`, "  ||1|true"},
		{`const u = new URL('http://a/?x=1'); u.searchParams.delete('x'); return u.href`, "http://a/"},
		{`const u = new URL('http://a/?x'), p = u.searchParams; u.search = ''; return p.size + u.href`, "0http://a/"},
		{`const u = new URL('http://a/?x=%zz~'); const before = u.search; u.searchParams.sort(); return before + u.search`, "?x=%zz~?x=%25zz%7E"},
		{`const u = new URL('http://a/?a=1&b=2&a=3'); u.searchParams.set('a', 'é'); return u.search`, "?a=%C3%A9&b=2"},
		{`const u = new URL('x:y  ?q#h'); u.searchParams.delete('q'); u.hash = ''; return u.href + '|'`, "x:y|"},
		{`const u = new URL("http://a/?q='"); u.searchParams.append('r', "'"); return u.search`, "?q=%27&r=%27"},
	})
}

// What would take too long to parse is refused; long URLs of the usual shapes are not.
func TestLongURLs(t *testing.T) {
	long := strings.Repeat("a", 1<<20)
	for name, c := range map[string]struct {
		input, base string
		ok          bool
	}{
		"user":             {"http://" + long + "@h/", "", false},
		"many at signs":    {"http://" + strings.Repeat("@", 1<<20) + "h/", "", false},
		"host":             {"x://" + long, "", false},
		"percent signs":    {"x://" + strings.Repeat("%", 1<<20), "", false},
		"without slashes":  {"http:" + long + "@h", "", false},
		"with backslashes": {`http:\\` + long, "", false},
		"relative":         {"//" + long, "http://a/", false},
		"tabs":             {"ht\ttp:/\n/" + long, "", false},
		"segments":         {"http://h" + strings.Repeat("/", 1<<20), "", false},
		"base's segments":  {strings.Repeat("/", 1<<14), "http://h" + strings.Repeat("/a", 1<<14), false},
		"path":             {"http://h/" + long, "", true},
		"query":            {"http://h/?" + strings.Repeat("/", 1<<20), "", true},
		"fragment":         {"http://h/#" + strings.Repeat("/", 1<<20), "", true},
		"data":             {"data:text/plain," + strings.Repeat("ab/", 1<<18), "", true},
		"some segments":    {"http://h" + strings.Repeat("/abc", 1<<10), "", true},
	} {
		if _, err := url.Parse(c.input, c.base); (err == nil) != c.ok {
			text := ""
			if err != nil {
				text = err.Error()
			}
			t.Errorf("%s: %.100s", name, text)
		}
	}
	vm := start(t)
	vm.Set("long", long)
	for _, script := range []string{`u.username = long`, `u.host = long`, `u.pathname = '/'.repeat(1 << 20)`} {
		if _, err := vm.RunString(`{ const u = new URL('http://a/'); ` + script + `}`); err == nil || !strings.Contains(err.Error(), "too long") {
			t.Errorf("%s: %v", script, err)
		}
	}
}

func TestGo(t *testing.T) {
	vm := start(t)
	if href, err := url.Parse("../x", "http://a/b/c/d"); err != nil || href != "http://a/b/x" {
		t.Error(href, err)
	}
	v, err := vm.RunString(`new URL('HTTP://A')`)
	if err != nil {
		t.Fatal(err)
	}
	if href, ok := url.HrefOf(v); !ok || href != "http://a/" {
		t.Error(href)
	}
	if _, ok := url.HrefOf(vm.NewObject()); ok {
		t.Error("an ordinary object is no URL")
	}
	v, err = vm.RunString(`new URLSearchParams('a=1&b')`)
	if err != nil {
		t.Fatal(err)
	}
	if pairs, ok := url.ParamsOf(v); !ok || len(pairs) != 2 || pairs[0] != (url.Pair{Name: "a", Value: "1"}) {
		t.Error(pairs)
	}
	if _, ok := url.ParamsOf(vm.NewObject()); ok {
		t.Error("an ordinary object is no URLSearchParams")
	}
}

// Whatever is parsed gives a URL that is parsed again to the same, and nothing panics.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"http://user:pa:ss@a:80/b/../c?d#e", "file:///C|/x", "x:y", "//b", "http://[::1.2.3.4]/", "http://0x7f.1/%2e%2e", "data:,a b"} {
		f.Add(s, "http://a/b", "file:///C:/x")
		f.Add("http://a/", s, "y")
	}
	f.Fuzz(func(t *testing.T, input, base, value string) {
		for _, b := range []string{"", base} {
			href, err := url.Parse(input, b)
			if err != nil {
				continue
			}
			if again, err := url.Parse(href, ""); err != nil || again != href {
				t.Errorf("%q, %q: %q, then %q, %v", input, b, href, again, err)
			}
		}
		vm := start(t)
		vm.Set("input", input)
		vm.Set("value", value)
		_, err := vm.RunString(`{
			const u = URL.parse(input);
			for (const name of ['protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'])
				if (u !== null) try { u[name] = value; u.href; u.searchParams.size } catch (e) { if (!(e instanceof TypeError)) throw e }
		}`)
		if err != nil {
			t.Errorf("%q, %q: %v", input, value, err)
		}
	})
}
