package bundle

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
)

// kind is how a module is asked for. It decides between the conditions and the
// main fields of packages.
type kind uint8

const (
	byImport kind = iota
	byRequire
)

// resolved is what a specifier stands for: a file of the archive or a host module.
type resolved struct {
	file string
	host string
}

// notFoundError says that a specifier stands for nothing, and what may help.
type notFoundError struct {
	specifier string
	hint      string
}

func (e *notFoundError) Error() string {
	if e.hint == "" {
		return fmt.Sprintf("Cannot find module %q", e.specifier)
	}
	return fmt.Sprintf("Cannot find module %q: %s", e.specifier, e.hint)
}

// resolver finds the files that specifiers stand for, within the archive alone.
type resolver struct {
	src   *sources
	hosts []string

	mu       sync.Mutex
	packages map[string]packageFile // by directory
}

// hostPrefix begins the names of host modules.
const hostPrefix = "hbf:"

// resolve finds what specifier stands for in the file from. An error is a *notFoundError.
func (r *resolver) resolve(from, specifier string, how kind) (resolved, error) {
	if instead, ok := r.insteadOf(from, specifier); ok {
		if instead == "" {
			return resolved{host: emptyModule}, nil
		}
		specifier = instead
	}
	found, err := r.resolveAny(from, specifier, how)
	if err != nil || found.file == "" {
		return found, err
	}
	return r.insteadOfFile(found.file), nil
}

func (r *resolver) resolveAny(from, specifier string, how kind) (resolved, error) {
	switch {
	case slices.Contains(r.hosts, specifier):
		return resolved{host: specifier}, nil
	case strings.HasPrefix(specifier, hostPrefix):
		return resolved{}, &notFoundError{specifier, "the built-in modules are " + strings.Join(r.hosts, ", ")}
	case strings.HasPrefix(specifier, "file:"):
		return r.resolveURL(specifier)
	case strings.HasPrefix(specifier, "/"):
		return r.resolvePath(specifier, strings.TrimLeft(specifier, "/"))
	case isRelative(specifier):
		return r.resolvePath(specifier, path.Join(path.Dir(from), specifier))
	case strings.HasPrefix(specifier, "#"):
		return r.resolveInternal(from, specifier, how)
	case strings.Contains(specifier, ":"):
		return resolved{}, &notFoundError{specifier, r.schemeHint(specifier)}
	}
	return r.resolvePackage(from, specifier, how)
}

func isRelative(specifier string) bool {
	return specifier == "." || specifier == ".." || strings.HasPrefix(specifier, "./") || strings.HasPrefix(specifier, "../")
}

func (r *resolver) schemeHint(specifier string) string {
	if name, ok := strings.CutPrefix(specifier, nodePrefix); ok {
		return r.nodeHint(name)
	}
	return "modules come from the app's archive, not from URLs"
}

// resolveURL resolves what import.meta.url and new URL(…, import.meta.url) give.
func (r *resolver) resolveURL(specifier string) (resolved, error) {
	u, err := url.Parse(specifier)
	if err != nil || u.Host != "" || u.Path == "" {
		return resolved{}, &notFoundError{specifier: specifier}
	}
	return r.resolvePath(specifier, strings.TrimLeft(u.Path, "/"))
}

// resolvePath resolves a path from the archive's root.
func (r *resolver) resolvePath(specifier, name string) (resolved, error) {
	name = path.Clean(name)
	if name == ".." || strings.HasPrefix(name, "../") {
		return resolved{}, &notFoundError{specifier, "the path leads out of the archive"}
	}
	if !strings.HasSuffix(specifier, "/") && !strings.HasSuffix(specifier, "/.") && specifier != "." {
		if file, ok := r.asFile(name); ok {
			return resolved{file: file}, nil
		}
	}
	if file, ok := r.asDirectory(name); ok {
		return resolved{file: file}, nil
	}
	return resolved{}, &notFoundError{specifier, r.similar(specifier, name)}
}

var (
	// implied are the extensions that a specifier may omit.
	implied = []string{".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".json"}

	// written maps the extensions that TypeScript has one write in specifiers
	// to those that the file may have.
	written = map[string][]string{
		".js": {".ts", ".tsx"}, ".jsx": {".tsx"}, ".mjs": {".mts"}, ".cjs": {".cts"},
	}
)

// asFile finds the file for a path that may lack its extension or have that of
// the compiled form.
func (r *resolver) asFile(name string) (string, bool) {
	if r.src.exists(name) {
		return name, true
	}
	for _, ext := range implied {
		if r.src.exists(name + ext) {
			return name + ext, true
		}
	}
	ext := path.Ext(name)
	for _, actual := range written[ext] {
		if file := strings.TrimSuffix(name, ext) + actual; r.src.exists(file) {
			return file, true
		}
	}
	return "", false
}

// asDirectory finds the file for a path to a directory.
func (r *resolver) asDirectory(dir string) (string, bool) {
	if p, err := r.readPackage(dir); err == nil {
		for _, main := range p.mains(byRequire) {
			if file, ok := r.asMain(dir, main); ok {
				return file, true
			}
		}
	}
	return r.asIndex(dir)
}

func (r *resolver) asMain(dir, main string) (string, bool) {
	name := path.Join(dir, main)
	if file, ok := r.asFile(name); ok {
		return file, true
	}
	return r.asIndex(name)
}

func (r *resolver) asIndex(dir string) (string, bool) {
	for _, ext := range implied {
		if name := path.Join(dir, "index"+ext); r.src.exists(name) {
			return name, true
		}
	}
	return "", false
}

// similar looks for the file that was probably meant.
func (r *resolver) similar(specifier, name string) string {
	for base := name; path.Ext(base) != ""; {
		ext := path.Ext(base)
		base = strings.TrimSuffix(base, ext)
		if file, ok := r.asFile(base); ok && !isData(loaderFor(file)) {
			return fmt.Sprintf("did you mean %q?", strings.TrimSuffix(specifier, path.Base(name))+path.Base(file))
		}
	}
	return ""
}
