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

// Destruct implements caddy.Destructor: without an app the sampler is at rest.
func (sampler) Destruct() error { return nil }
