package npmtest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPackages runs the cases in testdata/packages/cases, each of which uses one package, and wants what they give under
// Node.
func TestPackages(t *testing.T) {
	dir := install(t, "packages")
	cases, err := filepath.Glob(filepath.Join(dir, "cases", "*.mjs"))
	if err != nil || len(cases) == 0 {
		t.Fatal("there are no cases", err)
	}
	var names []string
	for _, file := range cases {
		names = append(names, strings.TrimSuffix(filepath.Base(file), ".mjs"))
	}
	if err := os.WriteFile(filepath.Join(dir, "server.mjs"), []byte(serverOf(names)), 0o600); err != nil {
		t.Fatal(err)
	}
	want := underNode(t, dir, names)
	s := serve(t, dir)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			exchange{path: "/" + name, is: want[name]}.run(t, s)
		})
	}
}

// serverOf writes an app that runs the case that a path names.
func serverOf(names []string) string {
	var b strings.Builder
	b.WriteString("const cases = {\n")
	for _, name := range names {
		fmt.Fprintf(&b, "  %q: () => import('./cases/%s.mjs'),\n", "/"+name, name)
	}
	b.WriteString(`};
export default {
  async fetch(request) {
    const { default: run } = await cases[new URL(request.url).pathname]();
    return Response.json(await run());
  },
};
`)
	return b.String()
}

// underNode runs the cases with Node, which is there where npm is, and returns what they give as JSON.
func underNode(t *testing.T, dir string, names []string) map[string]string {
	t.Helper()
	const script = `
const results = {};
for (const name of process.argv.slice(1)) {
  results[name] = JSON.stringify(await (await import('./cases/' + name + '.mjs')).default());
}
console.log(JSON.stringify(results));`
	cmd := exec.Command("node", append([]string{"--input-type=module", "--eval", script, "--"}, names...)...)
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal("node:", err)
	}
	var results map[string]string
	if err := json.Unmarshal(out, &results); err != nil || len(results) != len(names) {
		t.Fatalf("node gave %v\n%s", err, out)
	}
	return results
}
