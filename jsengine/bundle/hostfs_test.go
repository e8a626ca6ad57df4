package bundle_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bundle"
)

// temptingApp has everything that makes esbuild or goja look for files of the host.
func temptingApp() fstest.MapFS {
	return files(
		"server.mjs", `
import data from './data.json';
import classic from './classic.cjs';
export const load = (name) => Promise.all([import('./lib/' + name + '.js'), import(`+"`../${name}.js`"+`), import(name)]);
//# sourceMappingURL=file://`+poisonedMap()+`
`,
		"data.json", "{}",
		"classic.cjs", `
exports.load = (name) => require('./lib/' + name) || require('../' + name + '.js') || require(name);
try { require('./only-on-host'); } catch {}
try { require('only-on-host'); } catch {}
//# sourceMappingURL=poison.map
`,
		"tsconfig.json", `{"extends": "`+filepath.Dir(poisonedMap())+`/tsconfig.json", "compilerOptions": {"jsx": "react"}}`,
		"lib/view.tsx", "export const view = () => <p/>",
	)
}

func poisonedMap() string { return filepath.Join(os.TempDir(), "hbf-poison", "poison.map") }

// Names that mark the part of the child's work that is examined.
const (
	childVariable = "HBF_TEST_BUILD"
	markBegin     = "/hbf-mark-begin"
	markEnd       = "/hbf-mark-end"
)

// TestHostFilesAreNotRead traces the system calls of a process that builds and starts
// apps.
func TestHostFilesAreNotRead(t *testing.T) {
	if os.Getenv(childVariable) != "" {
		buildTraced(t)
		return
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is missing")
	}
	trace := filepath.Join(t.TempDir(), "trace")
	child := exec.Command(strace, "-f", "-e", "trace=%file,getdents64", "-o", trace, os.Args[0], "-test.run=^TestHostFilesAreNotRead$")
	child.Env = append(os.Environ(), childVariable+"=1")
	out, err := child.CombinedOutput()
	if strings.Contains(string(out), "PTRACE") {
		t.Skip("strace is not permitted to trace here")
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	_, work, begun := strings.Cut(string(text), markBegin)
	_, work, _ = strings.Cut(work, "\n")
	work, _, ended := strings.Cut(work, markEnd)
	work = work[:strings.LastIndexByte(work, '\n')+1]
	if !begun || !ended {
		t.Fatalf("the trace has no marks:\n%s", text)
	}
	for line := range strings.Lines(work) {
		if strings.Contains(line, `, "`) || strings.Contains(line, `("`) || strings.Contains(line, "getdents64(") {
			t.Errorf("a file of the host was asked for: %s", line)
		}
	}
}

// buildTraced does the work between two system calls that show in the trace.
func buildTraced(t *testing.T) {
	_, _ = os.Stat(markBegin)
	b, err := bundle.Build(context.Background(), bundle.Options{FS: temptingApp()})
	if err == nil {
		_, err = b.Evaluate(goja.New(), nil)
	}
	_, broken := bundle.Build(context.Background(), bundle.Options{FS: files("server.mjs", "import './nope'; import 'nope'; import '/etc/passwd'; import 'file:///etc/passwd'")})
	_, _ = os.Stat(markEnd)
	if err != nil {
		t.Error(err)
	}
	if broken == nil {
		t.Error("files of the host were found")
	}
}

// TestHostFilesAreNotFound is for systems without strace: it puts files where
// esbuild and goja would look for them.
func TestHostFilesAreNotFound(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	poison := filepath.Join(dir, "poison.map")
	for name, text := range map[string]string{
		"poison.map":                      `{"version":3,"sources":["poison"],"mappings":"AAAA;AAAA;AAAA;AAAA;AAAA"}`,
		"map":                             `{"version":3,"sources":["poison"],"mappings":"AAAA;AAAA;AAAA;AAAA;AAAA"}`,
		"tsconfig.json":                   `{"compilerOptions":{"jsxFactory":"poison"}}`,
		"package.json":                    `{"type":"module"}`,
		"lib/x.js":                        "globalThis.poison = true; export {}",
		"host-only.js":                    "globalThis.poison = true; export {}",
		"node_modules/host-only/index.js": "globalThis.poison = true",
	} {
		must(os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		must(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	for _, sources := range [][]string{
		{"server.js", "throw new Error('here')\n//# sourceMappingURL=file://" + poison},
		{"server.js", "throw new Error('here')\n//# sourceMappingURL=poison.map"},
		{"server.mjs", "export {}; throw new Error('here')\n//# sourceMappingURL=file://" + poison},
		{"server.mjs", "import './c.cjs'", "c.cjs", "throw new Error('here')\n//# sourceMappingURL=" + poison},
		{"server.tsx", "const React = { createElement() { throw new Error('here') } }; export default <p/>"},
		{"server.mjs", "const n = 'x'; await import('./lib/' + n + '.js').catch(() => { throw new Error('here') })"},
		{"server.js", "const n = 'x'; try { require('./lib/' + n); require(n) } catch { throw new Error('here') }"},
		{"server.js", "const n = 'host-only'; try { require('host-only') } catch { require(n) }"},
	} {
		b, err := bundle.Build(context.Background(), bundle.Options{FS: files(sources...)})
		if err != nil {
			t.Error(err)
			continue
		}
		vm := goja.New()
		exports, err := b.Evaluate(vm, nil)
		got := fmt.Sprint(err)
		if exception := (*goja.Exception)(nil); errors.As(err, &exception) {
			got = exception.String()
		}
		if p := exports.Settled; p != nil {
			got = p.Result().ToObject(vm).Get("stack").String()
		}
		if !strings.Contains(got, "here") && !strings.Contains(got, "Cannot find module") || strings.Contains(got, "poison") || vm.Get("poison") != nil {
			t.Errorf("%q: %s", sources, got)
		}
	}
	for _, source := range []string{"import './lib/x.js'", "import 'host-only'", "import './host-only.js'", "import '" + filepath.ToSlash(dir) + "/host-only.js'", "import 'file://" + filepath.ToSlash(dir) + "/host-only.js'"} {
		if _, err := bundle.Build(context.Background(), bundle.Options{FS: files("server.mjs", source)}); err == nil || !strings.Contains(err.Error(), "Could not resolve") {
			t.Errorf("%s: %v", source, err)
		}
	}
}
