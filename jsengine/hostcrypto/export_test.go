package hostcrypto

import (
	"context"

	"github.com/caddyhbf/hbf/jsengine/hostcrypto/credential"
)

// Occupy takes all memory for hashes until release is called.
func (m *Module) Occupy() (release func()) {
	if err := m.memory.Acquire(context.Background(), credential.MaxMemory); err != nil {
		panic(err)
	}
	return func() { m.memory.Release(credential.MaxMemory) }
}
