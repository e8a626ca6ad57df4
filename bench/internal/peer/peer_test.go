package peer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

// sources is the directory of the peers' own code.
const sources = "../../peers"

func TestPeersAreComplete(t *testing.T) {
	seen := map[string]bool{}
	known := map[string]bool{}
	for _, r := range route.All() {
		known[r.Name] = true
	}
	for _, p := range All() {
		if seen[p.Name] || p.Name == "" || p.Title == "" || p.version == nil || p.commands == nil || p.ready.Path == "" {
			t.Errorf("peer %q is not complete", p.Name)
		}
		seen[p.Name] = true
		for name, reason := range p.unsupported {
			if !known[name] || reason == "" || p.Lacks(name) != reason {
				t.Errorf("%s does not support %q, because %q", p.Name, name, reason)
			}
		}
	}
	if !seen[HBF] || !seen[Respond] {
		t.Errorf("peers %v", seen)
	}
}

func TestLacks(t *testing.T) {
	for _, test := range []struct {
		peer, route string
		lacks       bool
	}{
		{HBF, "row", false}, {HBF, "static-1m-gzip", false}, {Respond, "hello", false}, {Respond, "row", true},
		{"file-server", "static-10k", false}, {"file-server", "hello", true}, {"bun", "static-10k-gzip", true},
		{"durable-object", "insert", true}, {"durable-object", "insert-full", false},
	} {
		if got := named(t, test.peer).Lacks(test.route); (got != "") != test.lacks {
			t.Errorf("%s lacks %s: %q", test.peer, test.route, got)
		}
	}
}

// TestWhatIsNotInstalledIsNamed asks for versions with an empty cache.
func TestWhatIsNotInstalledIsNamed(t *testing.T) {
	env := Env{Cache: t.TempDir(), Peers: sources, Caddy: filepath.Join(t.TempDir(), "caddy")}
	for name, missing := range map[string]string{
		"express": "npm package express", "fastify": "npm package fastify", "bun": "npm package bun", "deno": "npm package deno",
		"pocketbase": "pocketbase is not in the cache", "durable-object": "npm package workerd",
	} {
		if version, err := named(t, name).Version(t.Context(), env); err == nil || !strings.Contains(err.Error(), missing) || !strings.Contains(err.Error(), "-install") {
			t.Errorf("%s: %q, %v", name, version, err)
		}
	}
	for _, name := range []string{HBF, Respond, "file-server", "express-caddy"} {
		if version, err := named(t, name).Version(t.Context(), env); err == nil {
			t.Errorf("%s has version %q of a binary that isn't there", name, version)
		}
	}
}

func TestVersions(t *testing.T) {
	env := Env{Cache: t.TempDir(), Peers: sources}
	write(t, filepath.Join(env.Cache, "node_modules", "node", "package.json"), `{"name":"node","version":"26.1.0"}`)
	write(t, filepath.Join(env.Cache, "node_modules", "express", "package.json"), `{"version":"5.0.0"}`)
	write(t, filepath.Join(env.Cache, "pocketbase"), "a program")
	if got, err := named(t, "express").Version(t.Context(), env); err != nil || got != "express 5.0.0, node 26.1.0" {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := named(t, "pocketbase").Version(t.Context(), env); err != nil || !strings.HasPrefix(got, "PocketBase v0.") {
		t.Errorf("%q, %v", got, err)
	}
	write(t, filepath.Join(env.Cache, "node_modules", "node", "package.json"), `{`)
	if got, err := named(t, "express").Version(t.Context(), env); err == nil {
		t.Errorf("of a broken package.json: %q", got)
	}
}

func TestRequired(t *testing.T) {
	file := filepath.Join(t.TempDir(), "go.mod")
	write(t, file, "module m\n\nrequire example.com/one v1.0.0\n\nrequire (\n\texample.com/two/v2 v2.0.0 // indirect\n)\n")
	for module, want := range map[string]string{"example.com/one": "v1.0.0", "example.com/two/v2": "v2.0.0", "example.com/two": ""} {
		if got, err := required(file, module); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: %q, %v", module, got, err)
		}
	}
	if _, err := required(file+".gone", "m"); err == nil {
		t.Error("a missing file is no error")
	}
}

func TestCaddyfile(t *testing.T) {
	got := caddyfile(Options{Admin: 2019, DiscardLog: true}, "respond hello")
	want := "{\n\tadmin 127.0.0.1:2019\n\tpersist_config off\n\tauto_https off\n\tlog {\n\t\toutput discard\n\t}\n}\n\n" +
		"http://127.0.0.1:{$PORT} {\n\tbind 127.0.0.1\n\trespond hello\n}\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if plain := caddyfile(Options{}, "respond hello"); !strings.Contains(plain, "admin off") || strings.Contains(plain, "log") {
		t.Error(plain)
	}
}

// TestCommandsListenOnLoopback holds every peer to 127.0.0.1: what it is started with, its
// code and its configuration.
func TestCommandsListenOnLoopback(t *testing.T) {
	s := Setting{Env: Env{Cache: "/cache", Peers: sources, Caddy: "/caddy"}, Dir: t.TempDir(), Port: 1234, Backend: 5678, Synchronous: "FULL"}
	for _, p := range All() {
		commands := p.commands(s)
		if len(commands) == 0 {
			t.Errorf("%s has no command", p.Name)
		}
		for _, c := range commands {
			text := strings.Join(slices.Concat(c.Args, c.Env), "\n")
			if last := c.Args[len(c.Args)-1]; strings.HasSuffix(last, "server.js") {
				code, err := os.ReadFile(last)
				if err != nil {
					t.Fatal(err)
				}
				text += string(code)
			}
			if c.Args[0] != "/caddy" && !strings.Contains(text, "127.0.0.1") {
				t.Errorf("%s listens on other addresses: %v", p.Name, c.Args)
			}
			if !strings.Contains(text, "1234") && !strings.Contains(text, "5678") {
				t.Errorf("%s is not told its port: %v", p.Name, c)
			}
			if strings.Contains(text, "DATABASE=") && !strings.Contains(text, "SYNCHRONOUS=FULL") {
				t.Errorf("%s is not told about synchronous: %v", p.Name, c.Env)
			}
		}
	}
}

func TestPrepareNamesThePeer(t *testing.T) {
	s := Setting{Env: Env{Peers: filepath.Join(t.TempDir(), "nowhere")}, Dir: t.TempDir(), Synchronous: "NORMAL"}
	for _, name := range []string{HBF, "pocketbase"} {
		if err := named(t, name).Prepare(t.Context(), s); err == nil || !strings.Contains(err.Error(), named(t, name).Title) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := named(t, "express").Prepare(t.Context(), s); err != nil {
		t.Error(err)
	}
}

func named(t *testing.T, name string) Peer {
	t.Helper()
	for _, p := range All() {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("there is no peer %q", name)
	return Peer{}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
