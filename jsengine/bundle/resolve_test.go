package bundle

import (
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestExports(t *testing.T) {
	const conditions = `{"node":"./node.js","hbf":null,"import":"./import.js","default":"./default.js"}`
	tests := []struct {
		exports, subpath  string
		imported, require string // "" for none
	}{
		{`"./a.js"`, ".", "./a.js", "./a.js"},
		{`"./a.js"`, "./a.js", "", ""},
		{`{"import":"./i.js","require":"./r.js"}`, ".", "./i.js", "./r.js"},
		{`{"require":"./r.js"}`, ".", "", "./r.js"},
		{`{"node":"./n.js","default":"./d.js"}`, ".", "./d.js", "./d.js"},
		{`{"workerd":"./w.js","hbf":"./h.js"}`, ".", "./w.js", "./w.js"},
		{`{"default":"./d.js","hbf":"./h.js"}`, ".", "./d.js", "./d.js"},
		{`{"worker":{"import":"./wi.js"},"browser":{"require":"./br.js"},"default":"./d.js"}`, ".", "./wi.js", "./br.js"},
		{`{"hbf":{"node":"./n.js"},"default":"./d.js"}`, ".", "./d.js", "./d.js"},
		{conditions, ".", "", ""},
		{`["./a.js","./b.js"]`, ".", "./a.js", "./a.js"},
		{`[{"node":"./n.js"},null,"./b.js"]`, ".", "./b.js", "./b.js"},
		{`[]`, ".", "", ""},
		{`{".":"./a.js","./sub":"./s.js","./null":null}`, "./sub", "./s.js", "./s.js"},
		{`{".":"./a.js","./null":null}`, "./null", "", ""},
		{`{"./sub":"./s.js"}`, ".", "", ""},
		{`{"./*":"./src/*.js"}`, "./x/y", "./src/x/y.js", "./src/x/y.js"},
		{`{"./*":"./src/*.js"}`, "./", "", ""},
		{`{"./*":"./src/*/*.js"}`, "./x", "./src/x/x.js", "./src/x/x.js"},
		{`{"./*":"./any.js","./a/*":"./a-*.js","./a/b/*":null}`, "./a/c", "./a-c.js", "./a-c.js"},
		{`{"./*":"./any.js","./a/*":"./a-*.js","./a/b/*":null}`, "./a/b/c", "", ""},
		{`{"./a*":"./1.js","./a*.js":"./2.js"}`, "./ab.js", "./2.js", "./2.js"},
		{`{"./a*":"./1.js","./*":"./2.js"}`, "./ab.js", "./1.js", "./1.js"},
		{`{"./*.js":{"import":"./*.mjs","require":"./*.cjs"}}`, "./m.js", "./m.mjs", "./m.cjs"},
		{`{"./*":"./x.js"}`, "./*", "./x.js", "./x.js"},
		{`17`, ".", "", ""},
		{`true`, ".", "", ""},
		{``, ".", "", ""},
		{`{"import":17,"default":"./d.js"}`, ".", "", "./d.js"},
	}
	for _, test := range tests {
		c, err := parseChoice([]byte(test.exports))
		if err != nil {
			t.Errorf("%s: %v", test.exports, err)
			continue
		}
		for how, want := range map[kind]string{byImport: test.imported, byRequire: test.require} {
			got, ok := c.subpath(test.subpath, how)
			if ok != (want != "") || got != want {
				t.Errorf("%s of %s by %d is %q, %v, want %q", test.subpath, test.exports, how, got, ok, want)
			}
		}
	}
}

func TestExportsDepth(t *testing.T) {
	deep := strings.Repeat(`{"default":`, 100) + `"./a.js"` + strings.Repeat(`}`, 100)
	if _, err := parseChoice([]byte(deep)); !errors.Is(err, errChoiceDepth) {
		t.Errorf("got %v", err)
	}
}

func TestFilesWithSideEffects(t *testing.T) {
	for _, test := range []struct {
		sideEffects, file string
		want              bool
	}{
		{``, "a.js", true},
		{`true`, "a.js", true},
		{`false`, "a.js", false},
		{`17`, "a.js", true},
		{`[]`, "a.js", false},
		{`["a.js"]`, "a.js", true},
		{`["a.js"]`, "lib/a.js", true},
		{`["./a.js"]`, "b.js", false},
		{`["./lib/a.js"]`, "lib/a.js", true},
		{`["./lib/a.js"]`, "x/lib/a.js", false},
		{`["lib/*.js"]`, "lib/a.js", true},
		{`["lib/*.js"]`, "lib/sub/a.js", false},
		{`["lib/**/*.js"]`, "lib/sub/a.js", true},
		{`["**/*.js"]`, "a.js", true},
		{`["*.css"]`, "a.js", false},
		{`["a.j?"]`, "a.js", true},
		{`["a.(js)"]`, "a.js", false},
		{`["lib/{a,b}.js"]`, "lib/c.js", true}, // unknown forms keep everything
	} {
		if got := parseSideEffects([]byte(test.sideEffects)).has(test.file); got != test.want {
			t.Errorf("with %s: %s has side effects: %v", test.sideEffects, test.file, got)
		}
	}
}

func TestSplitPackage(t *testing.T) {
	for specifier, want := range map[string][2]string{
		"a": {"a", "."}, "a/b/c.js": {"a", "./b/c.js"}, "@s/a": {"@s/a", "."}, "@s/a/b": {"@s/a", "./b"}, "a.b": {"a.b", "."},
		"": {}, "@": {}, "@s": {}, "@s/": {}, "@/a": {}, ".a": {}, `a\b`: {}, "a%2fb": {}, "a/../b": {}, "a/b/../../c": {},
	} {
		name, subpath, ok := splitPackage(specifier)
		if ok != (want[0] != "") || name != want[0] || subpath != want[1] {
			t.Errorf("%q is %q, %q, %v, want %q", specifier, name, subpath, ok, want)
		}
	}
}

// FuzzResolve resolves any specifier with any package.json, and checks that what
// is found is a file of the archive, which alone is asked.
func FuzzResolve(f *testing.F) {
	f.Add(`{"exports":{".":{"import":"./a.js"},"./*":"./*.js"}}`, "pkg/a", "lib/server.js")
	f.Add(`{"main":"../../a.js","imports":{"#x":"./a.js"}}`, "#x", "node_modules/pkg/a.js")
	f.Add(`{"exports":["./../../server.js"]}`, "pkg", "server.js")
	f.Add(`{}`, "../../../../etc/passwd", "a/b.js")
	f.Add(`{"main":"."}`, "file:///lib/../server.js", "server.js")
	f.Add(`{"imports":{"#x":"#x"}}`, "#x", "node_modules/pkg/a.js")
	f.Add(`{"imports":{"#x":"pkg"},"exports":"./a.js"}`, "#x", "node_modules/pkg/a.js")
	f.Add(`{"browser":{"a":"b","b":"a","node:b":"c","node:c":"b"}}`, "a", "node_modules/pkg/a.js")
	f.Add(`{"browser":{"pkg":"#x","./a":"./a.js"},"imports":{"#x":"pkg"}}`, "#x", "node_modules/pkg/a.js")
	f.Add(`{"browser":{"./a.js":"../../../../a.js","fs":"../../../fs.js"}}`, "fs", "node_modules/pkg/a.js")
	f.Add(`{"name":"self","exports":{"./x":"./a.js"}}`, "self/x", "node_modules/pkg/a.js")
	f.Fuzz(func(t *testing.T, packageJSON, specifier, from string) {
		app := fstest.MapFS{
			"server.js":                     {Data: []byte("1")},
			"lib/server.js":                 {Data: []byte("1")},
			"lib/index.ts":                  {Data: []byte("1")},
			"node_modules/pkg/a.js":         {Data: []byte("1")},
			"node_modules/pkg/package.json": {Data: []byte(packageJSON)},
		}
		src := newSources(watchedFS{app, t})
		r := &resolver{src: src, hosts: []string{"hbf:db"}}
		for _, how := range []kind{byImport, byRequire} {
			found, err := r.resolve(from, specifier, how)
			var missing *notFoundError
			switch {
			case err != nil && !errors.As(err, &missing):
				t.Errorf("%q: the error is %T: %v", specifier, err, err)
			case err == nil && found.host == "" && app[found.file] == nil:
				t.Errorf("%q from %q with %s is %q", specifier, from, packageJSON, found.file)
			}
			again, _ := (&resolver{src: src.frozen(), hosts: r.hosts}).resolve(from, specifier, how)
			if again != found {
				t.Errorf("%q from %q is %v at first and %v among what was read", specifier, from, found, again)
			}
		}
	})
}

// watchedFS fails the test when it is asked for a path that leads out of it.
type watchedFS struct {
	fstest.MapFS
	t *testing.T
}

func (w watchedFS) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		w.t.Errorf("asked for %q", name)
	}
	return w.MapFS.Stat(name)
}

func FuzzParseChoice(f *testing.F) {
	f.Add([]byte(`{"a":["b",null,{"c":1}],"d":true}`))
	f.Add([]byte(`[[[[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseChoice(data)
		if err == nil && len(c.keys) != len(c.values) {
			t.Errorf("%d keys with %d values", len(c.keys), len(c.values))
		}
		if json.Valid(data) && err != nil && !errors.Is(err, errChoiceDepth) {
			t.Errorf("valid JSON is refused: %v", err)
		}
		c.subpath("./x", byImport)
	})
}
