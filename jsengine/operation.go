package jsengine

// maxOperations bounds what one scope may have pending at a time.
const maxOperations = 10_000

// Operation is something that the host does for JavaScript while JavaScript waits or does something else: a timer, an
// outbound request, a password hash. It belongs to the scope that was current when it began. As long as it has not
// ended its request is not over; when its request is over first, it is canceled.
type Operation struct {
	context *asyncContext
	cancel  func()
	ended   bool
}

// begin registers an operation of the current scope. cancel, which may be nil, is called by the owner when the scope
// ends before the operation; it must not block. Owner only.
func (rt *runtime) begin(cancel func()) *Operation {
	c := rt.context
	if len(c.scope.operations) >= maxOperations {
		panic(rt.vm.ToValue(rt.rangeError("too many timers and other operations are pending (more than 10,000)")))
	}
	op := &Operation{context: c, cancel: cancel}
	if c.scope.ended { // the request is over: nothing begins in its name any more
		op.ended = true
		return op
	}
	if c.scope.operations == nil {
		c.scope.operations = make(map[*Operation]struct{})
	}
	c.scope.operations[op] = struct{}{}
	return op
}

// end says that nothing more will come of the operation. Owner only; ending twice does nothing.
func (op *Operation) end() {
	op.ended = true
	delete(op.context.scope.operations, op)
	op.context.scope.rt.touch(op.context.scope.request)
}

// run queues f, to be run as a turn in the operation's context. It may be called from any goroutine. f is not
// called when the operation has ended before its time comes.
func (op *Operation) run(f func()) {
	op.context.scope.rt.instance.enqueue(&completion{op: op, f: f})
}

// completion is a task that goes on with what an operation was waited for.
type completion struct {
	op *Operation
	f  func()
}

func (c *completion) run(i *Instance) {
	if c.op.ended {
		return
	}
	i.continueIn(c.op.context, c.f)
}

func (c *completion) release() {}
