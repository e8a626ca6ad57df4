package pipe_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/caddyhbf/hbf/jsengine/pipe"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func next(t *testing.T, p *pipe.Pipe) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	chunks, err := p.Next(ctx)
	return string(bytes.Join(chunks, []byte("|"))), err
}

func TestNextGivesAllThatIsThere(t *testing.T) {
	p := pipe.New()
	p.Write([]byte("a"))
	p.Write(nil)
	p.Write([]byte("b"))
	if got, err := next(t, p); got != "a|b" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	p.Write([]byte("c"))
	p.End(nil)
	p.End(errors.New("too late"))
	p.Write([]byte("too late"))
	if got, err := next(t, p); got != "c" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	for range 2 {
		if _, err := next(t, p); !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
	}
}

// What was written before a body broke still reaches the client.
func TestABrokenBodyEndsWithItsError(t *testing.T) {
	p := pipe.New()
	p.Write([]byte("a"))
	p.End(pipe.ErrBroken)
	if got, err := next(t, p); got != "a" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	if _, err := next(t, p); !errors.Is(err, pipe.ErrBroken) {
		t.Fatal(err)
	}
}

func TestAPipeIsFullUntilItWasWritten(t *testing.T) {
	p := pipe.New()
	drained := 0
	p.OnDrain(func() { drained++ })
	if drained != 1 {
		t.Fatal("an empty pipe is drained at once")
	}
	p.Write(make([]byte, pipe.HighWater-1))
	if p.Full() {
		t.Fatal("full too early")
	}
	p.Write([]byte("x"))
	p.OnDrain(func() { t.Error("replaced") })
	p.OnDrain(func() { drained++ })
	if _, err := next(t, p); err != nil || !p.Full() || drained != 1 {
		t.Fatal("what was taken is not written yet", err)
	}
	p.End(nil)
	if _, err := next(t, p); !errors.Is(err, io.EOF) || p.Full() || drained != 2 {
		t.Fatal(err, p.Buffered(), drained)
	}
}

func TestCancelReleasesTheWriter(t *testing.T) {
	p := pipe.New()
	p.Write([]byte("x"))
	drained := false
	p.OnDrain(func() { drained = true })
	p.Cancel()
	p.Write([]byte("y"))
	if !drained || !p.Canceled() || p.Buffered() != 0 {
		t.Error(drained, p.Canceled(), p.Buffered())
	}
}

func TestNextEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	gone := errors.New("gone")
	cancel(gone)
	if _, err := pipe.New().Next(ctx); !errors.Is(err, gone) {
		t.Fatal(err)
	}
}

func TestKeepAliveFillsSilence(t *testing.T) {
	p := pipe.New()
	p.KeepAlive(time.Millisecond, []byte(":\n\n"))
	for range 3 {
		if got, err := next(t, p); got != ":\n\n" || err != nil {
			t.Fatalf("%q, %v", got, err)
		}
	}
}

// Nothing is lost or reordered between two goroutines.
func TestPipeCarriesEverythingInOrder(t *testing.T) {
	p := pipe.New()
	want := make([]byte, 1<<20)
	for i := range want {
		want[i] = byte(rand.IntN(256))
	}
	go func() {
		for rest := want; len(rest) > 0; {
			n := min(len(rest), 1+rand.IntN(40_000))
			if p.Full() {
				drained := make(chan struct{})
				p.OnDrain(func() { close(drained) })
				<-drained
			}
			p.Write(bytes.Clone(rest[:n]))
			rest = rest[n:]
		}
		p.End(nil)
	}()
	var got []byte
	for {
		chunks, err := p.Next(context.Background())
		if errors.Is(err, io.EOF) {
			break
		}
		got = append(got, bytes.Join(chunks, nil)...)
	}
	if !bytes.Equal(got, want) {
		t.Error("what arrived is not what was sent")
	}
}
