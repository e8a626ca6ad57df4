package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/bench/internal/route"
)

func TestParse(t *testing.T) {
	o, err := parse(strings.Fields("-rounds 7 -duration 2s -connections 8 -wide 0 -only row,hbf,rows -out there -cache here -generator go"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if o.rounds != 7 || o.duration != 2*time.Second || o.connections != 8 || o.wide != 0 || o.out != "there" || !filepath.IsAbs(o.cache) ||
		strings.Join(o.routes, " ") != "row rows" || strings.Join(o.peers, " ") != "hbf" {
		t.Errorf("%+v", o)
	}
	if wants(o.routes, "hello") || !wants(o.routes, "row") || !wants(nil, "hello") {
		t.Error("-only chooses the wrong routes")
	}
}

func TestParseRefusesMistakes(t *testing.T) {
	for args, want := range map[string]string{
		"-only hello,expres":        `"expres" is neither a route (hello, `,
		"-rounds 0":                 "must be positive",
		"-duration -1s":             "must be positive",
		"-connections 0":            "must be positive",
		"-wide -1":                  "not negative",
		"-generator ab":             `not "ab"`,
		"-duration 1500ms":          "whole seconds",
		"everything":                `unexpected argument "everything"`,
		"-round 3":                  "not defined",
		"-compare x.json more":      "unexpected argument",
		"-soak -1s":                 "not negative",
		"-generator go -duration 0": "must be positive",
	} {
		if _, err := parse(strings.Fields(args), io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}

func TestReplaceSection(t *testing.T) {
	const page = "# A\n\n<!-- begin x -->\nold\n<!-- end x -->\n\n<!-- begin y -->\n<!-- end y -->\nB\n"
	got, err := replaceSection(page, "x", "\nnew\n\n")
	if want := "# A\n\n<!-- begin x -->\n\nnew\n\n<!-- end x -->\n\n<!-- begin y -->\n<!-- end y -->\nB\n"; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	again, err := replaceSection(got, "x", "new")
	if err != nil || again != got {
		t.Errorf("the second time: %q, %v", again, err)
	}
	for _, broken := range []string{"", "<!-- begin x -->\n", "<!-- end x -->\n<!-- begin x -->\n"} {
		if _, err := replaceSection(broken, "x", "new"); err == nil {
			t.Errorf("%q has no section", broken)
		}
	}
}

// TestThePageHasItsSections holds docs/performance.md to what -publish needs.
func TestThePageHasItsSections(t *testing.T) {
	page, err := os.ReadFile(filepath.FromSlash("../docs/performance.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range []string{"results", "soak"} {
		if _, err := replaceSection(string(page), section, "x"); err != nil {
			t.Errorf("docs/performance.md: %v", err)
		}
	}
	for _, r := range route.All() {
		if !strings.Contains(string(page), "`"+r.Name+"`") {
			t.Errorf("docs/performance.md does not explain the route %s", r.Name)
		}
	}
}

func TestFileSystem(t *testing.T) {
	const mounts = "/dev/a / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\nx\n/dev/b /home/user xfs rw 0 0\n/dev/c /home/user2 btrfs rw 0 0\n"
	for dir, want := range map[string]string{"/": "ext4", "/tmp/x": "tmpfs", "/tmpx": "ext4", "/home/user/.cache": "xfs", "/home/user2": "btrfs"} {
		if got := fileSystem(mounts, dir); got != want {
			t.Errorf("%s is on %q, want %q", dir, got, want)
		}
	}
	if got := fileSystem("", "/"); got != "" {
		t.Errorf("without mounts: %q", got)
	}
}

func TestField(t *testing.T) {
	const text = "processor\t: 0\nmodel name\t: A CPU: fast\nmodel name\t: another\nMemTotal:       1024 kB\n"
	for key, want := range map[string]string{"model name": "A CPU: fast", "MemTotal": "1024 kB", "name": ""} {
		if got := field(text, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
}

func TestPickFollowsTheWeights(t *testing.T) {
	sum := 0
	for _, kind := range parcels() {
		sum += kind.weight
	}
	if sum != 100 {
		t.Errorf("the weights are %d in a hundred", sum)
	}
	kinds := []parcel{{weight: 99, status: 1}, {weight: 1, status: 2}}
	seen := map[int]int{}
	for range 10_000 {
		seen[pick(kinds).status]++
	}
	if seen[1] < 100*seen[2]/10 || seen[2] == 0 {
		t.Errorf("picked %v", seen)
	}
}
