package jsengine

import (
	"fmt"
	"log/slog"
)

// effect is something that leaves the instance when what the batch has changed is safe. r is the request whose response
// it is a part of, nil for none.
type effect struct {
	f           func()
	r           *Request
	transaction uint64 // that it depends on
}

// emit lets an effect leave, at once as long as the batch has changed nothing, and after those that are held.
func (own *owner) emit(e effect) {
	e.transaction = own.batchOf.Unsaved()
	switch {
	case own.abandoned.Load():
	case e.transaction != 0 || len(own.held) > 0:
		own.shared.Lock()
		own.held = append(own.held, e)
		own.shared.Unlock()
	default:
		e.f()
	}
}

// letGo lets the effects leave that were held.
func (own *owner) letGo() {
	for n := 0; n < len(own.held); n++ { // an effect may have another
		f := own.held[n].f
		own.held[n] = effect{}
		f()
	}
	own.held = own.held[:0]
}

// endBatch makes safe what the batch has changed and then lets go what was held. Where that fails nobody outside has seen
// anything of it: the responses that were held become errors, and the runtimes, whose globals may know of what does not
// exist, are given up.
func (own *owner) endBatch() error {
	transaction := own.batchOf.Unsaved()
	err := own.batchOf.EndBatch()
	if err == nil || transaction == 0 {
		own.letGo()
	}
	if err == nil {
		return nil
	}
	if transaction == 0 {
		own.cfg.Logger.Error("a batch of turns was not finished", slog.Any("error", err))
		return nil
	}
	own.cfg.Logger.Error("what the app has written was lost; requests that depend on it fail", slog.Any("error", err))
	reason := fmt.Errorf("%w: %w", ErrLost, err)
	held := own.held
	own.held = nil
	for _, e := range held {
		switch {
		case e.transaction != transaction:
			e.f()
		case e.r != nil:
			e.r.lose(reason)
		}
	}
	for _, runtimes := range [...]map[*runtime]struct{}{own.retired, own.launching} {
		for rt := range runtimes {
			own.recycle(rt, reason)
		}
	}
	if own.rt != nil {
		own.recycle(own.rt, reason)
	}
	return reason
}

// lose turns a response that was held into an error.
func (r *Request) lose(reason error) {
	response := &r.Exchange.Response
	if response.Stream != nil {
		response.Stream.End(reason)
	}
	if response.Reader != nil {
		_ = response.Reader.Close()
	}
	r.complete(reason)
}
