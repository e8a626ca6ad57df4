package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
)

// Module is the classes of one runtime. It is the owner's.
type Module struct {
	k           *native.Kit
	loop        loop.Loop
	streams     *stream.Module
	blobs       *native.Class[*Blob]
	files       *native.Class[*Blob]
	notReadable func(message string) *goja.Object
}

// New defines the global variables Blob and File. notReadable makes the NotReadableError that a promise is rejected
// with when the temporary file of a blob is gone.
func New(k *native.Kit, l loop.Loop, streams *stream.Module, notReadable func(message string) *goja.Object) *Module {
	m := &Module{k: k, loop: l, streams: streams, notReadable: notReadable}
	m.blobs = native.NewClass(k, "Blob", 0, nil, func(c goja.ConstructorCall) *Blob {
		return m.construct("Blob", c.Argument(0), true, c.Argument(1))
	})
	m.files = native.NewClass(k, "File", 2, m.blobs, m.constructFile)
	m.defineBlob()
	m.defineFile()
	m.blobs.Expose()
	m.files.Expose()
	return m
}

// Object makes the Blob or File that JavaScript sees.
func (m *Module) Object(b *Blob) *goja.Object {
	if b.file != nil {
		return m.files.Wrap(b)
	}
	return m.blobs.Wrap(b)
}

func (m *Module) defineBlob() {
	c, vm := m.blobs, m.k.VM
	c.Getter("size", func(b *Blob) goja.Value { return vm.ToValue(b.size) })
	c.Getter("type", func(b *Blob) goja.Value { return vm.ToValue(b.contentType) })
	c.Method("slice", 0, func(b *Blob, call goja.FunctionCall) goja.Value {
		start := index(call.Argument(0), b.size, 0)
		end := index(call.Argument(1), b.size, b.size)
		contentType := ""
		if v := call.Argument(2); !native.IsUndefined(v) {
			contentType = NormalizeType(native.Text(v))
		}
		return m.blobs.Wrap(b.slice(start, max(start, end), contentType))
	})
	c.Method("stream", 0, func(b *Blob, _ goja.FunctionCall) goja.Value { return m.Stream(b) })
	c.Method("text", 0, m.async(func(data []byte) goja.Value { return m.k.VM.ToValue(Decode(data)) }))
	c.Method("arrayBuffer", 0, m.async(func(data []byte) goja.Value { return m.k.ArrayBuffer(data) }))
	c.Method("bytes", 0, m.async(func(data []byte) goja.Value { return m.k.Uint8Array(data) }))
}

func (m *Module) defineFile() {
	c, vm := m.files, m.k.VM
	get := func(name string, value func(*file) goja.Value) {
		c.Getter(name, func(b *Blob) goja.Value {
			if b.file == nil {
				panic(m.k.TypeError("Illegal invocation: this is not an instance of File"))
			}
			return value(b.file)
		})
	}
	get("name", func(f *file) goja.Value { return vm.ToValue(f.name) })
	get("lastModified", func(f *file) goja.Value { return vm.ToValue(f.lastModified) })
}

// Stream makes a ReadableStream of the bytes.
func (m *Module) Stream(b *Blob) *goja.Object {
	if data, ok := b.Memory(); ok {
		return m.streams.FromBytes(data)
	}
	return m.streams.FromReader(b.Open(), stream.Options{Failure: m.failure})
}

// async makes a method whose promise is fulfilled with what value makes of a copy of all bytes.
func (m *Module) async(value func([]byte) goja.Value) func(*Blob, goja.FunctionCall) goja.Value {
	return func(b *Blob, _ goja.FunctionCall) goja.Value { return m.Read(b, value) }
}

// Read makes a promise of what value makes of a copy of all bytes. What is not in memory is read on a goroutine.
func (m *Module) Read(b *Blob, value func([]byte) goja.Value) *goja.Object {
	if data, ok := b.Memory(); ok {
		return m.k.Async(func() goja.Value { return value(append([]byte{}, data...)) })
	}
	return loop.Promise(m.loop, m.k, func(ctx context.Context) ([]byte, error) {
		data := make([]byte, b.size)
		_, err := io.ReadFull(contextReader{ctx, b.Open()}, data)
		return data, err
	}, value, m.failure)
}

func (m *Module) failure(err error) goja.Value {
	var path *fs.PathError
	if errors.As(err, &path) { // its path is the server's business
		err = path.Err
	}
	return m.notReadable("the file of this Blob can't be read any more: " + err.Error())
}

// contextReader stops reading when its context ends.
type contextReader struct {
	ctx context.Context //nolint:containedctx // it lives as long as one call
	io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// index converts an argument of slice: negative ones count from the end.
func index(v goja.Value, size, missing int64) int64 {
	if native.IsUndefined(v) {
		return missing
	}
	i := v.ToInteger()
	if i < 0 {
		return max(size+i, 0)
	}
	return min(i, size)
}

func now() int64 { return time.Now().UnixMilli() }
