package surface

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/types"
)

var update = flag.Bool("update", false, "write types/web.d.ts anew")

// TestWebDeclarations holds that web.d.ts is what its generator makes of TypeScript's library and the engine.
func TestWebDeclarations(t *testing.T) {
	const file = "../../types/web.d.ts"
	made := node(t, found(t).text, "web.mjs", typescript(t))
	if *update {
		if err := os.WriteFile(file, made, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	is, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(made, is) {
		t.Errorf("%s is out of date: go test ./internal/surface -update", file)
	}
}

// TestDeclarationsMatchTheEngine compares the names that are declared with those that there are, both ways.
func TestDeclarationsMatchTheEngine(t *testing.T) {
	file := filepath.Join(t.TempDir(), types.FileName)
	if err := os.WriteFile(file, types.Declarations(), 0o600); err != nil {
		t.Fatal(err)
	}
	var declared struct {
		surface
		Language []string // globals that TypeScript's library declares
	}
	if err := json.Unmarshal(node(t, nil, "declared.mjs", typescript(t), file), &declared); err != nil {
		t.Fatal(err)
	}
	engine := found(t)

	for name := range engine.Globals {
		if _, ok := declared.Globals[name]; !ok && !slices.Contains(declared.Language, name) && !slices.Contains(internalGlobals, name) {
			t.Errorf("the global %s is not declared", name)
		}
	}
	for name, d := range declared.Globals {
		e, ok := engine.Globals[name]
		if !ok {
			if !slices.Contains(scriptGlobals, name) {
				t.Errorf("the global %s is declared but not there", name)
			}
			continue
		}
		compareValues(t, name, e, d)
	}
	for module, values := range engine.Modules {
		compare(t, module, slices.Collect(maps.Keys(values)), slices.Collect(maps.Keys(declared.Modules[module])))
		for name, e := range values {
			if d, ok := declared.Modules[module][name]; ok {
				compareValues(t, module+"."+name, e, d)
			}
		}
	}
	for name, members := range engine.Objects {
		compare(t, name, members, declared.Objects[name])
	}
}

var (
	// scriptGlobals are there in scripts only.
	scriptGlobals = []string{"require", "module", "exports"}
	// internalGlobals are the engine's own: no app should use them.
	internalGlobals = []string{"GoError", "hbf:await", "hbf:return", "hbf:shift", "hbf:back", "hbf:power"}
	// common are members that every function, class or error has, and those that the engine keeps its own state in.
	common = []string{
		"length", "name", "prototype", "constructor", "message", "stack", "toString", "captureStackTrace", "stackTraceLimit",
		"[Symbol.toStringTag]", "[Symbol.species]", "[hbf:express]", "[hbf:db]",
	}
	// excepted are members that mean nothing here, and those that are no prototype's.
	excepted = map[string][]string{
		"Request":                         {"isReloadNavigation", "isHistoryNavigation"},
		"MessageEvent":                    {"ports"},
		"WritableStreamDefaultController": {"abortReason"},
		"WebSocketPair":                   {"0", "1"},
		"hbf:express.Router":              {"caseSensitive", "mergeParams", "strict"},
		"hbf:express.Route":               {"path", "methods"},
		"hbf:crypto.JsonWebTokenError":    {"inner"},
		"hbf:crypto.TokenExpiredError":    {"inner", "expiredAt"},
		"hbf:crypto.NotBeforeError":       {"inner", "date"},
		"hbf:db.SqliteError":              {"code", "errcode", "offset"},
	}
)

func compareValues(t *testing.T, name string, engine, declared value) {
	t.Helper()
	if engine.Type == "function" && declared.Type != "function" {
		t.Errorf("%s is a function, but declared as none", name)
	}
	switch {
	case slices.Contains([]string{"globalThis", "app", "hbf:express.request", "hbf:express.response", "hbf:express.application"}, name):
		// These are compared elsewhere: the prototypes as what is made with them, among Objects.
	case engine.Prototype != nil:
		compare(t, name, engine.Own, declared.Members)
		compare(t, "an instance of "+name, engine.Instance, declared.Instance)
	default:
		compare(t, name, engine.Members, declared.Members)
	}
}

func compare(t *testing.T, what string, engine, declared []string) {
	t.Helper()
	known := slices.Concat(common, excepted[strings.TrimPrefix(what, "an instance of ")])
	for _, name := range engine {
		if !slices.Contains(declared, name) && !slices.Contains(known, name) && !strings.HasPrefix(name, "[[[") {
			t.Errorf("%s: %s is there but not declared", what, name)
		}
	}
	for _, name := range declared {
		if !slices.Contains(engine, name) && !slices.Contains(known, name) {
			t.Errorf("%s: %s is declared but not there", what, name)
		}
	}
}
