package caddyhbf

import (
	"math"
	"runtime/debug"

	"github.com/caddyserver/caddy/v2"
)

// headroom is memory that is never touched and so never becomes resident. Go collects garbage each time that the heap has
// doubled. That of Caddy with a small app is 7 MiB, which a busy one doubles 50 times a second: a fifth of its processor
// time. With the headroom the heap has to grow by tens of MiB first. The price is that garbage of that size can be resident
// under load, once for the process and not for each app.
type headroom []byte

// headroomSize is 32 MiB, and less where the process may not have much memory (GOMEMLIMIT, which Caddy itself sets to the
// limit of its container).
func headroomSize(limit int64) int64 { return min(32<<20, limit/32) }

// headrooms holds the process's one headroom while any app is configured.
var headrooms = caddy.NewUsagePool()

const headroomKey = "headroom"

func acquireHeadroom() {
	_, _, _ = headrooms.LoadOrNew(headroomKey, func() (caddy.Destructor, error) { // it can't fail
		limit := debug.SetMemoryLimit(math.MinInt64) // reads it
		return make(headroom, headroomSize(limit)), nil
	})
}

func releaseHeadroom() { _, _ = headrooms.Delete(headroomKey) }

// Destruct implements caddy.Destructor: with the last reference it is garbage itself.
func (headroom) Destruct() error { return nil }
