package express

import (
	"math"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// configureMultipart is for express.multipart(), which Express has not: fields become req.body and files req.files,
// with the names that the Node package multer gives them.
func (p *bodyParser) configureMultipart(options goja.Value) {
	m := p.m
	p.binary = true
	if isUndefined(option(options, "limit")) {
		p.options.Limit = math.MaxInt64 // the server's own limit holds
	}
	limits := httpvalue.DefaultMultipart
	o := option(options, "limits")
	for _, l := range []struct {
		name string
		set  func(int64)
	}{
		{"parts", func(n int64) { limits.Parts = int(n) }},
		{"fieldSize", func(n int64) { limits.FieldSize = n }},
		{"fileSize", func(n int64) { limits.FileSize = n }},
	} {
		if v := option(o, l.name); !isUndefined(v) {
			n, ok := sizeOf(v)
			if !ok {
				m.throwType("option limits.%s is invalid", l.name)
			}
			l.set(n)
		}
	}
	p.parse = func(x *Exchange, body []byte, _, _ string) (goja.Value, error) {
		parts, err := httpvalue.ParseMultipart(body, x.Request.Header.Get("Content-Type"), limits)
		if err != nil {
			return nil, err
		}
		fields, files := m.partsOf(parts)
		x.files = files
		return fields, nil
	}
}

// partsOf makes req.body and req.files of a multipart form.
func (m *Module) partsOf(parts []httpvalue.Part) (fields, files *goja.Object) {
	var (
		names  []string
		values = make(map[string][]string)
		list   []any
	)
	for i := range parts {
		part := &parts[i]
		if !part.IsFile {
			if values[part.Name] == nil {
				names = append(names, part.Name)
			}
			values[part.Name] = append(values[part.Name], part.Value)
			continue
		}
		if part.Filename == "" && len(part.Data) == 0 {
			continue // a file input left empty
		}
		o := m.vm.NewObject()
		m.put(o, "fieldname", m.vm.ToValue(part.Name))
		m.put(o, "originalname", m.vm.ToValue(part.Filename))
		m.put(o, "mimetype", m.vm.ToValue(part.ContentType))
		m.put(o, "size", m.vm.ToValue(len(part.Data)))
		m.put(o, "buffer", m.bytesValue(part.Data))
		list = append(list, o)
	}
	fields = m.vm.CreateObject(nil)
	for _, name := range names {
		m.put(fields, name, m.oneOrMore(values[name]))
	}
	return fields, m.vm.NewArray(list...)
}
