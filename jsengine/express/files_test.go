package express_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express"
)

func TestFileOptions(t *testing.T) {
	tree := fstest.MapFS{"public/a.txt": {Data: []byte("a")}, "b": {Data: []byte("b")}}
	all := express.File{Name: "public/a.txt", ETag: true, LastModified: true, Ranges: true}
	for _, c := range []struct {
		send   string
		want   express.File
		header map[string]string
	}{
		{"res.sendFile('/public/a.txt')", all, map[string]string{"Cache-Control": "public, max-age=0", "Content-Type": "text/plain; charset=utf-8"}},
		{"res.sendFile('a.txt', { root: '/public' })", all, nil},
		{"res.sendFile('a.txt', { root: './public/' })", all, nil},
		{"res.sendFile('a.txt', { root: 'public', maxAge: '2 days', immutable: true })", all, map[string]string{"Cache-Control": "public, max-age=172800, immutable"}},
		{"res.sendFile('a.txt', { root: 'public', maxAge: '9000y' })", all, map[string]string{"Cache-Control": "public, max-age=31536000"}},
		{"res.sendFile('a.txt', { root: 'public', maxAge: 'soon' })", all, map[string]string{"Cache-Control": "public, max-age=0"}},
		{"res.sendFile('a.txt', { root: 'public', maxAge: -5 })", all, map[string]string{"Cache-Control": "public, max-age=0"}},
		{"res.sendFile('/b', { lastModified: false, acceptRanges: false, cacheControl: false })", express.File{Name: "b", ETag: true},
			map[string]string{"Cache-Control": "", "Content-Type": "application/octet-stream"}},
		{"app.disable('etag'); res.sendFile('/b')", express.File{Name: "b", LastModified: true, Ranges: true}, nil},
		{"res.type('html').set('Cache-Control', 'no-store').sendFile('/b')", express.File{Name: "b", ETag: true, LastModified: true, Ranges: true},
			map[string]string{"Cache-Control": "no-store", "Content-Type": "text/html; charset=utf-8"}},
		{"res.download('b')", express.File{Name: "b", ETag: true, LastModified: true, Ranges: true}, map[string]string{"Content-Disposition": `attachment; filename=b`}},
		{"res.download('/b', 'dir/c.txt')", express.File{Name: "b", ETag: true, LastModified: true, Ranges: true}, map[string]string{"Content-Disposition": `attachment; filename=c.txt`}},
		{"res.download('/b', 'c', { headers: { 'X-A': '1', 'content-disposition': 'x' } })", express.File{Name: "b", ETag: true, LastModified: true, Ranges: true},
			map[string]string{"Content-Disposition": `attachment; filename=c`, "X-A": "1"}},
	} {
		t.Run(c.send, func(t *testing.T) {
			h := newHost(t, tree)
			app := h.run("const app = express(); app.use((req, res) => { " + c.send + " }); app").(*goja.Object)
			x := h.dispatch(app, request("GET", "/", ""))
			if err, _, failed := x.Failure(); failed {
				t.Fatal(h.message(err))
			}
			if x.Response.File == nil || *x.Response.File != c.want || !x.Sent() {
				t.Errorf("file %+v, want %+v", x.Response.File, c.want)
			}
			for name, want := range c.header {
				if got := x.Response.Header.Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
		})
	}
}

// TestNoWayOut: no spelling of a path leads out of the root, or to another file than the one it names.
func TestNoWayOut(t *testing.T) {
	tree := fstest.MapFS{"secret.txt": {Data: []byte("s")}, "public/a.txt": {Data: []byte("a")}, "public/.env": {Data: []byte("e")}}
	for _, target := range []string{
		"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/a/../../secret.txt", "/..%5csecret.txt", "/.%2e/secret.txt",
		"/%2fsecret.txt", "//secret.txt", "/a.txt%00", "/a.txt%00.html", "/./../secret.txt", "/.env", "/%2eenv", "/x/..%2f.env", "/public/../../secret.txt", "/%252e%252e/secret.txt",
	} {
		h := newHost(t, tree)
		app := h.run("const app = express(); app.use(express.static('public')); app").(*goja.Object)
		x := request("GET", "/", "")
		x.Request.URL.Path, x.Request.URL.RawPath, x.Request.URL.Opaque = "", "", target
		h.begin(app, x)
		if f := x.Response.File; f != nil {
			t.Errorf("%s: served %s", target, f.Name)
		}
	}
}

type brokenFS struct{}

func (brokenFS) Open(string) (fs.File, error) { return nil, errors.New("disk on fire") }

func TestFilesThatCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		files  fs.FS
		status int
	}{{nil, 404}, {brokenFS{}, 500}} {
		h := newHost(t, c.files)
		app := h.run("const app = express(); app.get('/', (req, res) => res.sendFile('/a')); app").(*goja.Object)
		x := request("GET", "/", "")
		h.begin(app, x)
		if _, status, failed := x.Failure(); !failed || status != c.status {
			t.Errorf("%v: failed %v, status %d", c.files, failed, status)
		}
	}
}

func TestFileCallbacks(t *testing.T) {
	h := newHost(t, fstest.MapFS{"a": {Data: []byte("a")}})
	app := h.run(`const log = []; const app = express();
		app.get('/a', (req, res) => { res.sendFile('/a', (err) => log.push('a ' + err)); log.push('first') });
		app.get('/b', (req, res) => res.download('/b', (err) => { log.push('b ' + err.status + err.code); res.end() }));
		app`).(*goja.Object)
	h.dispatch(app, request("GET", "/a", ""))
	h.dispatch(app, request("GET", "/b", ""))
	if got, want := h.run("log.join()").String(), "first,a undefined,b 404ENOENT"; got != want {
		t.Errorf("log %s, want %s", got, want)
	}
}
