package stream_test

import (
	"testing"

	"github.com/caddyhbf/hbf/jsengine/loop/looptest"
	"github.com/caddyhbf/hbf/jsengine/web/stream"
)

func newModule(t testing.TB) (*looptest.Loop, *stream.Module) {
	l := looptest.New(t)
	return l, stream.New(l.Kit, l)
}

func TestSmoke(t *testing.T) {
	l, _ := newModule(t)
	if got := l.Run(`(async () => { const r = new ReadableStream({start(c){c.enqueue('a');c.enqueue('b');c.close()}}); let s=''; for (const rd=r.getReader();;){const {value,done}=await rd.read(); if(done)break; s+=value} return s})()`).String(); got != "ab" {
		t.Error(got)
	}
	if got := l.Run(`(async () => { const cs = new CompressionStream('gzip'); const w = cs.writable.getWriter(); w.write(new Uint8Array(100000)); w.close();
	 let n=0; const rd = cs.readable.pipeThrough(new DecompressionStream('gzip')).getReader(); for(;;){const {value,done}=await rd.read(); if(done)break; n+=value.length} return n})()`).String(); got != "100000" {
		t.Error(got)
	}
}
