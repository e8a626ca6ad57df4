package doctest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

const root = "../.."

// pages returns the Markdown files of the documentation.
func pages(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(root + "/docs/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("looking for the documentation: %d files, %v", len(files), err)
	}
	return append(files, root+"/README.md", root+"/CONTRIBUTING.md")
}

func name(page string) string {
	return strings.TrimPrefix(filepath.ToSlash(page), root+"/")
}

// outline returns the targets of a page's links, and the anchors of its headings as GitHub makes them.
func outline(t *testing.T, page string) (links, anchors []string) {
	t.Helper()
	source, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	err = ast.Walk(goldmark.DefaultParser().Parse(text.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		switch node := node.(type) {
		case *ast.Link:
			if entering {
				links = append(links, string(node.Destination))
			}
		case *ast.Heading:
			if entering {
				anchors = append(anchors, anchor(string(node.Lines().Value(source))))
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return links, anchors
}

var notInAnchors = regexp.MustCompile("[^a-z0-9 _-]")

func anchor(heading string) string {
	return strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(strings.TrimSpace(heading)), ""), " ", "-")
}

// TestLinks follows the links between the pages and into the repository.
func TestLinks(t *testing.T) {
	followed := 0
	for _, page := range pages(t) {
		links, _ := outline(t, page)
		for _, link := range links {
			if strings.Contains(link, "://") {
				continue
			}
			followed++
			file, fragment, _ := strings.Cut(link, "#")
			target := page
			if file != "" {
				target = filepath.Join(filepath.Dir(page), filepath.FromSlash(file))
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s, which is not there", name(page), link)
				continue
			}
			if fragment == "" {
				continue
			}
			if _, anchors := outline(t, target); !slices.Contains(anchors, fragment) {
				t.Errorf("%s links to %s, but the page has no such heading, only %q", name(page), link, anchors)
			}
		}
	}
	if followed == 0 {
		t.Error("no link was found")
	}
}

// TestAllPagesAreListed looks for each page of the documentation in its index and in the README.
func TestAllPagesAreListed(t *testing.T) {
	index, _ := outline(t, root+"/docs/README.md")
	front, _ := outline(t, root+"/README.md")
	for _, page := range pages(t) {
		base := filepath.Base(page)
		if name(page) != "docs/"+base || base == "README.md" {
			continue
		}
		if !slices.Contains(index, base) {
			t.Errorf("docs/README.md does not list %s", base)
		}
		if !slices.Contains(front, "docs/"+base) {
			t.Errorf("README.md does not list docs/%s", base)
		}
	}
}

// TestAllPackagesAreListed looks for each package in the table that says who owns what. A row may be about several of one
// directory, and of a package in a package its parent's row may speak.
func TestAllPackagesAreListed(t *testing.T) {
	source, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `.*$").FindAllString(string(source), -1)
	for _, dir := range packages(t) {
		listed := slices.ContainsFunc(rows, func(row string) bool {
			cells := strings.Split(row, " | ")
			first, parent, base := cells[0], filepath.Dir(dir), filepath.Base(dir)
			return strings.Contains(first, "`"+dir+"`") || strings.Contains(first, "`"+dir+"/`") ||
				strings.HasPrefix(first, "| `"+parent+"/") && strings.Contains(first, "`"+base+"`") ||
				strings.HasPrefix(first, "| `"+parent+"`") && strings.Contains(cells[1], "`"+base+"`")
		})
		if !listed {
			t.Errorf("CONTRIBUTING.md: no row of the table is about %s", dir)
		}
	}
}

// packages returns the directories of the module that have Go files, but for the root.
func packages(t *testing.T) []string {
	t.Helper()
	var dirs []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if base := entry.Name(); entry.IsDir() {
			if base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") && path != root {
				return filepath.SkipDir
			}
			return nil
		}
		dir := name(filepath.Dir(path))
		if filepath.Ext(path) == ".go" && filepath.Dir(path) != filepath.FromSlash(root) && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

func TestAnchor(t *testing.T) {
	for heading, want := range map[string]string{
		"Start and handler":            "start-and-handler",
		"`hbf:env` and `process.env`":  "hbfenv-and-processenv",
		" 3. Run it while you edit ":   "3-run-it-while-you-edit",
		"What a status means":          "what-a-status-means",
		"`caddy reload`, and the rest": "caddy-reload-and-the-rest",
	} {
		if got := anchor(heading); got != want {
			t.Errorf("%q: got %q, want %q", heading, got, want)
		}
	}
}
