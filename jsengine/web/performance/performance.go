// Package performance gives JavaScript the clock of https://w3c.github.io/hr-time/: performance.now(), timeOrigin and
// toJSON(). There are no entries, marks or measures.
package performance

import (
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// clock is the Go side of the one Performance object.
type clock struct{ origin time.Time }

// now is the time since the origin, in milliseconds with a resolution of a microsecond. It never goes back.
func (c *clock) now() float64 { return float64(time.Since(c.origin).Microseconds()) / 1000 }

// New defines performance and its class as globals. origin is where now counts from, the same as that of event.timeStamp.
// It must be called before the app's code runs.
func New(k *native.Kit, origin time.Time) {
	vm := k.VM
	c := native.NewClass[*clock](k, "Performance", 0, nil, nil)
	timeOrigin := float64(origin.UnixMicro()) / 1000
	c.Method("now", 0, func(c *clock, _ goja.FunctionCall) goja.Value { return vm.ToValue(c.now()) })
	c.Getter("timeOrigin", func(*clock) goja.Value { return vm.ToValue(timeOrigin) })
	c.Method("toJSON", 0, func(*clock, goja.FunctionCall) goja.Value {
		o := k.Object()
		k.Put(o, "timeOrigin", vm.ToValue(timeOrigin))
		return o
	})
	c.Expose()
	k.Global("performance", c.Wrap(&clock{origin}))
}
