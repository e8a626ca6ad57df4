package express

import (
	"errors"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// File is a file of Options.Files as the body of a response. The caller serves it with the status and the header of
// the response, which has Content-Type and Cache-Control, and adds what is asked for here.
type File struct {
	// Name is the file's, as package fs has it.
	Name string
	// ETag, LastModified and Ranges say whether the response gets an ETag and a Last-Modified field of the file's
	// where it has none, and whether Range requests are answered.
	ETag, LastModified, Ranges bool
}

// sendOptions are the options of the Node package send, which sendFile, download and static share.
type sendOptions struct {
	root         string // in the archive, without a leading slash
	hasRoot      bool
	dotfiles     string // allow, deny or ignore
	extensions   []string
	index        []string
	maxAge       int64 // seconds
	immutable    bool
	cacheControl bool
	file         File
}

const longestMaxAge = 365 * 24 * 60 * 60 // a year, in seconds

// readSendOptions reads the options, which may be absent.
func (m *Module) readSendOptions(v goja.Value) sendOptions {
	is := func(name string, otherwise bool) bool {
		if v := option(v, name); !isUndefined(v) {
			return v.ToBoolean()
		}
		return otherwise
	}
	o := sendOptions{
		dotfiles:     "ignore",
		extensions:   m.nameList(option(v, "extensions"), nil, "extensions option"),
		index:        m.nameList(option(v, "index"), []string{"index.html"}, "index option"),
		immutable:    is("immutable", false),
		cacheControl: is("cacheControl", true),
		file:         File{ETag: is("etag", true), LastModified: is("lastModified", true), Ranges: is("acceptRanges", true)},
	}
	if d := option(v, "dotfiles"); !isUndefined(d) {
		o.dotfiles = d.String()
		if o.dotfiles != "ignore" && o.dotfiles != "allow" && o.dotfiles != "deny" {
			m.throwType(`dotfiles option must be "allow", "deny", or "ignore"`)
		}
	}
	if root := option(v, "root"); isTrue(root) {
		o.root, o.hasRoot = archivePath(root.String()), true
	}
	age := option(v, "maxAge")
	if !isTrue(age) {
		age = option(v, "maxage")
	}
	if isTrue(age) {
		if ms, ok := milliseconds(age); ok {
			o.maxAge = min(max(0, ms/1000), longestMaxAge)
		}
	}
	return o
}

// nameList reads an option that is a string, an array of strings, or false for none.
func (m *Module) nameList(v goja.Value, otherwise []string, what string) []string {
	if isUndefined(v) {
		return otherwise
	}
	if !isTrue(v) {
		return nil
	}
	var list []string
	for _, e := range flatten(nil, v) {
		if !goja.IsString(e) {
			m.throwType("%s must be array of strings or false", what)
		}
		list = append(list, e.String())
	}
	return list
}

// archivePath makes a name in the archive of a path given by the app, whose working directory is the archive's root.
func archivePath(p string) string { return strings.TrimPrefix(path.Clean("/"+p), "/") }

var upPath = regexp.MustCompile(`(?:^|[\\/])\.\.(?:[\\/]|$)`)

// fileError says why a file is not sent.
type fileError struct {
	status    int
	code      string // ENOENT and the like, EISDIR for a directory
	message   string
	directory string // the path of the directory, for redirects
}

// find resolves a path, already decoded, to a file of the archive.
func (m *Module) find(p string, o *sendOptions) (string, fs.FileInfo, *fileError) {
	switch {
	case strings.ContainsRune(p, 0):
		return "", nil, &fileError{status: 400, message: "Bad Request"}
	case o.hasRoot && p != "":
		p = path.Clean("./"+p) + trailingSlash(p)
	}
	if upPath.MatchString(p) {
		return "", nil, &fileError{status: 403, message: "Forbidden"}
	}
	if o.dotfiles != "allow" && hasDotFile(p) {
		if o.dotfiles == "deny" {
			return "", nil, &fileError{status: 403, message: "Forbidden"}
		}
		return "", nil, &fileError{status: 404, message: "Not Found"}
	}
	name := archivePath(o.root + "/" + p)
	if strings.HasSuffix(p, "/") && len(o.index) > 0 {
		return m.findIndex(name, o)
	}
	return m.findFile(name, strings.HasSuffix(p, "/"), o)
}

func trailingSlash(p string) string {
	if strings.HasSuffix(p, "/") {
		return "/"
	}
	return ""
}

// hasDotFile reports whether a part of the path begins with a dot.
func hasDotFile(p string) bool {
	for part := range strings.SplitSeq(p, "/") {
		if len(part) > 1 && part[0] == '.' {
			return true
		}
	}
	return false
}

func (m *Module) findFile(name string, slash bool, o *sendOptions) (string, fs.FileInfo, *fileError) {
	info, err := m.stat(name)
	switch {
	case err == nil && info.IsDir():
		return "", nil, &fileError{status: 403, code: "EISDIR", message: "EISDIR, read", directory: name}
	case err == nil && slash:
		return "", nil, &fileError{status: 404, message: "Not Found"}
	case err == nil:
		return name, info, nil
	}
	if errors.Is(err, fs.ErrNotExist) && path.Ext(name) == "" && !slash {
		for _, extension := range o.extensions {
			if info, err := m.stat(name + "." + extension); err == nil && !info.IsDir() {
				return name + "." + extension, info, nil
			}
		}
	}
	return "", nil, statError(name, err)
}

func (m *Module) findIndex(dir string, o *sendOptions) (string, fs.FileInfo, *fileError) {
	failure := &fileError{status: 404, message: "Not Found"}
	for _, index := range o.index {
		name := path.Join(dir, index)
		info, err := m.stat(name)
		if err == nil && !info.IsDir() {
			return name, info, nil
		}
		if err != nil {
			failure = statError(name, err)
		}
	}
	return "", nil, failure
}

func (m *Module) stat(name string) (fs.FileInfo, error) {
	if name == "" {
		name = "."
	}
	if m.opts.Files == nil || !fs.ValidPath(name) {
		return nil, fs.ErrNotExist
	}
	return fs.Stat(m.opts.Files, name)
}

func statError(name string, err error) *fileError {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) { // a link that leads nowhere, or out of the archive
		return &fileError{status: 404, code: "ENOENT", message: "ENOENT: no such file or directory, stat '/" + name + "'"}
	}
	return &fileError{status: 500, message: err.Error()}
}

// error makes the JavaScript error of a file that is not sent.
func (m *Module) fileError(e *fileError) *goja.Object {
	if e.code == "EISDIR" {
		err := m.newError(m.js.errorCtor, "%s", e.message)
		m.put(err, "code", m.vm.ToValue(e.code))
		return err
	}
	err := m.httpError(e.status, e.message)
	if e.code != "" {
		m.put(err, "code", m.vm.ToValue(e.code))
		m.put(err, "expose", m.vm.ToValue(false))
	}
	return err
}

// serve makes a file the answer.
func (m *Module) serve(x *Exchange, this goja.Value, name string, o *sendOptions) {
	h := x.Response.Header
	if o.cacheControl && len(h["Cache-Control"]) == 0 {
		value := "public, max-age=" + itoa(int(o.maxAge))
		if o.immutable {
			value += ", immutable"
		}
		x.setText("Cache-Control", value)
	}
	if len(h["Content-Type"]) == 0 {
		contentType, ok := httpvalue.ContentTypeFor(path.Ext(name))
		if !ok {
			contentType = bytesType
		}
		x.setText("Content-Type", contentType)
	}
	m.fixHead(x, this)
	if x.sent {
		return
	}
	file := o.file
	file.Name = name
	x.Response.File = &file
	x.end(nil)
}
