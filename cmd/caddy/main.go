// Command caddy is Caddy with its standard modules and the hbf handler: the
// binary for development and tests. A release is built by internal/xbuild or xcaddy.
package main

import (
	// Time zones for systems that have none, as in Caddy's own main.
	_ "time/tzdata"

	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddyhbf/hbf/caddyhbf"
)

func main() {
	caddycmd.Main()
}
