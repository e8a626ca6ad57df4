package jsengine

import (
	"fmt"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/asynccontext"
	"github.com/caddyhbf/hbf/jsengine/events"
	"github.com/caddyhbf/hbf/jsengine/express"
	"github.com/caddyhbf/hbf/jsengine/hostcrypto"
)

// HostExports are the modules that import and require resolve outside the archive, with the names that they export
// beside default: those of the engine itself.
func HostExports() map[string][]string {
	names := map[string][]string{
		"hbf:crypto":  hostcrypto.ExportNames(),
		"hbf:env":     {"env"},
		"hbf:events":  events.ExportNames(),
		"hbf:express": express.ExportNames(),
	}
	for _, name := range asyncModules {
		names[name] = asynccontext.ExportNames()
	}
	for _, name := range cryptoModules {
		names[name] = hostcrypto.NodeExportNames()
	}
	return names
}

// The names of modules that Node.js has too: the one with AsyncLocalStorage, and the one with hashes.
var (
	asyncModules  = []string{"hbf:async", "node:async_hooks", "async_hooks"}
	cryptoModules = []string{"node:crypto", "crypto"}
)

// host gives the exports of a host module.
func (rt *runtime) host(name string) (*goja.Object, error) {
	if exports, ok := rt.hosts[name]; ok {
		return exports(), nil
	}
	return nil, fmt.Errorf("there is no host module %q", name)
}
