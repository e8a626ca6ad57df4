package jsengine

import (
	"log/slog"

	"github.com/dop251/goja"
)

// maxRejections bounds what is remembered of one turn's unhandled rejections.
const maxRejections = 100

// rejections holds the promises that were rejected in this turn and that nobody has handled yet, in order.
type rejections struct{ promises []*goja.Promise }

func (r *rejections) track(p *goja.Promise, op goja.PromiseRejectionOperation) {
	switch op {
	case goja.PromiseRejectionReject:
		if len(r.promises) < maxRejections {
			r.promises = append(r.promises, p)
		}
	case goja.PromiseRejectionHandle:
		for n, other := range r.promises {
			if other == p {
				r.promises = append(r.promises[:n], r.promises[n+1:]...)
				return
			}
		}
	}
}

// reportRejections logs each promise that is still unhandled at the end of the turn, once.
func (rt *runtime) reportRejections() {
	for _, p := range rt.rejections.promises {
		e := rt.describe(p.Result(), nil)
		attrs := []any{slog.String("error", e.Error()), slog.String("stack", e.Stack)}
		if rt.current != nil {
			attrs = append(attrs, slog.String("request_id", rt.current.Exchange.ID))
		}
		rt.cfg.Logger.Error("a promise was rejected and nothing handled it", attrs...)
	}
	rt.rejections.promises = rt.rejections.promises[:0]
}
