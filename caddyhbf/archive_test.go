package caddyhbf_test

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// bomb is a zlib stream of n zeros, in SQL.
func bomb(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, zlib.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	piece := make([]byte, 1<<20)
	for ; n > 0; n -= len(piece) {
		if _, err := w.Write(piece[:min(n, len(piece))]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return "x'" + hex.EncodeToString(b.Bytes()) + "'"
}

// TestAHostileArchiveIsServedWithinBounds has rows that no packer writes, in an app that is served.
func TestAHostileArchiveIsServedWithinBounds(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := newServer(t)
	if err := os.WriteFile(s.path("host.txt"), []byte("of the host"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := s.app("app.db", "server.js", `
		const express = require('express'), app = express();
		app.use('/files', express.static('/'));
		app.get('/send', (req, res, next) => res.sendFile(req.query.name, { root: req.query.root, dotfiles: 'allow' }, (err) => err && res.status(err.status || 500).send('refused')));
		app.get('/require', (req, res) => { try { res.send(String(require(req.query.name))) } catch (e) { res.status(404).send('refused') } });
		app.get('/', (req, res) => res.send('here'));
		app.listen();`, "static/a.txt", "text")
	const file, link, large = 0o100644, 0o120777, 24 << 20
	stream := bomb(t, large)
	for name, row := range map[string]string{
		"../host.txt":           fmt.Sprintf("%d, 0, 1, x'31'", file),
		s.path("host.txt"):      fmt.Sprintf("%d, 0, 1, x'31'", file),
		"static/../../up.txt":   fmt.Sprintf("%d, 0, 1, x'31'", file),
		`static\..\..\host.txt`: fmt.Sprintf("%d, 0, 1, x'31'", file),
		"static/up":             fmt.Sprintf("%d, 0, -1, '../../host.txt'", link),
		"static/root":           fmt.Sprintf("%d, 0, -1, '%s'", link, s.path("host.txt")),
		"static/circle":         fmt.Sprintf("%d, 0, -1, 'circle'", link),
		"static/circle1":        fmt.Sprintf("%d, 0, -1, 'circle2/x'", link),
		"static/circle2":        fmt.Sprintf("%d, 0, -1, 'circle1/x'", link),
		"static/code":           fmt.Sprintf("%d, 0, -1, '../server.js'", link), // the archive's own business
		"static/lie.txt":        fmt.Sprintf("%d, 0, 9223372036854775807, x'789c030000000001'", file),
		"static/negative.txt":   fmt.Sprintf("%d, 0, -9223372036854775808, x'3132'", file),
		"static/short.txt":      fmt.Sprintf("%d, 0, 10, %s", file, stream),
		"static/long.txt":       fmt.Sprintf("%d, 0, %d, %s", file, large+1, stream),
		"static/bomb.txt":       fmt.Sprintf("%d, 0, %d, %s", file, large, stream),
		"static/missing.txt":    fmt.Sprintf("%d, 0, 10, NULL", file),
		"static/number.txt":     fmt.Sprintf("%d, 0, 10, 12.5", file),
		"static/device":         "8630, 0, 0, NULL",
		"bomb.dat":              fmt.Sprintf("%d, 0, %d, %s", file, large, stream),
		"static/" + strings.Repeat("d/", 1500) + "deep.txt": fmt.Sprintf("%d, 0, 1, x'31'", file),
	} {
		execSQL(t, path, fmt.Sprintf("INSERT INTO sqlar VALUES('%s', %s)", name, row))
	}
	s.run("hbf * $DIR/app.db")
	s.expect("/", "200 here")
	s.expect("/static/a.txt", "200 text")
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for target, want := range map[string]int{
		"/static/../host.txt": 404, "/static/%2e%2e/host.txt": 404, "/static/..%2fhost.txt": 404, "/static/..%5chost.txt": 404,
		"/static/up": 404, "/static/root": 404, "/static/circle": 404, "/static/circle1": 404, "/static/code": 200,
		"/static/lie.txt": 404, "/static/negative.txt": 200, "/static/short.txt": 500, "/static/long.txt": 500, "/static/bomb.txt": 200,
		"/static/missing.txt": 404, "/static/number.txt": 404, "/static/device": 404,
		"/static/" + strings.Repeat("d/", 1500) + "deep.txt": 200,
		"/files/static/lie.txt":                              404, "/files/..%2fhost.txt": 404, "/files/%00": 404, "/files/static/up": 404,
		"/send?name=../host.txt": 500, "/send?name=/../host.txt&root=..": 403, "/send?name=host.txt&root=..": 404, "/send?name=a.txt&root=static": 200,
		"/send?name=/etc/passwd&root=/": 404, "/send?name=..%5chost.txt&root=static": 403, "/send?name=a.txt%00.js&root=static": 400,
		"/send?name=static/short.txt&root=.": 500, "/send?name=static/up&root=.": 404, "/send?name=/proc/self/environ&root=/": 404,
		"/require?name=../host.txt": 404, "/require?name=./bomb.dat": 404, "/require?name=/etc/passwd": 404, "/require?name=./static/up": 404,
	} {
		r, err := http.NewRequest("GET", s.url+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Opaque = target
		response, err := s.client.Do(r)
		if err != nil {
			t.Errorf("%s: %v", target, err)
			continue
		}
		var text bytes.Buffer
		_, err = text.ReadFrom(http.MaxBytesReader(nil, response.Body, 200<<20))
		response.Body.Close()
		if response.StatusCode != want || err != nil {
			t.Errorf("%s: status %d, %v, want %d", target, response.StatusCode, err, want)
		}
		if strings.Contains(text.String(), "of the host") {
			t.Errorf("%s gives a file of the host's", target)
		}
	}
	var after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&after)
	if after.HeapAlloc > before.HeapAlloc+large/2 {
		t.Errorf("%d bytes are kept", after.HeapAlloc-before.HeapAlloc)
	}
	s.expect("/", "200 here")
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "hbf-asset-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestCodeThatInflatesIsRefused: a small archive can't make the loader read without bound.
func TestCodeThatInflatesIsRefused(t *testing.T) {
	s := newServer(t)
	stream := bomb(t, 24<<20)
	for name, row := range map[string]string{
		"one file":   "INSERT INTO sqlar VALUES('server.js', 33188, 0, 25165824, " + stream + ")",
		"a lie":      "INSERT INTO sqlar VALUES('server.js', 33188, 0, 25165824, x'789c030000000001')",
		"the router": "INSERT INTO sqlar VALUES('server.js', 33188, 0, 1, ';'), ('router.js', 33188, 0, 25165824, " + stream + ")",
		"a package":  "INSERT INTO sqlar VALUES('server.js', 33188, 0, 11, 'import ''p'''), ('node_modules/p/package.json', 33188, 0, 25165824, " + stream + ")",
	} {
		path := s.path(strings.ReplaceAll(name, " ", "-") + ".db")
		execSQL(t, path, "CREATE TABLE sqlar(name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB); "+row)
		err := s.load("hbf * " + path)
		if (err == nil) != (name == "a lie") { // that is no member, and an archive without one waits for its code
			t.Errorf("%s: %v", name, err)
		}
	}
	path := s.app("bundle.db", "server.js", "app.get('/', (req, res) => res.send('here'))")
	execSQL(t, path, "CREATE TABLE _hbf_bundle(id INTEGER PRIMARY KEY, data BLOB)")
	for _, data := range []string{"x'28b52ffda0ffffffff'", "x'28b52ffde0ffffffffffffff7f'", "zeroblob(100000)", "NULL", "12.5", "'text'"} {
		execSQL(t, path, "INSERT OR REPLACE INTO _hbf_bundle VALUES(1, "+data+")")
		s.run("hbf * " + path)
		s.expect("/", "200 here") // what can't be read is made anew
	}
}
