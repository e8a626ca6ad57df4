package caddyhbf

import (
	"github.com/caddyserver/caddy/v2"

	"github.com/caddyhbf/hbf/jsengine"
)

// samplers holds the process's one sampler of memory while any app runs.
var samplers = caddy.NewUsagePool()

const samplerKey = "sampler"

type sampler struct{ *jsengine.Sampler }

func acquireSampler() *jsengine.Sampler {
	s, _, _ := samplers.LoadOrNew(samplerKey, func() (caddy.Destructor, error) { // it can't fail
		return sampler{jsengine.NewSampler()}, nil
	})
	return s.(sampler).Sampler
}

func releaseSampler() { _, _ = samplers.Delete(samplerKey) }

// largeWork says that the process does something that may take much memory and is no script of an app's, so that none is
// held to account for it. done must be called when it has ended.
func largeWork() (done func()) {
	s := acquireSampler()
	end := s.Work()
	return func() {
		end()
		releaseSampler()
	}
}

// Destruct implements caddy.Destructor: without an app the sampler is at rest.
func (sampler) Destruct() error { return nil }
