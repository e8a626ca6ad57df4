package caddyhbf_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/dbbind/archive"
)

func TestTheArchiveMayBeEditedWhileItIsServed(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter, "static/a.txt", "first")
	s.run("hbf * $DIR/app.db")
	s.expect("/memory", "200 1")
	s.expect("/static/a.txt", "200 first")

	s.pack("app.db", "server.js", counter, "static/a.txt", "second")
	s.eventually("/static/a.txt", "200 second")
	s.expect("/memory", "200 2") // an asset restarts nothing

	s.pack("app.db", "server.js", strings.ReplaceAll(counter, "'v1'", "'v2'"), "static/a.txt", "second")
	s.eventually("/version", "200 v2")
	s.expect("/memory", "200 1")

	s.pack("app.db", "server.js", "throw new Error('bad deploy')", "static/a.txt", "third")
	s.eventually("/static/a.txt", "200 third")
	if !within(5*time.Second, func() bool { return strings.Contains(s.logText(), "bad deploy") }) {
		t.Error("the log doesn't say why the new code does not run")
	}
	s.expect("/version", "200 v2")
	s.expect("/memory", "200 2")

	s.pack("app.db", "server.js", strings.ReplaceAll(counter, "'v1'", "'v3'"))
	s.eventually("/version", "200 v3")
}

const editor = counter + `
app.get('/save', (req, res) => {
  db.execute("INSERT INTO sqlar VALUES ('static/b.txt', 33188, 0, 5, 'saved') ON CONFLICT(name) DO UPDATE SET data = excluded.data");
  db.execute("UPDATE sqlar SET data = CAST(replace(data, 'v1', 'v2') AS BLOB) WHERE name = 'server.js' AND sz = length(data)");
  res.send('saved');
});`

func TestAnAppMayEditItsOwnArchive(t *testing.T) {
	s := newServer(t)
	path := s.app("app.db")
	execSQL(t, path, "INSERT INTO sqlar VALUES ('server.js', 33188, 0, length('"+strings.ReplaceAll(editor, "'", "''")+"'), '"+strings.ReplaceAll(editor, "'", "''")+"')")
	s.run("hbf * $DIR/app.db {\n database_write_archive on\n }")
	s.expect("/version", "200 v1")
	s.expect("/save", "200 saved")
	s.eventually("/static/b.txt", "200 saved")
	s.eventually("/version", "200 v2")
	s.run("hbf * $DIR/app.db")
	if got := s.ask("GET", "/save", ""); got.status != 500 {
		t.Errorf("without the option: %v", got)
	}
	err := s.validate("handle /a {\nhbf * $DIR/app.db {\n database_write_archive on\n }\n}\nhandle {\nhbf * $DIR/app.db\n}")
	if err == nil {
		t.Fatal("two handlers of one app may not differ")
	}
	contains(t, err.Error(), "database_write_archive")
}

func TestDataRestartsNothing(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter)
	s.run("hbf * $DIR/app.db")
	s.expect("/memory", "200 1")
	for range 20 {
		s.ask("POST", "/hit", "")
		execSQL(t, s.path("app.db"), "INSERT INTO hits DEFAULT VALUES")
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(600 * time.Millisecond)
	s.expect("/hits", "200 40")
	s.expect("/memory", "200 2")
}

func TestAReplacedFileIsTakenOver(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter)
	s.run("hbf * $DIR/app.db")
	s.ask("POST", "/hit", "")
	s.app("new.db", "server.js", strings.ReplaceAll(counter, "'v1'", "'moved'"))
	if err := os.Rename(s.path("new.db"), s.path("app.db")); err != nil {
		t.Fatal(err)
	}
	if a := s.ask("POST", "/hit", ""); a.status == 200 {
		// Taken over already: then the write must be in the new file.
		s.expect("/version", "200 moved")
	} else if a.status != 503 {
		t.Errorf("a write to the replaced file: %+v", a)
	}
	s.eventually("/version", "200 moved")
	s.ask("POST", "/hit", "")
	if err := stopCaddy(); err != nil {
		t.Fatal(err)
	}
	if got := s.names(); got != "app.db" {
		t.Errorf("left: %s", got)
	}
	s.logged(t, "was replaced by another one")
	if n := querySQL(t, s.path("app.db"), "SELECT count(*) FROM hits"); n == "0" {
		t.Error("the new file has no write")
	}
	if got := querySQL(t, s.path("app.db"), "PRAGMA integrity_check"); got != "ok" {
		t.Errorf("the new file is damaged: %s", got)
	}
}

func TestADeletedFileStopsWrites(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter)
	s.run("hbf * $DIR/app.db")
	if err := os.Remove(s.path("app.db")); err != nil {
		t.Fatal(err)
	}
	if a := s.ask("POST", "/hit", ""); a.status != 503 {
		t.Errorf("a write to the deleted file: %+v", a)
	}
	if !within(5*time.Second, func() bool { return strings.Contains(s.logText(), "database file is gone") }) {
		t.Error("nothing in the log")
	}
	s.app("new.db", "server.js", strings.ReplaceAll(counter, "'v1'", "'again'"))
	if err := os.Rename(s.path("new.db"), s.path("app.db")); err != nil {
		t.Fatal(err)
	}
	s.eventually("/version", "200 again")
	if a := s.ask("POST", "/hit", ""); a.status != 200 {
		t.Errorf("a write to the new file: %+v", a)
	}
}

// While an app is developed its responses say where the time went, beside what the app says of that itself.
func TestServerTiming(t *testing.T) {
	s := newServer(t)
	const code = `
		app.get('/sql', async (req, res) => {
			res.set('Server-Timing', 'mine;dur=1');
			await new Promise((go) => setTimeout(go, 30));
			db.query('WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r LIMIT 100000) SELECT count(*) FROM r');
			res.send('ok');
		});
		app.get('/none', (req, res) => res.send('ok'));`
	s.app("app.db", "server.js", code)
	s.run("hbf * $DIR/app.db")
	if a := s.ask("GET", "/none", ""); a.header["Server-Timing"] != nil {
		t.Errorf("without watch: %v", a.header)
	}
	source := filepath.Join(s.dir, "app")
	if err := os.Mkdir(source, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(source, "server.js"), []byte(code), 0o644); err != nil {
		t.Fatal(err)
	}
	s.run("hbf * $DIR/app.db {\n watch\n }")
	timing := func(path string) (fields []string, queue, app, sql float64) {
		t.Helper()
		fields = s.ask("GET", path, "").header["Server-Timing"]
		if len(fields) == 0 {
			t.Fatalf("%s has no Server-Timing", path)
		}
		if _, err := fmt.Sscanf(fields[len(fields)-1], "queue;dur=%f, app;dur=%f, sql;dur=%f", &queue, &app, &sql); err != nil {
			t.Errorf("%q: %v", fields, err)
		}
		return fields, queue, app, sql
	}
	fields, _, app, sql := timing("/sql")
	if len(fields) != 2 || fields[0] != "mine;dur=1" || app < 30+sql || sql <= 0 {
		t.Errorf("%q", fields)
	}
	if fields, _, app, sql := timing("/none"); len(fields) != 1 || app <= 0 || sql != 0 {
		t.Errorf("%q", fields)
	}
}

func TestWatch(t *testing.T) {
	s := newServer(t)
	source := filepath.Join(s.dir, "app")
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(source, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("server.js", counter)
	s.run("hbf * $DIR/app.db {\n create empty\n watch\n }")
	s.expect("/version", "200 v1")
	write("lib/greet.js", "export const greet = () => 'from lib'")
	write("server.js", "import { greet } from './lib/greet.js'; app.get('/version', (req, res) => res.send(greet())); app.get('/throw', () => { throw new Error('<live>') })")
	s.eventually("/version", "200 from lib")
	write("lib/deep/er/x.css", "a{}")
	write("static/x.css", "b{}")
	s.eventually("/static/x.css", "200 b{}")
	a := s.ask("GET", "/throw", "")
	if a.status != 500 {
		t.Errorf("%+v", a)
	}
	contains(t, a.body, "&lt;live&gt;", "server.js:1:", "^")
	write("server.js", "let broken = ;")
	if !within(5*time.Second, func() bool {
		a := s.ask("GET", "/version", "")
		return a.status == 500 && strings.Contains(a.body, "server.js:1:14")
	}) {
		t.Errorf("the error is not shown: %+v", s.ask("GET", "/version", ""))
	}
	write("server.js", counter)
	s.eventually("/version", "200 v1")
	entries, err := archive.List(context.Background(), s.path("app.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name, ".") {
			t.Errorf("%s was packed", e.Name)
		}
	}
}
