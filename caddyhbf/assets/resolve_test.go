package assets_test

import (
	"io/fs"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/caddyhbf/assets"
)

func TestResolve(t *testing.T) {
	const none = "<none>"
	tests := []struct{ prefix, dir, path, want string }{
		{"/static/", "static", "/static/style.css", "static/style.css"},
		{"/static/", "static", "/static/a/b.c/d e.js", "static/a/b.c/d e.js"},
		{"/static/", "static", "/static/", "static"},
		{"/static/", "static", "/static/docs/", "static/docs"},
		{"/static/", "static", "/static/.well-known/x", "static/.well-known/x"},
		{"/static/", "static", "/static/...", "static/..."},
		{"/static/", "static", "/static/a..b", "static/a..b"},
		{"/static/", "static", "/static/naïve ☃.txt", "static/naïve ☃.txt"},
		{"/static/", "static", "/static/%2e%2e/x", "static/%2e%2e/x"}, // that is its name: it is decoded already
		{"/static/", "static", "/static/C:x", "static/C:x"},
		{"/static", "static", "/static/x", "static/x"},
		{"/static", "static", "/static", "static"},
		{"/a/b/", "x/y", "/a/b/c", "x/y/c"},
		{"/assets/", "/public/", "/assets/x", "public/x"},
		{"/", "", "/x/y", "x/y"},
		{"/", "", "/", "."},
		{"/", ".", "/x", "x"},
		{"", "", "/x", "x"},

		{"/static/", "static", "/static", none},
		{"/static/", "static", "/other/x", none},
		{"/static", "static", "/statics", none},
		{"/static/", "static", "/Static/x", none},
		{"/static/", "static", "", none},
		{"/static/", "static", "/static//", none},
		{"/static/", "static", "/static//x", none},
		{"/static/", "static", "/static/x//", none},
		{"/static/", "static", "/static/a//b", none},
		{"/static/", "static", "/static/.", none},
		{"/static/", "static", "/static/./", none},
		{"/static/", "static", "/static/./x", none},
		{"/static/", "static", "/static/..", none},
		{"/static/", "static", "/static/../", none},
		{"/static/", "static", "/static/../server.js", none},
		{"/static/", "static", "/static/a/../../server.js", none},
		{"/static/", "static", "/static/a/..", none},
		{"/static/", "static", `/static/..\server.js`, none},
		{"/static/", "static", `/static/a\b`, none},
		{"/static/", "static", "/static/x\x00.css", none},
		{"/static/", "static", "/static/\xff", none},
		{"/static/", "static", "/static/\xc0\xae\xc0\xae/x", none}, // an overlong ".."
		{"/", "../out", "/x", none},
	}
	for _, test := range tests {
		got, ok := assets.Resolve(test.prefix, test.dir, test.path)
		if !ok {
			got = none
		}
		if got != test.want {
			t.Errorf("Resolve(%q, %q, %q) = %q, want %q", test.prefix, test.dir, test.path, got, test.want)
		}
	}
}

// Whatever a client sends, the name is a canonical one inside the directory, and the
// path is the one path of that name.
func FuzzResolve(f *testing.F) {
	for _, seed := range []string{
		"/static/x", "/static/%2e%2e/server.js", "/static/..%2fserver.js", "/static/%5c..%5cx", "/static/%00", "/static/a/",
		"//static/x", "/static/%252e%252e%252f", "/static/%c0%ae%c0%ae/", "/static/.%2e/x", "/static/%2f/etc",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := url.ParseRequestURI(raw)
		if err != nil {
			return
		}
		name, ok := assets.Resolve("/static/", "static", u.Path)
		if !ok {
			return
		}
		if name != "static" && !strings.HasPrefix(name, "static/") || !fs.ValidPath(name) || path.Clean(name) != name ||
			strings.ContainsAny(name, "\\\x00") {
			t.Errorf("%q gives %q", u.Path, name)
		}
		if back := "/" + name; u.Path != back && u.Path != back+"/" {
			t.Errorf("%q gives %q", u.Path, name)
		}
	})
}
