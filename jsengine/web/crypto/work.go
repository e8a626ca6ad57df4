package crypto

import (
	"bytes"
	"context"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/loop"
)

// smallInput is how many bytes are hashed or enciphered on the owner: tens of microseconds at most.
const smallInput = 16 << 10

// perform does work and gives the result, or, if it is costly, a promise of it. work must not touch JavaScript.
func perform[T any](m *Module, costly bool, work func(context.Context) (T, error), value func(T) goja.Value) goja.Value {
	if !costly {
		result, err := work(context.Background())
		m.check(err)
		return value(result)
	}
	return loop.Promise(m.loop, m.kit, func(ctx context.Context) (result T, err error) {
		select {
		case m.processors <- struct{}{}:
		case <-ctx.Done():
			return result, ctx.Err()
		}
		defer func() { <-m.processors }()
		return work(ctx)
	}, value, m.exception)
}

// buffer makes an ArrayBuffer of a result.
func (m *Module) buffer(data []byte) goja.Value { return m.kit.ArrayBuffer(data) }

func (m *Module) boolean(b bool) goja.Value { return m.kit.VM.ToValue(b) }

// input copies a BufferSource.
func (m *Module) input(v goja.Value, what string) []byte {
	data, ok := m.kit.Bytes(v)
	if !ok {
		panic(m.kit.TypeError("%s must be an ArrayBuffer or a view of one", what))
	}
	return bytes.Clone(data)
}
