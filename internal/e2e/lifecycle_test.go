package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// entry is a form of the starter app.
func entry(name, message string) exchange {
	return exchange{
		method: http.MethodPost, path: "/entries", status: http.StatusSeeOther,
		form: url.Values{"name": {name}, "message": {message}},
	}
}

func TestReloadKeepsTheAppAndItsData(t *testing.T) {
	s := newSite(t)
	s.start()
	entry("Before", "the reload").run(t, s.url)

	s.caddy("reload", "--config", s.config, "--force")
	exchange{path: "/", status: 200, contains: []string{"Before"}}.run(t, s.url)

	s.replace("hbf app.db {", "hbf app.db {\n\t\ttimeout 4s")
	s.caddy("reload", "--config", s.config)
	entry("After", "the change").run(t, s.url)
	exchange{path: "/", status: 200, contains: []string{"Before", "After"}}.run(t, s.url)

	s.caddy("stop", "--address", s.admin)
	if code := s.ended(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.wantNoErrors()
}

func TestReloadOfABrokenConfigurationKeepsTheOldOne(t *testing.T) {
	for name, change := range map[string]string{
		"unknown option":  "hbf app.db {\n\t\ttimeuot 4s",
		"entry not there": "hbf app.db {\n\t\tentry nowhere.js",
		"placeholder":     "hbf app.db {\n\t\tenv HOST {host}",
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.start()
			s.replace("hbf app.db {", change)
			out, err := s.command("reload", "--config", s.config).CombinedOutput()
			if err == nil {
				t.Errorf("the reload succeeded:\n%s", out)
			}
			option := strings.Fields(change)[3]
			if !strings.Contains(string(out), option) {
				t.Errorf("the error doesn't name %s:\n%s", option, out)
			}
			entry("Still", "here").run(t, s.url)
			exchange{path: "/", status: 200, contains: []string{"Still"}}.run(t, s.url)
		})
	}
}

// TestSIGTERM ends the process while a client keeps a connection open: it must exit by
// itself, with every acknowledged write in one file.
func TestSIGTERM(t *testing.T) {
	s := newSite(t)
	s.start()
	entry("Kept", "through the signal").run(t, s.url) // the client's connection stays open
	if code := s.terminate(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.wantNoErrors()
	s.wantOneFile()

	s.start()
	exchange{path: "/", status: 200, contains: []string{"Kept"}}.run(t, s.url)
}

func TestKilledProcessLosesNothingAcknowledged(t *testing.T) {
	s := newSite(t)
	s.start()
	entry("Durable", "through the kill").run(t, s.url)
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.ended()

	s.start()
	exchange{path: "/", status: 200, contains: []string{"Durable"}}.run(t, s.url)
	exchange{path: "/?q=durable", status: 200, contains: []string{"through the kill"}}.run(t, s.url)
	s.terminate()
	s.wantNoErrors()
}

func TestMissingDatabaseIsAnErrorThatHelps(t *testing.T) {
	s := newSite(t)
	s.replace("create starter", "timeout 5s")
	out, err := s.command("run", "--config", s.config).CombinedOutput()
	if err == nil {
		t.Fatalf("it ran:\n%s", out)
	}
	for _, part := range []string{"app.db", "create", "caddy hbf init"} {
		if !strings.Contains(string(out), part) {
			t.Errorf("the error doesn't have %q:\n%s", part, out)
		}
	}
	if files := s.files(); len(files) != 1 {
		t.Errorf("something was made: %v", files)
	}
}

func TestValidateAndAdaptChangeNothing(t *testing.T) {
	s := newSite(t)
	check := func(t *testing.T) {
		t.Helper()
		before := s.files()
		s.caddy("validate", "--config", s.config)
		s.caddy("adapt", "--config", s.config, "--validate")
		if out := s.caddy("adapt", "--config", s.config); !strings.Contains(out, `"handler":"hbf"`) {
			t.Errorf("the adapted configuration has no hbf handler:\n%s", out)
		}
		if after := s.files(); !maps.Equal(before, after) {
			t.Errorf("the files were %v and are %v", before, after)
		}
	}
	t.Run("without a database", check)
	s.start()
	s.terminate()
	t.Run("with a database", check)
}

func TestJSONConfigurationWithoutCaddyfile(t *testing.T) {
	s := newSite(t)
	s.config, s.health = "caddy.json", "/up"
	s.write(s.config, fmt.Sprintf(`{
		"admin": {"listen": %q},
		"apps": {"http": {"servers": {"app": {
			"listen": [%q],
			"routes": [{"handle": [{
				"handler": "hbf", "database": "app.db", "create": "starter", "name": "from JSON",
				"timeout": "3s", "max_body_size": 16, "static": [], "health": "/up"
			}]}]
		}}}}
	}`, s.admin, strings.TrimPrefix(s.url, "http://")))
	s.start()
	exchange{path: "/up", status: 200, contains: []string{`{"status":"ok"}`}}.run(t, s.url)
	exchange{path: "/health", accept: "text/html", status: 404, contains: []string{"Nothing here"}}.run(t, s.url)
	exchange{path: "/static/style.css", accept: "text/html", status: 404, contains: []string{"Nothing here"}}.run(t, s.url)
	exchange{method: http.MethodPost, path: "/echo", body: "sixteen bytes ok", status: 200}.run(t, s.url)
	exchange{method: http.MethodPost, path: "/echo", body: "seventeen bytes !", status: 413}.run(t, s.url)
	if code := s.terminate(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.wantNoErrors()
}

func TestListModules(t *testing.T) {
	s := newSite(t)
	modules := strings.Fields(s.caddy("list-modules"))
	for _, want := range []string{"http.handlers.hbf", "http.handlers.file_server"} {
		if !slices.Contains(modules, want) {
			t.Errorf("list-modules doesn't show %s", want)
		}
	}
}
