package performance_test

import (
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/performance"
)

func TestPerformance(t *testing.T) {
	for script, want := range map[string]string{
		`const a = performance.now(), b = performance.now(); a >= 1000 && b >= a`:    "true",
		`Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 60_000`: "true",
		`typeof performance.now()`: "number",
		`JSON.stringify(performance) === JSON.stringify({ timeOrigin: performance.timeOrigin })`: "true",
		`Object.prototype.toString.call(performance) + (performance instanceof Performance)`:     "[object Performance]true",
		`try { new Performance() } catch (e) { e.name }`:                                         "TypeError",
		`const { now } = performance; try { now() } catch (e) { e.name }`:                        "TypeError",
		`Object.keys(globalThis).includes('performance')`:                                        "false",
		`performance.timeOrigin = 5; performance.timeOrigin > 1e12`:                              "true",
	} {
		vm := goja.New()
		performance.New(native.New(vm), time.Now().Add(-time.Second))
		v, err := vm.RunString(script)
		if err != nil || v.String() != want {
			t.Errorf("%s = %v, %v, want %s", script, v, err, want)
		}
	}
}
