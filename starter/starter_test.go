package starter_test

import (
	"bytes"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/caddyhbf/hbf/starter"
)

func TestFS(t *testing.T) {
	if err := fstest.TestFS(starter.FS, "server.js", "lib/html.js", "lib/pages.js", "static/style.css", "static/icon.svg"); err != nil {
		t.Fatal(err)
	}
}

var (
	importPath = regexp.MustCompile(`from '(\.[^']+)'`)
	staticPath = regexp.MustCompile(`"/(static/[^"]+)"`)
)

// TestReferences follows what the sources import and link to: all of it is in the app.
func TestReferences(t *testing.T) {
	found := 0
	err := fs.WalkDir(starter.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".js" {
			return err
		}
		source, err := fs.ReadFile(starter.FS, name)
		if err != nil {
			return err
		}
		for _, match := range importPath.FindAllSubmatch(source, -1) {
			found++
			if file := path.Join(path.Dir(name), string(match[1])); !exists(file) {
				t.Errorf("%s imports %s, which is not there", name, file)
			}
		}
		for _, match := range staticPath.FindAllSubmatch(source, -1) {
			found++
			if file := string(match[1]); !exists(file) {
				t.Errorf("%s links to %s, which is not there", name, file)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Error("no reference was found: do the patterns still fit the sources?")
	}
}

func exists(name string) bool {
	_, err := fs.Stat(starter.FS, name)
	return err == nil
}

// TestSourcesAreTidy holds the sources that newcomers copy to plain text without stray white space or long lines.
func TestSourcesAreTidy(t *testing.T) {
	err := fs.WalkDir(starter.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		source, err := fs.ReadFile(starter.FS, name)
		if err != nil {
			return err
		}
		if !bytes.HasSuffix(source, []byte("\n")) || bytes.ContainsAny(source, "\t\r") {
			t.Errorf("%s: tabs, carriage returns, or no line end at its end", name)
		}
		for i, line := range strings.Split(string(source), "\n") {
			if len(line) > 120 || strings.TrimRight(line, " ") != line {
				t.Errorf("%s:%d: longer than 120 bytes, or spaces at its end", name, i+1)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
