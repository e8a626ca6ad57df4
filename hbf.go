// Package hbf plugs the hbf handler into Caddy: importing it for its side effect
// registers what github.com/caddyhbf/hbf/caddyhbf registers. It exists so that the
// module's own path can be given to xcaddy:
//
//	xcaddy build v2.11.9 --with github.com/caddyhbf/hbf@v0.0.0=.
package hbf

import _ "github.com/caddyhbf/hbf/caddyhbf" // registers the handler
