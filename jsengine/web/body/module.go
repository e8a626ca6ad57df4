package body

import (
	"github.com/caddyhbf/hbf/jsengine/loop"
	"github.com/caddyhbf/hbf/jsengine/native"
	"github.com/caddyhbf/hbf/jsengine/web/blob"
	"github.com/caddyhbf/hbf/jsengine/web/event"
	"github.com/caddyhbf/hbf/jsengine/web/form"
	"github.com/caddyhbf/hbf/jsengine/web/headers"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
)

// Options is what requests and responses need of the other parts of a runtime. All of them are needed but Limit.
type Options struct {
	Events  *event.Module
	Streams *stream.Module
	Headers *headers.Module
	Blobs   *blob.Module
	Forms   *form.Module

	// Limit is the greatest number of bytes that text(), json() and so on read of a request or of a stream that a script
	// made, and that the fields of a form may have together; more is a RangeError, of status 413 for a request. 0 is no limit.
	Limit int64
}

// Module is the classes of one runtime. It is the owner's.
type Module struct {
	Options

	k         *native.Kit
	loop      loop.Loop
	requests  *native.Class[*Request]
	responses *native.Class[*Response]
}

// New defines the global variables Request and Response.
func New(k *native.Kit, l loop.Loop, o Options) *Module {
	m := &Module{Options: o, k: k, loop: l}
	m.defineRequest()
	m.defineResponse()
	m.requests.Expose()
	m.responses.Expose()
	return m
}
