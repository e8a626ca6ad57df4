// Package jsengine runs one app's JavaScript.
//
// An [Instance] owns one goja runtime. Requests and other work enter through one queue and are run, one turn
// at a time, by the instance's owner: a goroutine that exists only while there is work, so an idle instance
// costs no goroutine. Everything that enters the runtime runs under a deadline, recovers from Go panics, and
// is followed by the microtask queue. When a turn was interrupted, overflowed the stack, or panicked, the
// runtime is not trusted again: the instance recycles, which means that a fresh runtime is built from the
// already compiled programs and takes its place.
//
// The package knows goja and the shapes of HTTP, but neither Caddy nor SQL. The database takes part through two
// narrow interfaces: a [HostModule] gives JavaScript its API, and [Batch] tells it when turns begin and end.
package jsengine
