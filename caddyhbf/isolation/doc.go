// Package isolation runs something that serves HTTP in a process of its own: the same program executed again, which the
// parent starts, watches, restarts and stops. It knows neither what is served nor Caddy.
//
// The two processes share one unix socket in a directory that only their user can enter. The parent makes it and keeps it
// open, and the child inherits it as its only descriptor beside the standard ones, so that a connection made while a child
// is being replaced waits for the next one. What the child is to do comes over its standard input and never in its
// arguments or environment, which is empty; what it has to say, log lines above all, goes back over its standard output.
// The child ends when the parent does.
//
// [Start] is the parent's side, [Main] the child's.
package isolation
