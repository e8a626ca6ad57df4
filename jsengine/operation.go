package jsengine

import (
	"github.com/caddyhbf/hbf/jsengine/asynccontext"
	"github.com/caddyhbf/hbf/jsengine/loop"
)

// maxOperations bounds what one scope may have pending at a time.
const maxOperations = 10_000

// Operation is something that the host does for JavaScript while JavaScript waits or does something else: a timer, an
// outbound request, a password hash. It belongs to the scope that was current when it began. As long as it has not
// ended its request is not over; when its request is over first, it is canceled. It implements [loop.Operation].
type Operation struct {
	context *asynccontext.Context
	cancel  func()
	settled func() // called once when the operation ends, however it does
	ended   bool
}

// Begin implements [loop.Loop].
func (rt *runtime) Begin(cancel func()) loop.Operation { return rt.begin(cancel) }

func (rt *runtime) begin(cancel func()) *Operation {
	c := rt.current()
	s := scopeOf(c)
	if len(s.operations) >= maxOperations {
		panic(rt.kit.RangeError("too many timers and other operations are pending (more than 10,000)"))
	}
	op := &Operation{context: c, cancel: cancel}
	if s.ended { // the request is over: nothing begins in its name any more
		op.ended = true
		return op
	}
	if s.operations == nil {
		s.operations = make(map[*Operation]struct{})
	}
	s.operations[op] = struct{}{}
	return op
}

// End implements [loop.Operation].
func (op *Operation) End() {
	if op.ended {
		return
	}
	op.ended = true
	s := scopeOf(op.context)
	delete(s.operations, op)
	s.rt.touch(s.request)
	op.settle()
}

func (op *Operation) settle() {
	if f := op.settled; f != nil {
		op.settled = nil
		f()
	}
}

// Ended implements [loop.Operation].
func (op *Operation) Ended() bool { return op.ended }

// Resume implements [loop.Operation].
func (op *Operation) Resume(f func()) {
	scopeOf(op.context).rt.owner.enqueue(&completion{op: op, f: f})
}

// completion is a task that goes on with what an operation was waited for.
type completion struct {
	op *Operation
	f  func()
}

func (c *completion) run(own *owner) {
	if scopeOf(c.op.context).rt.owner != own || c.op.ended {
		return
	}
	own.continueIn(c.op.context, c.f)
}

func (c *completion) release() {}

// Interface guards
var (
	_ loop.Loop      = (*runtime)(nil)
	_ loop.Operation = (*Operation)(nil)
)
