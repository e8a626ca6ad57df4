package express

import (
	"io/fs"
	"strings"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// defineFiles defines res.sendFile and res.download.
func (m *Module) defineFiles(p *goja.Object) {
	m.method(p, "sendFile", 3, func(x *Exchange, c goja.FunctionCall) goja.Value {
		options, callback := c.Argument(1), c.Argument(2)
		if isFunction(options) {
			options, callback = goja.Undefined(), options
		}
		m.sendFile(x, c.This, c.Argument(0), options, callback, nil)
		return goja.Undefined()
	})
	m.method(p, "download", 4, func(x *Exchange, c goja.FunctionCall) goja.Value {
		name, options, callback := c.Argument(1), c.Argument(2), c.Argument(3)
		switch {
		case isFunction(name):
			name, options, callback = goja.Null(), goja.Undefined(), name
		case isFunction(options):
			options, callback = goja.Undefined(), options
		}
		if _, ok := name.(*goja.Object); ok && !isFunction(name) {
			name, options = goja.Null(), name
		}
		path := c.Argument(0)
		file := path
		if isTrue(name) {
			file = name
		}
		disposition := httpvalue.Attachment(baseName(file.String()))
		if !isTrue(option(options, "root")) && goja.IsString(path) {
			path = m.vm.ToValue("/" + strings.TrimPrefix(path.String(), "/"))
		}
		m.sendFile(x, c.This, path, options, callback, &disposition)
		return goja.Undefined()
	})
}

// sendFile is res.sendFile(path, options, callback), with a Content-Disposition unless that is nil.
func (m *Module) sendFile(x *Exchange, this, path, options, callback goja.Value, disposition *string) {
	switch {
	case !isTrue(path):
		m.throwType("path argument is required to res.sendFile")
	case !goja.IsString(path):
		m.throwType("path must be a string to res.sendFile")
	}
	o := m.readSendOptions(options)
	if !o.hasRoot && !strings.HasPrefix(path.String(), "/") {
		m.throwType("path must be absolute or specify root to res.sendFile")
	}
	o.file.ETag = x.settings().enabled("etag")
	if x.closed("res.sendFile") {
		return
	}
	done, _ := goja.AssertFunction(callback)
	name, _, failure := m.find(path.String(), &o)
	if failure != nil {
		err := goja.Value(m.fileError(failure))
		switch {
		case done != nil:
			must(done(goja.Undefined(), err))
		case failure.code == "EISDIR":
			x.goOn(nil)
		default:
			x.goOn(err)
		}
		return
	}
	if fields, ok := option(options, "headers").(*goja.Object); ok {
		for _, field := range fields.Keys() {
			if disposition == nil || canonical(field) != "Content-Disposition" {
				x.setHeader(field, fields.Get(field))
			}
		}
	}
	if disposition != nil {
		x.setText("Content-Disposition", *disposition)
	}
	m.serve(x, this, name, &o)
	if done != nil {
		m.later(func() { must(done(goja.Undefined(), goja.Undefined())) })
	}
}

// statObject is what express.static gives setHeaders of a file.
func (m *Module) statObject(info fs.FileInfo) *goja.Object {
	o := m.vm.NewObject()
	m.put(o, "size", m.vm.ToValue(info.Size()))
	modified := info.ModTime().UnixMilli()
	m.put(o, "mtimeMs", m.vm.ToValue(modified))
	date, err := m.vm.New(m.js.date, m.vm.ToValue(modified))
	m.check(err)
	m.put(o, "mtime", date)
	return o
}
