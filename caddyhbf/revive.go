package caddyhbf

import (
	"context"
	"errors"
	"log/slog"

	"github.com/caddyhbf/hbf/dbbind"
)

// revive opens the app's file again and starts the app in it if it was switched off, because its scripts could not be
// stopped. What such a script still uses is left to it.
func (in *instance) revive(ctx context.Context) error {
	l := in.live
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.running()
	if r == nil || l.stopped {
		return nil
	}
	engine := r.engine.Load()
	if engine == nil || engine.SwitchedOff() == nil {
		return nil
	}
	next, err := open(ctx, in)
	if err != nil {
		return err
	}
	l.seen = [2]fileState{}
	if err := l.remember(next); err != nil {
		return errors.Join(err, next.close(context.WithoutCancel(ctx), false))
	}
	in.take()
	if !in.put(next) {
		return errors.Join(errInstanceClosed, next.close(context.WithoutCancel(ctx), false))
	}
	go func() { // ends within drainTime and the time that closing takes
		err := r.drain(in.options.drainTime())
		switch {
		case errors.Is(err, dbbind.ErrStuck):
			in.logger.Warn("a script that can't be stopped keeps the connection that the app had before; where it was writing, other writes wait for it in vain until Caddy is restarted")
		case err != nil:
			in.logger.Error("closing what the app had open before it was switched off", slog.Any("error", err))
		}
	}()
	in.logger.Info("the app was started again")
	return nil
}
