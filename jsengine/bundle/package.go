package bundle

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// packageJSON is what resolving needs of a package.json file.
type packageJSON struct {
	Name    string
	Main    string
	Module  string
	Browser browserField
	Exports choice
	Imports choice
	Effects sideEffects
}

// readPackage reads the package.json of a directory, once.
func (r *resolver) readPackage(dir string) (*packageJSON, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p, known := r.packages[dir]; known {
		return p.json, p.err
	}
	p, err := parsePackage(r.src, dir)
	if r.packages == nil {
		r.packages = make(map[string]packageFile)
	}
	r.packages[dir] = packageFile{p, err}
	return p, err
}

// packageFile is a package.json file, or why there is none.
type packageFile struct {
	json *packageJSON
	err  error
}

// packageOf returns the package that a file of node_modules is in, and its directory; nil if
// there is none, or its package.json is unusable.
func (r *resolver) packageOf(file string) (dir string, p *packageJSON) {
	if !inPackages(file) {
		return "", nil
	}
	for dir = path.Dir(file); path.Base(dir) != "node_modules"; dir = path.Dir(dir) {
		if p, err := r.readPackage(dir); !isNotExist(err) {
			return dir, p
		}
	}
	return "", nil
}

func parsePackage(src *sources, dir string) (*packageJSON, error) {
	name := path.Join(dir, "package.json")
	text, err := src.read(name)
	if err != nil {
		return nil, err
	}
	// Fields of an unexpected type are as if absent: Node does so too.
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p := &packageJSON{Browser: parseBrowser(fields["browser"]), Effects: parseSideEffects(fields["sideEffects"])}
	_ = json.Unmarshal(fields["name"], &p.Name)
	_ = json.Unmarshal(fields["main"], &p.Main)
	_ = json.Unmarshal(fields["module"], &p.Module)
	if p.Exports, err = parseChoice(fields["exports"]); err != nil {
		return nil, fmt.Errorf("%s: exports: %w", name, err)
	}
	if p.Imports, err = parseChoice(fields["imports"]); err != nil {
		return nil, fmt.Errorf("%s: imports: %w", name, err)
	}
	return p, nil
}

// mains returns the package's main files, the preferred one first. A package
// that has both forms is an ES module to import and CommonJS to require.
func (p *packageJSON) mains(how kind) []string {
	mains := []string{p.Module, p.Browser.main, p.Main}
	if how == byRequire {
		mains = []string{p.Browser.main, p.Main, p.Module}
	}
	return slices.DeleteFunc(mains, func(main string) bool { return main == "" })
}

// resolvePackage resolves a bare specifier: a package in a node_modules
// directory of the importing file's directory or of one above it.
func (r *resolver) resolvePackage(from, specifier string, how kind) (resolved, error) {
	name, subpath, ok := splitPackage(specifier)
	if !ok {
		return resolved{}, &notFoundError{specifier, "that is not the name of a package"}
	}
	if dir, p := r.packageOf(from); p != nil && p.Name == name && !p.Exports.isNull() {
		file, err := r.exported(p, dir, specifier, subpath, how)
		return resolved{file: file}, err
	}
	for dir := path.Dir(from); ; dir = path.Dir(dir) {
		if path.Base(dir) != "node_modules" {
			root := path.Join(dir, "node_modules", name)
			if file, err := r.inPackage(root, specifier, subpath, how); file != "" || err != nil {
				return resolved{file: file}, err
			}
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	if host := hostPrefix + specifier; specifier == "express" {
		if found, err := r.resolveAny(from, host, how); err == nil {
			return found, nil
		}
	}
	if found, err := r.resolveAny(from, nodePrefix+specifier, how); err == nil {
		return found, nil
	}
	return resolved{}, &notFoundError{specifier, r.packageHint(name)}
}

// inPackage resolves a subpath of the package in the directory root; the file is
// "" when there is no such package.
func (r *resolver) inPackage(root, specifier, subpath string, how kind) (file string, err error) {
	p, err := r.readPackage(root)
	if isNotExist(err) {
		file, _ = r.asMain(root, subpath)
		return file, nil
	}
	if err != nil {
		return "", &notFoundError{specifier, err.Error()}
	}
	if !p.Exports.isNull() {
		return r.exported(p, root, specifier, subpath, how)
	}
	if subpath != "." {
		if file, ok := r.asMain(root, subpath); ok {
			return file, nil
		}
		return "", &notFoundError{specifier, fmt.Sprintf("the package in %s has no such file", root)}
	}
	for _, main := range p.mains(how) {
		if file, ok := r.asMain(root, main); ok {
			return file, nil
		}
	}
	if file, ok := r.asIndex(root); ok {
		return file, nil
	}
	return "", &notFoundError{specifier, fmt.Sprintf("the package in %s has no main file", root)}
}

func (r *resolver) exported(p *packageJSON, root, specifier, subpath string, how kind) (string, error) {
	target, ok := p.Exports.subpath(subpath, how)
	if !ok {
		return "", &notFoundError{specifier, fmt.Sprintf("%s/package.json does not export %q", root, subpath)}
	}
	file, ok := insidePackage(root, target)
	if !ok || !r.src.exists(file) {
		return "", &notFoundError{specifier, fmt.Sprintf("%s/package.json exports %q as %q, which is not in the package", root, subpath, target)}
	}
	return file, nil
}

// resolveInternal resolves a specifier that begins with '#', through the imports
// of the package that the importing file belongs to.
func (r *resolver) resolveInternal(from, specifier string, how kind) (resolved, error) {
	for dir := path.Dir(from); ; dir = path.Dir(dir) {
		p, err := r.readPackage(dir)
		switch {
		case err == nil:
			target, ok := p.Imports.match(specifier, how)
			if !ok {
				return resolved{}, &notFoundError{specifier, fmt.Sprintf("%s does not have it among its imports", path.Join(dir, "package.json"))}
			}
			if file, ok := insidePackage(dir, target); ok && r.src.exists(file) {
				return resolved{file: file}, nil
			}
			if _, _, ok := splitPackage(target); ok {
				return r.resolveAny(path.Join(dir, "package.json"), target, how)
			}
			return resolved{}, &notFoundError{specifier, fmt.Sprintf("it stands for %q, which does not exist", target)}
		case !isNotExist(err):
			return resolved{}, &notFoundError{specifier, err.Error()}
		}
		if dir == "." || dir == "/" {
			return resolved{}, &notFoundError{specifier, "there is no package.json with such an import"}
		}
	}
}

// insidePackage joins a target of exports or imports, which must begin with "./",
// to the package's directory.
func insidePackage(root, target string) (string, bool) {
	rest, ok := strings.CutPrefix(target, "./")
	if !ok {
		return "", false
	}
	for segment := range strings.SplitSeq(rest, "/") {
		switch segment {
		case ".", "..", "node_modules", "":
			return "", false
		}
	}
	return path.Join(root, rest), true
}

// splitPackage splits a bare specifier into the package's name and the subpath,
// which is "." or begins with "./".
func splitPackage(specifier string) (name, subpath string, ok bool) {
	name, rest, _ := strings.Cut(specifier, "/")
	if strings.HasPrefix(name, "@") {
		var second string
		second, rest, _ = strings.Cut(rest, "/")
		if name == "@" || second == "" {
			return "", "", false
		}
		name += "/" + second
	}
	if name == "" || name[0] == '.' || strings.ContainsAny(name, `\%:#`) {
		return "", "", false
	}
	subpath = "."
	if rest != "" {
		subpath += "/" + rest
	}
	if !fs.ValidPath(path.Join(name, subpath)) || strings.Contains("/"+rest+"/", "/../") {
		return "", "", false
	}
	return name, subpath, true
}

// nodeModules are Node's modules that apps ask for most.
const nodeModules = " assert async_hooks buffer child_process cluster console crypto dns events fs http http2 https module net os path " +
	"perf_hooks process querystring readline stream string_decoder timers tls tty url util v8 vm worker_threads zlib "

func (r *resolver) packageHint(name string) string {
	if strings.Contains(nodeModules, " "+name+" ") {
		return r.nodeHint(name)
	}
	return "no such package in the archive's node_modules"
}

// nodePrefix begins the names of Node's modules.
const nodePrefix = "node:"

// nodeHint says that a module of Node is not there, and which are.
func (r *resolver) nodeHint(name string) string {
	var have []string
	for _, host := range r.hosts {
		if strings.HasPrefix(host, nodePrefix) {
			have = append(have, host)
		}
	}
	if len(have) == 0 {
		return "Node's own modules are not available"
	}
	return fmt.Sprintf("Node's module %s is not available; of Node's modules there are %s", name, strings.Join(have, ", "))
}
