package jsengine

import (
	"fmt"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/events"
	"github.com/caddyhbf/hbf/jsengine/express"
)

// HostExports are the modules that import and require resolve outside the archive, with the names that they export
// beside default: those of the engine itself.
func HostExports() map[string][]string {
	return map[string][]string{
		"hbf:express": express.ExportNames(),
		"hbf:env":     {"env"},
		"hbf:events":  events.ExportNames(),
	}
}

// host gives the exports of a host module.
func (rt *runtime) host(name string) (*goja.Object, error) {
	if exports, ok := rt.hosts[name]; ok {
		return exports, nil
	}
	return nil, fmt.Errorf("there is no host module %q", name)
}
