package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/caddyserver/xcaddy"
)

func TestLoad(t *testing.T) {
	file := write(t, `{
		"caddy_version": "v2.11.9",
		"os": "linux",
		"cgo": true,
		"plugins": [{"module_path": "example.com/plugin", "version": "v1.2.3"}],
		"replacements": [
			{"old": "example.com/here", "new": "."},
			{"old": "example.com/below", "new": "./sub/dir"},
			{"old": "example.com/above", "new": "../other"},
			{"old": "example.com/absolute", "new": "/srv/module"},
			{"old": "example.com/fork", "new": "example.com/forked v1.0.0"}
		],
		"timeout_get": 1500000000,
		"timeout_build": 2000000000
	}`)
	dir := filepath.Dir(file)
	want := xcaddy.Builder{
		Compile:      xcaddy.Compile{Platform: xcaddy.Platform{OS: "linux"}, Cgo: true},
		CaddyVersion: "v2.11.9",
		Plugins:      []xcaddy.Dependency{{PackagePath: "example.com/plugin", Version: "v1.2.3"}},
		Replacements: []xcaddy.Replace{
			xcaddy.NewReplace("example.com/here", dir),
			xcaddy.NewReplace("example.com/below", filepath.Join(dir, "sub", "dir")),
			xcaddy.NewReplace("example.com/above", filepath.Join(filepath.Dir(dir), "other")),
			xcaddy.NewReplace("example.com/absolute", "/srv/module"),
			xcaddy.NewReplace("example.com/fork", "example.com/forked v1.0.0"),
		},
		TimeoutGet:   1500 * time.Millisecond,
		TimeoutBuild: 2 * time.Second,
	}
	got, err := load(file)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestLoadIsRelativeToTheFileAndNotToTheWorkingDirectory(t *testing.T) {
	file := write(t, `{"caddy_version": "v2.11.9", "replacements": [{"old": "example.com/m", "new": "./m"}]}`)
	t.Chdir(filepath.Dir(filepath.Dir(file)))
	relative := filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file))
	got, err := load(relative)
	if err != nil {
		t.Fatal(err)
	}
	gotPath, err := filepath.EvalSymlinks(filepath.Dir(got.Replacements[0].New.String()))
	if err != nil {
		t.Fatal(err)
	}
	wantPath, err := filepath.EvalSymlinks(filepath.Dir(file))
	if err != nil {
		t.Fatal(err)
	}
	if gotPath != wantPath {
		t.Errorf("got %s, want a path in %s", got.Replacements[0].New, wantPath)
	}
}

func TestLoadErrors(t *testing.T) {
	for name, test := range map[string]struct{ content, want string }{
		"unknown field":        {`{"caddy_version": "v2.11.9", "plugin": []}`, `"plugin"`},
		"unknown field inside": {`{"caddy_version": "v2.11.9", "plugins": [{"module": "x"}]}`, `"module"`},
		"timeout as a string":  {`{"caddy_version": "v2.11.9", "timeout_get": "5m"}`, "timeout_get"},
		"no version":           {`{}`, "caddy_version"},
		"trailing value":       {`{"caddy_version": "v2.11.9"} {}`, "more than one"},
		"trailing garbage":     {`{"caddy_version": "v2.11.9"} x`, "more than one"},
		"no JSON":              {``, "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(write(t, test.content))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
	if _, err := load(filepath.Join(t.TempDir(), "none.json")); !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
}

// TestRepositoryConfig holds xcaddy.json to go.mod and to this checkout.
func TestRepositoryConfig(t *testing.T) {
	builder, err := load(filepath.FromSlash("../../xcaddy.json"))
	if err != nil {
		t.Fatal(err)
	}
	if want := goList(t, "{{.Version}}", "github.com/caddyserver/caddy/v2"); builder.CaddyVersion != want {
		t.Errorf("xcaddy.json builds Caddy %s, go.mod requires %s", builder.CaddyVersion, want)
	}
	module := goList(t, "{{.Path}}")
	if len(builder.Plugins) != 1 || builder.Plugins[0].PackagePath != module {
		t.Errorf("the plugins are %v, want %s alone", builder.Plugins, module)
	}
	if want := goList(t, "{{.Dir}}"); len(builder.Replacements) != 1 || builder.Replacements[0] != xcaddy.NewReplace(module, want) {
		t.Errorf("the replacements are %v, want %s by %s", builder.Replacements, module, want)
	}
	if builder.TimeoutGet < time.Minute || builder.TimeoutBuild < time.Minute {
		t.Errorf("the timeouts are %s and %s: is the unit nanoseconds?", builder.TimeoutGet, builder.TimeoutBuild)
	}
}

func TestBuildReportsABrokenConfig(t *testing.T) {
	output := filepath.Join(t.TempDir(), "caddy")
	if err := build(context.Background(), write(t, `{`), output); err == nil {
		t.Error("no error")
	}
	if _, err := os.Stat(output); !os.IsNotExist(err) {
		t.Errorf("there is an output: %v", err)
	}
}

// goList runs `go list -m` in this checkout.
func goList(t *testing.T, format string, modules ...string) string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-m", "-f", format}, modules...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "xcaddy.json")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
