package jsengine

import "fmt"

// hostTask is a task of the host's that runs between two batches; see [Instance.Do].
type hostTask struct {
	ticket
	f       func(own *owner)
	done    chan struct{}
	ran     bool
	refused error
	dropped bool
}

func (t *hostTask) run(own *owner) {
	if !t.start() {
		return
	}
	t.ran = true
	if own.unusable {
		t.refused = fmt.Errorf("%w: %w", ErrUnavailable, own.broken)
		return
	}
	t.f(own)
}

func (t *hostTask) release() {
	t.dropped = !t.ran
	close(t.done)
}
