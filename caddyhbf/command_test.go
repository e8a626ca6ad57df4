package caddyhbf

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	caddycmd "github.com/caddyserver/caddy/v2/cmd"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

// TestCommands runs the scripts in testdata/command. They have these commands
// beside testscript's own:
//
//	hbf <command> <argument>...   caddy hbf; arguments are paths
//	mtime <file>                  sets the file's time to 2024-05-06 07:08:09 UTC
//	mode <octal> <file>           checks the file's mode
//	snapshot <dir>                remembers the files of a directory …
//	unchanged <dir>               … and checks that they are the same still
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/command",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"hbf":       scriptHBF,
			"mtime":     scriptMtime,
			"mode":      scriptMode,
			"snapshot":  func(ts *testscript.TestScript, _ bool, args []string) { ts.Setenv("SNAPSHOT", listing(ts, args[0])) },
			"unchanged": scriptUnchanged,
		},
	})
}

// scriptHBF runs a command as cmd/caddy does, in this process.
func scriptHBF(ts *testscript.TestScript, neg bool, args []string) {
	root := &cobra.Command{Use: "caddy", SilenceUsage: true}
	cmd := &cobra.Command{Use: "hbf <command>"}
	configureCommand(cmd)
	root.AddCommand(cmd)
	root.SetOut(ts.Stdout())
	root.SetErr(ts.Stderr())
	for i, arg := range args {
		if i > 0 && !strings.HasPrefix(arg, "-") {
			args[i] = ts.MkAbs(arg)
		}
	}
	root.SetArgs(append([]string{"hbf"}, args...))
	err := root.Execute()
	switch {
	case err != nil && !neg:
		ts.Fatalf("caddy hbf %s: %v", strings.Join(args, " "), err)
	case err == nil && neg:
		ts.Fatalf("caddy hbf %s did not fail", strings.Join(args, " "))
	}
}

func scriptMtime(ts *testscript.TestScript, _ bool, args []string) {
	when := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	for _, name := range args {
		ts.Check(os.Chtimes(ts.MkAbs(name), when, when))
	}
}

func scriptMode(ts *testscript.TestScript, neg bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%o", info.Mode().Perm()); (got == args[0]) == neg {
		ts.Fatalf("%s has mode %s", args[1], got)
	}
}

func scriptUnchanged(ts *testscript.TestScript, _ bool, args []string) {
	if got, want := listing(ts, args[0]), ts.Getenv("SNAPSHOT"); got != want {
		ts.Fatalf("got files\n%s\nwant\n%s", got, want)
	}
}

// listing describes the files of a directory.
func listing(ts *testscript.TestScript, dir string) string {
	entries, err := os.ReadDir(ts.MkAbs(dir))
	ts.Check(err)
	var b strings.Builder
	for _, e := range entries {
		info, err := e.Info()
		ts.Check(err)
		fmt.Fprintln(&b, info.Name(), info.Mode(), info.Size(), info.ModTime())
	}
	return b.String()
}

func TestCommandIsRegistered(t *testing.T) {
	cmd, ok := caddycmd.Commands()["hbf"]
	if !ok || cmd.Short == "" || cmd.Long == "" {
		t.Fatalf("got %+v", cmd)
	}
}

// TestCommandsHaveHelp holds that each subcommand says what it does and how it
// is used.
func TestCommandsHaveHelp(t *testing.T) {
	root := &cobra.Command{Use: "hbf"}
	configureCommand(root)
	var got []string
	for _, cmd := range root.Commands() {
		if cmd.Hidden {
			continue
		}
		got = append(got, cmd.Name())
		if cmd.Short == "" || len(cmd.Long) < 100 || !strings.Contains(cmd.Example, "caddy hbf "+cmd.Name()) {
			t.Errorf("%s: short %q, long %q, example %q", cmd.Name(), cmd.Short, cmd.Long, cmd.Example)
		}
	}
	slices.Sort(got)
	if want := []string{"backup", "init", "ls", "pack", "types", "unpack"}; !slices.Equal(got, want) {
		t.Errorf("got commands %q, want %q", got, want)
	}
}

func TestProgressAfterASecond(t *testing.T) {
	var out bytes.Buffer
	start := time.Unix(0, 0)
	now := start
	p := newProgress(&out, "packing")
	p.now, p.last = func() time.Time { return now }, start
	for _, after := range []int{0, 900, 1100, 1500, 2000, 2200, 5000} {
		now = start.Add(time.Duration(after) * time.Millisecond)
		p.files(after, 9000)
	}
	now = now.Add(time.Second)
	p.bytes(2<<20, 9<<20)
	want := "packing: 1100 of 9000 files\npacking: 2200 of 9000 files\npacking: 5000 of 9000 files\npacking: 2.0 MiB of 9.0 MiB\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestPrintable(t *testing.T) {
	for name, want := range map[string]string{
		"a b":            "a b",
		"żółw":           "żółw",
		"":               `""`,
		"a\nb":           `"a\nb"`,
		"\x1b[31mred":    `"\x1b[31mred"`,
		"\u202egnp.exe":  `"\u202egnp.exe"`,
		"\xff":           `"\xff"`,
		`back\slash "q"`: `back\slash "q"`,
	} {
		if got := printable(name); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
}

// TestInitInCurrentDirectory has a relative path, which the scripts cannot have.
func TestInitInCurrentDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	cmd := initCommand()
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetArgs([]string{"."})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(".", "server.js")); err != nil {
		t.Error(err)
	}
	if !strings.Contains(out.String(), `caddy hbf pack "." app.db`) {
		t.Errorf("got %q", out.String())
	}
}
