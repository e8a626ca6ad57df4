package caddyhbf_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// careless is an app that has secrets and fails in many ways.
const careless = `
import { env } from 'hbf:env';
if (env.FAIL) throw new Error('it fails at start');
app.get('/kept', (req, res) => res.send(String(env.A.length + env.B.length)));
app.get('/throw', () => { throw new Error('a mistake') });
app.get('/reject', async () => { throw Object.assign(new Error('a mistake'), { status: 400 }) });
app.get('/null', () => { throw null });
app.get('/loop', () => { for (;;); });
app.get('/fetch', async (req, res) => { try { await fetch('http://127.0.0.1:1/') } catch (e) { res.status(502).send(String(e)) } });
app.get('/sql', () => db.query('SELECT * FROM nothing WHERE a = ?', [1]));
app.get('/late', (req, res) => { res.send('sent'); setTimeout(() => { throw new Error('late') }, 1) });
`

// TestValuesOfEnvStayInMemory: what {env.X} and {file.X} stand for is in no log, error, answer, configuration or file,
// whatever goes wrong. (What the app itself gives to console.log or throws is its own business.)
func TestValuesOfEnvStayInMemory(t *testing.T) {
	const fromEnvironment, fromFile = "s3cr3t-of-the-environment", "s3cr3t-of-a-file"
	t.Setenv("HBF_TEST_SECRET", fromEnvironment)
	s := newServer(t)
	if err := os.WriteFile(s.path("secret.txt"), []byte(fromFile), 0o600); err != nil {
		t.Fatal(err)
	}
	s.app("app.db", "server.js", careless, "broken.js", "let a = ;")
	const options = "hbf * $DIR/app.db {\n timeout 200ms\n env A {env.HBF_TEST_SECRET}\n env B {file.$DIR/secret.txt}\n %s\n }"
	var shown bytes.Buffer // all that anybody gets to see
	show := func(what string, v any) { fmt.Fprintf(&shown, "%s: %v\n", what, v) }
	adapted, err := s.adapt(fmt.Sprintf(options, ""))
	show("adapted", string(adapted))
	if err != nil {
		t.Fatal(err)
	}
	s.run(fmt.Sprintf(options, ""))
	s.expect("/kept", fmt.Sprint("200 ", len(fromEnvironment)+len(fromFile)))
	ask := func() {
		for _, path := range []string{"/throw", "/reject", "/null", "/loop", "/fetch", "/sql", "/late", "/nowhere", "/health", "/static/none"} {
			a := s.ask("GET", path, "")
			show(path, fmt.Sprintln(a.status, a.header, a.body))
		}
	}
	ask()
	for _, wrong := range []string{
		fmt.Sprintf(options, "env FAIL yes"),
		fmt.Sprintf(options, "entry broken.js"),
		fmt.Sprintf(options, "entry none.js"),
		fmt.Sprintf(options, "timeout -1s"),
		fmt.Sprintf(options, "env A again"),
		fmt.Sprintf(options, "env C {env.HBF_TEST_NOTHING}"),
		fmt.Sprintf(options, "env C {file.$DIR/nothing.txt}"),
		fmt.Sprintf(options, "env C {http.request.uri}{env.HBF_TEST_SECRET}"),
		fmt.Sprintf(options, "allow_net http://wrong/{env.HBF_TEST_SECRET}"),
		"handle /a {\n" + fmt.Sprintf(options, "") + "\n}\nhandle {\n hbf * $DIR/app.db {\n env A {file.$DIR/secret.txt}\n }\n}",
	} {
		show("validated", s.validate(wrong))
		err := s.load(wrong)
		show("loaded", err)
		if err == nil {
			t.Errorf("no error:\n%s", wrong)
		}
	}
	if err := os.Mkdir(s.path("source"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.path("source/server.js"), []byte(careless), 0o600); err != nil {
		t.Fatal(err)
	}
	s.run(fmt.Sprintf(options, "watch $DIR/source"))
	ask()
	if err := stopCaddy(); err != nil {
		t.Fatal(err)
	}
	show("log", s.logText())
	err = filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "secret.txt" {
			var data []byte
			data, err = os.ReadFile(path)
			show(path, string(data))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for _, secret := range []string{fromEnvironment, fromFile} {
		if at := strings.Index(shown.String(), secret); at >= 0 {
			t.Errorf("the value is shown: …%q", shown.String()[max(0, at-300):min(shown.Len(), at+100)])
		}
	}
}

// TestTheAdminEndpointShowsPlaceholders and a module's own state nowhere.
func TestTheAdminEndpointShowsPlaceholders(t *testing.T) {
	const secret = "s3cr3t-of-the-environment"
	t.Setenv("HBF_TEST_SECRET", secret)
	s := newServer(t)
	s.app("app.db", "server.js", "app.get('/', (req, res) => res.send(String(process.env.A.length)))")
	admin := s.path("admin.sock")
	config := strings.Replace(s.caddyfile("hbf * $DIR/app.db {\n env A {env.HBF_TEST_SECRET}\n }"), "admin off", "admin unix/"+admin, 1)
	s.runCaddyfile(config)
	s.expect("/", fmt.Sprint("200 ", len(secret)))
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", admin)
	}}, Timeout: patience}
	defer client.CloseIdleConnections()
	for _, path := range []string{"/config/", "/metrics", "/debug/vars"} {
		response, err := client.Get("http://localhost" + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != 200 || bytes.Contains(body, []byte(secret)) {
			t.Errorf("%s: %v, status %d, shows the value: %v", path, err, response.StatusCode, bytes.Contains(body, []byte(secret)))
		}
		if path == "/config/" && !bytes.Contains(body, []byte("{env.HBF_TEST_SECRET}")) {
			t.Errorf("the configuration is not what was loaded: %s", body)
		}
	}
}
