package caddyhbf

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
)

func TestDefaults(t *testing.T) {
	dir := realTempDir(t)
	t.Chdir(dir)
	h := &Handler{Database: "shop.db"}
	got, err := h.instanceOptions()
	if err != nil {
		t.Fatal(err)
	}
	want := instanceOptions{
		Database: filepath.Join(dir, "shop.db"), File: filepath.Join(dir, "shop.db"),
		Name: "shop.db", Env: map[string]string{}, Synchronous: "full", Timeout: 5 * time.Second, MemoryLimit: 64 << 20,
		QueueSize: 1024, QueueTimeout: 10 * time.Second, Isolation: "in_process",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got.development() || got.inMemory() {
		t.Error("the defaults are for production and for a file")
	}

	wantHandler := handlerOptions{
		Static: []StaticRoute{{Prefix: "/static/", Dir: "static"}}, Health: "/health", MaxBodySize: 10 << 20,
	}
	if got := h.handlerOptions(); !reflect.DeepEqual(got, wantHandler) {
		t.Errorf("got %+v, want %+v", got, wantHandler)
	}
}

func TestHandlerOptions(t *testing.T) {
	h := &Handler{
		Health: "off", MaxBodySize: 7, PassThru: true,
		Static: []StaticRoute{{Prefix: "/", Dir: "public"}, {Prefix: "/a/b/"}, {Prefix: "/a/", Dir: "x"}},
	}
	want := handlerOptions{
		MaxBodySize: 7, PassThru: true,
		Static: []StaticRoute{{"/a/b/", "a/b"}, {"/a/", "x"}, {"/", "public"}},
	}
	if got := h.handlerOptions(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if h.Static[0].Prefix != "/" || h.Static[1].Dir != "" {
		t.Error("the configuration itself was changed")
	}
	off := &Handler{Static: []StaticRoute{}}
	if got := off.handlerOptions().Static; len(got) != 0 {
		t.Errorf("static off gives %v", got)
	}
}

func TestPlaceholdersAreResolved(t *testing.T) {
	dir := realTempDir(t)
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HBF_TEST_DIR", dir)
	t.Setenv("HBF_TEST_BRACES", "{env.HBF_TEST_DIR}")
	watch := "{env.HBF_TEST_DIR}/src"
	h := &Handler{
		Database: "{env.HBF_TEST_DIR}/app.db", Name: "app-{system.os}", Entry: "hbf/{system.os}.js", Watch: &watch,
		Env: map[string]string{"SECRET": "{file." + secret + "}", "PLAIN": `\{not a placeholder\}`, "EMPTY": "", "ONCE": "{env.HBF_TEST_BRACES}"},
	}
	if err := h.validateOptions(); err != nil {
		t.Fatal(err)
	}
	o, err := h.instanceOptions()
	if err != nil {
		t.Fatal(err)
	}
	system, _ := caddy.NewReplacer().GetString("system.os")
	if o.Database != filepath.Join(dir, "app.db") || o.Name != "app-"+system || o.Entry != "hbf/"+system+".js" || o.WatchDir != filepath.Join(dir, "src") {
		t.Errorf("got %+v", o)
	}
	wantEnv := map[string]string{"SECRET": "s3cret", "PLAIN": "{not a placeholder}", "EMPTY": "", "ONCE": "{env.HBF_TEST_DIR}"}
	if !reflect.DeepEqual(o.Env, wantEnv) {
		t.Errorf("got %q, want %q", o.Env, wantEnv)
	}
	if strings.Contains(h.Env["SECRET"], "s3cret") {
		t.Error("a resolved secret was written into the configuration")
	}
}

func TestResolutionErrors(t *testing.T) {
	t.Setenv("HBF_TEST_UNSET", "")
	t.Setenv("HBF_TEST_URI", "file:app.db")
	t.Setenv("HBF_TEST_SLASH", "a/b")
	t.Setenv("HBF_TEST_PARENT", "..")
	empty, request := "", "{http.request.host}"
	tests := map[string]struct {
		handler Handler
		want    []string
	}{
		"request placeholder in database": {Handler{Database: "/srv/{http.request.host}.db"}, []string{"database: ", "{http.request.host}", "request"}},
		"request placeholder in name":     {Handler{Database: "a.db", Name: "{http.request.host}"}, []string{"name: ", "request"}},
		"request placeholder in entry":    {Handler{Database: "a.db", Entry: "{http.vars.entry}"}, []string{"entry: ", "request"}},
		"request placeholder in env":      {Handler{Database: "a.db", Env: map[string]string{"HOST": "{http.request.host}"}}, []string{"env HOST: ", "request"}},
		"request placeholder in watch":    {Handler{Database: "a.db", Watch: &request}, []string{"watch: ", "request"}},
		"environment variable not set":    {Handler{Database: "{env.HBF_TEST_UNSET}"}, []string{"database: ", "HBF_TEST_UNSET", "not set"}},
		"file that is missing":            {Handler{Database: "a.db", Env: map[string]string{"KEY": "{file./nonexistent/key}"}}, []string{"env KEY: ", "/nonexistent/key", "can't be read"}},
		"unknown placeholder":             {Handler{Database: "a.db", Env: map[string]string{"JSON": `{"a":1}`}}, []string{"env JSON: ", `\{`}},
		"database becomes a URI":          {Handler{Database: "{env.HBF_TEST_URI}"}, []string{"database: ", "plain path"}},
		"name becomes a path":             {Handler{Database: "a.db", Name: "{env.HBF_TEST_SLASH}"}, []string{"name: ", "a/b"}},
		"entry leads out":                 {Handler{Database: "a.db", Entry: "{env.HBF_TEST_PARENT}/x.js"}, []string{"entry: ", "../x.js"}},
		"watch without an extension":      {Handler{Database: "app", Watch: &empty}, []string{"watch: ", "extension"}},
		"watch beside a dot file":         {Handler{Database: ".db", Watch: &empty}, []string{"watch: ", "extension"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := test.handler.instanceOptions()
			wantError(t, err, test.want...)
		})
	}
}

func TestWatchDefaultsToTheDatabaseWithoutItsExtension(t *testing.T) {
	empty := ""
	o, err := (&Handler{Database: "/srv/my.app.db", Watch: &empty}).instanceOptions()
	if err != nil {
		t.Fatal(err)
	}
	if o.WatchDir != filepath.FromSlash("/srv/my.app") || !o.development() {
		t.Errorf("got %q", o.WatchDir)
	}
}

func TestIdentityFollowsLinks(t *testing.T) {
	dir := realTempDir(t)
	for _, sub := range []string{"real", "work"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "real", "app.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"linked": "real", "one.db": "real/app.db"} {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join(dir, "work"))
	same := []string{"../real/app.db", filepath.Join(dir, "linked", "app.db"), "../one.db", "../real/../linked/./app.db"}
	want := filepath.Join(dir, "real", "app.db")
	for _, path := range same {
		if got := mustOptions(t, path); got.identity() != want {
			t.Errorf("%s: identity %s, want %s", path, got.identity(), want)
		}
	}
	if a, b := mustOptions(t, same[0]), mustOptions(t, same[1]); a.key() != b.key() {
		t.Error("two ways to write one path give two keys")
	}
	missing := map[string]string{
		"../linked/new.db":       filepath.Join(dir, "real", "new.db"),
		"../linked/sub/d/new.db": filepath.Join(dir, "real", "sub", "d", "new.db"),
	}
	for path, want := range missing {
		if got := mustOptions(t, path).identity(); got != want {
			t.Errorf("%s: identity %s, want %s", path, got, want)
		}
	}
}

// TestEveryInstanceOptionIsCompared changes each field by itself: a field that diff or
// key forgets would let two handlers disagree, or a reload keep the old value.
func TestEveryInstanceOptionIsCompared(t *testing.T) {
	base := func() instanceOptions {
		return instanceOptions{Env: map[string]string{"A": "1"}, AllowNet: []string{"a"}}
	}
	if a, b := base(), base(); a.key() != b.key() || len(a.diff(b)) != 0 {
		t.Fatal("equal options differ")
	}
	fields := reflect.TypeFor[instanceOptions]()
	for i := range fields.NumField() {
		field := fields.Field(i)
		changed := base()
		switch value := reflect.ValueOf(&changed).Elem().Field(i); value.Kind() {
		case reflect.String:
			value.SetString("changed")
		case reflect.Bool:
			value.SetBool(true)
		case reflect.Int, reflect.Int64:
			value.SetInt(7)
		case reflect.Map:
			value.Set(reflect.ValueOf(map[string]string{"A": "2"}))
		case reflect.Slice:
			value.Set(reflect.ValueOf([]string{"a", "b"}))
		default:
			t.Fatalf("%s: the test doesn't know how to change a %s", field.Name, value.Kind())
		}
		a, b := base(), changed
		switch field.Name {
		case "Database":
			if a.key() != b.key() {
				t.Error("the way to write the path is part of the key")
			}
		case "File":
			if a.key() == b.key() || a.identity() == b.identity() {
				t.Error("the file is no part of the key")
			}
		default:
			if len(a.diff(b)) != 1 || a.key() == b.key() {
				t.Errorf("%s is not compared: diff %v, same key %t", field.Name, a.diff(b), a.key() == b.key())
			}
		}
	}
}

func TestDiffNamesOptionsAndNoValues(t *testing.T) {
	a := instanceOptions{Name: "a", Timeout: time.Second, Env: map[string]string{"KEY": "secret1", "SAME": "x", "EMPTY": ""}}
	b := instanceOptions{Name: "a", Timeout: time.Minute, Env: map[string]string{"KEY": "secret2", "SAME": "x", "MORE": "y"}}
	want := []string{"env EMPTY", "env KEY", "env MORE", "timeout"}
	if got := a.diff(b); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := b.diff(a); !slices.Equal(got, want) {
		t.Errorf("the other way round: got %q, want %q", got, want)
	}
}

func TestWarning(t *testing.T) {
	production := map[string]string{"NODE_ENV": "production"}
	if w := (instanceOptions{WatchDir: "/src", Env: production}).warning(); !strings.Contains(w, "watch") {
		t.Errorf("no warning: %q", w)
	}
	for _, o := range []instanceOptions{{Env: production}, {WatchDir: "/src"}, {}} {
		if w := o.warning(); w != "" {
			t.Errorf("%+v: unexpected warning %q", o, w)
		}
	}
}

func mustOptions(t *testing.T, database string) instanceOptions {
	t.Helper()
	o, err := (&Handler{Database: database}).instanceOptions()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// realTempDir is t.TempDir without symbolic links in the path.
func realTempDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error %q doesn't contain %q", err, part)
		}
	}
}
