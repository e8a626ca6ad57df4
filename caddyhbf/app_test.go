package caddyhbf_test

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

const counter = `
import db from 'hbf:db';
db.exec('CREATE TABLE IF NOT EXISTS hits (n INTEGER PRIMARY KEY)');
let inMemory = 0;
app.post('/hit', (req, res) => res.json(db.prepare('INSERT INTO hits DEFAULT VALUES').run().lastInsertRowid));
app.get('/hits', (req, res) => res.json(db.get('SELECT count(*) AS n FROM hits').n));
app.get('/memory', (req, res) => res.send(String(++inMemory)));
app.get('/env', (req, res) => res.send(process.env.WHO ?? 'nobody'));
app.get('/version', (req, res) => res.send('v1'));
`

func TestAnAppIsServed(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `
		const express = require('express');
		const app = express();
		app.use(express.json());
		app.get('/user/:id', (req, res) => res.json({ id: req.params.id, q: req.query.q, ip: req.ip, host: req.hostname, scheme: req.protocol }));
		app.post('/echo', (req, res) => res.status(201).set('X-Custom', 'yes').send(req.body));
		app.get('/throw', () => { throw new Error('secret detail') });
		app.get('/file', (req, res) => res.sendFile('/static/a.txt'));
		app.listen(3000);
	`, "static/a.txt", "static text")
	s.run(`hbf * $DIR/app.db
	handle_errors {
		respond "handled {err.status_code}"
	}`)
	s.expect("/health", `200 {"status":"ok"}`)
	s.expect("/static/a.txt", "200 static text")
	s.expect("/file", "200 static text")
	s.expect("/user/7?q=x", `200 {"id":"7","q":"x","ip":"127.0.0.1","host":"127.0.0.1","scheme":"http"}`)
	a := s.ask("POST", "/echo", `{"a":[1]}`, "Content-Type", "application/json")
	if a.status != 201 || a.body != `{"a":[1]}` || a.header.Get("X-Custom") != "yes" {
		t.Errorf("echo: %+v", a)
	}
	s.expect("/throw", "500 handled 500")
	s.expect("/nowhere", "404 handled 404")
	s.expect("/static/none", "404 handled 404")
	s.expect("/static/..%2fserver.js", "404 handled 404")
	log := s.logText()
	contains(t, log, "Error: secret detail", "server.js:7", `"app":"app.db"`)
}

func TestBodiesAndMethods(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `app.post('/', (req, res) => res.send(String(req.body.length))); app.get('/', (q, s) => s.send('got'))`, "static/a.txt", "text")
	s.run("hbf * $DIR/app.db {\n max_body_size 1KB\n }")
	for size, want := range map[int]int{0: 200, 999: 200, 1000: 200, 1001: 413, 20_000: 413} {
		if a := s.ask("POST", "/", strings.Repeat("x", size)); a.status != want {
			t.Errorf("a body of %d bytes: got %d, want %d", size, a.status, want)
		}
	}
	if a := s.ask("PUT", "/static/a.txt", "x"); a.status != 405 || !strings.Contains(a.header.Get("Allow"), "GET") {
		t.Errorf("PUT to an asset: %+v", a)
	}
	if a := s.ask("HEAD", "/", ""); a.status != 200 || a.body != "" || a.header.Get("Content-Length") != "3" {
		t.Errorf("HEAD: %+v", a)
	}
	if a := s.ask("OPTIONS", "/", ""); a.status != 200 || !strings.Contains(a.header.Get("Allow"), "POST") {
		t.Errorf("OPTIONS: %+v", a)
	}
}

func TestMemoryLimitBoundsBodiesAndResults(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `
		app.post('/', (req, res) => res.send(String(req.body.length)));
		app.get('/send/:n', (req, res) => res.send('x'.repeat(req.params.n)));
		app.get('/write/:n', (req, res) => { for (let n = 0; n < req.params.n; n++) res.write('x'.repeat(1000)); res.end() });
		app.get('/rows/:n', (req, res) => res.json(db.query("WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT ?) SELECT n, 'some text' FROM r", [Number(req.params.n)]).length));
	`)
	s.run("hbf * $DIR/app.db {\n memory_limit 1MiB\n max_body_size 100MiB\n }")
	for path, want := range map[string]int{
		"/send/1048576": 200, "/send/1048577": 500, "/write/1048": 200, "/write/1049": 500, "/rows/100": 200, "/rows/1000000": 500,
	} {
		if a := s.ask("GET", path, ""); a.status != want {
			t.Errorf("%s: got %d, want %d", path, a.status, want)
		}
	}
	// The server closes the connection without reading all of it, which the client may notice before the answer.
	if a, err := s.do("POST", "/", strings.Repeat("x", 1<<20+1)); err == nil && a.status != 413 {
		t.Errorf("a body over the limit: %d", a.status)
	}
	s.logged(t, "RangeError: the body of the response is larger than 1048576 bytes")
}

func TestATimeoutIs504AndTheAppGoesOn(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter+`
app.get('/loop', () => { for (;;) {} });
app.get('/sql', (req, res) => res.json(db.query('WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r')));
`)
	s.run("hbf * $DIR/app.db {\n timeout 100ms\n }")
	for _, path := range []string{"/loop", "/sql"} {
		if a := s.ask("GET", path, ""); a.status != 504 {
			t.Errorf("%s: %+v", path, a)
		}
		s.expect("/version", "200 v1")
		if a := s.ask("POST", "/hit", ""); a.status != 200 {
			t.Errorf("a write after %s: %+v", path, a)
		}
	}
	s.expect("/hits", "200 2")
}

func TestPassThruAndMounting(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `app.get('/mine', (q, s) => s.send('mine ' + q.path))`)
	s.run(`handle_path /sub/* {
		hbf * $DIR/app.db {
			pass_thru
			health off
		}
	}
	respond "fallback {path}"`)
	s.expect("/sub/mine", "200 mine /mine")
	s.expect("/elsewhere", "200 fallback /elsewhere")
	s.run(`route {
		hbf * $DIR/app.db {
			pass_thru
		}
		respond "fallback {path}"
	}`)
	s.expect("/other", "200 fallback /other")
	s.expect("/mine", "200 mine /mine")
}

func TestValidateLeavesNoTrace(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter)
	before, info := s.names(), stat(t, s.path("app.db"))
	for _, options := range []string{"", "create starter", "create empty"} {
		if err := s.validate("hbf * $DIR/app.db {\n" + options + "\n}"); err != nil {
			t.Errorf("%s: %v", options, err)
		}
		if err := s.validate("hbf * $DIR/new.db {\n" + options + "\n}"); err != nil {
			t.Errorf("a missing file with %q: %v", options, err)
		}
	}
	if after := stat(t, s.path("app.db")); after.ModTime() != info.ModTime() || after.Size() != info.Size() {
		t.Error("the file was changed")
	}
	if after := s.names(); after != before {
		t.Errorf("the directory was %s and is %s", before, after)
	}
	s.app("broken.db", "server.js", "const a = 1;\nlet b = ;")
	err := s.validate("hbf * $DIR/broken.db")
	if err == nil {
		t.Fatal("a syntax error is valid")
	}
	contains(t, err.Error(), "server.js:2:9", "let b = ;", "^")
}

func stat(t testing.TB, path string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestHandlersOfOneDatabaseShareTheInstance(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter)
	s.app("other.db", "server.js", counter)
	s.run(`handle_path /a/* {
		hbf * $DIR/app.db
	}
	handle_path /b/* {
		hbf * $DIR/app.db {
			health off
		}
	}
	handle_path /c/* {
		hbf * $DIR/other.db
	}`)
	s.expect("/a/memory", "200 1")
	s.expect("/b/memory", "200 2")
	s.expect("/c/memory", "200 1")
	for config, wants := range map[string][]string{
		"handle /a {\n hbf * $DIR/app.db\n }\n handle /b {\n hbf * $DIR/app.db {\n timeout 1s\n env A secret-value\n }\n }": {"app.db", "timeout", "env A"},
		"handle /a {\n hbf * $DIR/app.db {\n name x\n }\n }\n handle /b {\n hbf * $DIR/other.db {\n name x\n }\n }":         {"app.db", "other.db", `"x"`},
	} {
		err := s.load(config)
		if err == nil {
			t.Fatalf("no error for %s", config)
		}
		contains(t, err.Error(), wants...)
		if strings.Contains(err.Error(), "secret-value") {
			t.Errorf("the value of env is in the error: %v", err)
		}
	}
	s.expect("/a/memory", "200 3")
}

func TestCreate(t *testing.T) {
	s := newServer(t)
	err := s.load("hbf * $DIR/app.db")
	if err == nil {
		t.Fatal("a missing file is no error")
	}
	contains(t, err.Error(), "app.db", "create starter", "caddy hbf init")
	s.run("hbf * $DIR/app.db {\n create starter\n }")
	if a := s.ask("GET", "/hello", ""); a.status != 200 {
		t.Errorf("the starter app: %+v", a)
	}
	if mode := stat(t, s.path("app.db")).Mode().Perm(); mode != 0o600 {
		t.Errorf("the file's mode is %o", mode)
	}
	s.run("hbf * $DIR/empty.db {\n create empty\n }")
	if a := s.ask("GET", "/", ""); a.status != 503 || a.header.Get("Retry-After") == "" {
		t.Errorf("an empty app: %+v", a)
	}
	s.expect("/health", `200 {"status":"ok"}`)
	s.pack("empty.db", "server.js", counter)
	s.eventually("/version", "200 v1")
}

func TestAnAppInMemory(t *testing.T) {
	s := newServer(t)
	before := s.names()
	s.run("hbf :memory: {\n create starter\n }")
	if a := s.ask("GET", "/hello", ""); a.status != 200 {
		t.Errorf("%+v", a)
	}
	if a := s.ask("GET", "/static/style.css", ""); a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/css") {
		t.Errorf("%+v", a)
	}
	if after := s.names(); after != before {
		t.Errorf("the directory was %s and is %s", before, after)
	}
}

func TestACleanStopLeavesOneFile(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter)
	s.run("hbf * $DIR/app.db")
	for range 10 {
		s.ask("POST", "/hit", "")
	}
	if err := stopCaddy(); err != nil {
		t.Fatal(err)
	}
	if got := s.names(); got != "app.db" {
		t.Errorf("left: %s", got)
	}
	db, err := sql.Open("sqlite", s.path("app.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRow("SELECT count(*) FROM hits").Scan(&n); err != nil || n != 10 {
		t.Errorf("%d rows, %v", n, err)
	}
}
