package bundle

import (
	"encoding/json"
	"path"
	"strings"
)

// browserField is what a package.json file has as "browser", with which packages that
// are older than the conditions of exports say what they are where Node's modules are not
// (https://github.com/defunctzombie/package-browser-field-spec).
type browserField struct {
	main    string            // instead of the main file
	instead map[string]string // for specifiers, and for files that begin with "./"; "" for nothing at all
}

func parseBrowser(data json.RawMessage) browserField {
	var field browserField
	if json.Unmarshal(data, &field.main) == nil {
		return field
	}
	var entries map[string]any
	if json.Unmarshal(data, &entries) != nil {
		return field
	}
	field.instead = make(map[string]string)
	for from, to := range entries {
		switch to := to.(type) {
		case string:
			field.instead[from] = to
		case bool:
			if !to {
				field.instead[from] = ""
			}
		}
	}
	return field
}

// emptyModule is the host module that stands for nothing: an object without members.
const emptyModule = "hbf:nothing"

// insteadOf returns the specifier that stands for another one in the file from. It is ""
// for nothing at all.
func (r *resolver) insteadOf(from, specifier string) (instead string, ok bool) {
	if isRelative(specifier) || strings.HasPrefix(specifier, "/") {
		return "", false
	}
	dir, p := r.packageOf(from)
	if p == nil {
		return "", false
	}
	instead, ok = p.Browser.instead[specifier]
	if isRelative(instead) {
		instead = "/" + path.Join(dir, instead)
	}
	return instead, ok
}

// insteadOfFile returns what stands for a file of a package, the file itself mostly.
func (r *resolver) insteadOfFile(file string) resolved {
	dir, p := r.packageOf(file)
	if p == nil || p.Browser.instead == nil {
		return resolved{file: file}
	}
	name := "./" + strings.TrimPrefix(file, dir+"/")
	for _, key := range []string{name, strings.TrimSuffix(name, ".js"), strings.TrimSuffix(name, "/index.js")} {
		instead, ok := p.Browser.instead[key]
		switch {
		case !ok:
		case instead == "":
			return resolved{host: emptyModule}
		default:
			if found, err := r.resolvePath(instead, path.Join(dir, instead)); err == nil {
				return found
			}
		}
	}
	return resolved{file: file}
}
