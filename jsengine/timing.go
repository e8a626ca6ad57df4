package jsengine

import (
	"time"

	"github.com/caddyhbf/hbf/jsengine/express"
)

// sqlTime is how long the app has used the database so far.
func (own *owner) sqlTime() time.Duration {
	if !own.cfg.Development || own.cfg.SQLTime == nil {
		return 0
	}
	return own.cfg.SQLTime()
}

// beginTiming is called when a request has waited long enough.
func (r *Request) beginTiming(own *owner) {
	if own.cfg.Development {
		r.Exchange.Timing = &express.Timing{Queue: r.began.Sub(r.queued)}
	}
}

// chargeSQL adds to a request's timing how long its turn has used the database.
func (r *Request) chargeSQL(own *owner) {
	if t := r.Exchange.Timing; t != nil && !r.settled {
		t.SQL += own.sqlTime() - own.sqlBefore
	}
}

// endTiming is called when its response is there.
func (r *Request) endTiming() {
	if t := r.Exchange.Timing; t != nil {
		t.App = time.Since(r.began)
	}
}
