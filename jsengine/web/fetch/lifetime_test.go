package fetch_test

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// stall answers /body with a byte and then, as everything else, waits until the client has gone, and tells.
func stall(arrived, gone chan struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			io.WriteString(w, "x")
			w.(http.Flusher).Flush()
		}
		if r.Body != http.NoBody {
			io.Copy(io.Discard, r.Body)
		}
		arrived <- struct{}{}
		<-r.Context().Done()
		gone <- struct{}{}
	}
}

func channels() (arrived, gone chan struct{}) { return make(chan struct{}, 8), make(chan struct{}, 8) }

// A signal rejects the promise with its reason and ends the request.
func TestAbort(t *testing.T) {
	arrived, gone := channels()
	h := newHost(t, stall(arrived, gone))
	h.on("untilArrived", func() { <-arrived })
	h.on("untilGone", func() { <-gone })
	for _, c := range []struct{ script, want string }{
		{`await fetch(up, { signal: AbortSignal.abort() })`, "threw AbortError: This operation was aborted"},
		{`await fetch(up, { signal: AbortSignal.abort('mine') })`, "threw mine"},
		{`await fetch(new Request(up, { signal: AbortSignal.abort('mine') }))`, "threw mine"},
		{`const c = new AbortController(); const p = fetch(up, { signal: c.signal }); untilArrived(); c.abort('mine'); await p`, "threw mine"},
		{`const c = new AbortController(); const p = fetch(new Request(up, { signal: c.signal })); untilArrived(); c.abort(); await p`, "threw AbortError: This operation was aborted"},
		{`await fetch(up, { signal: AbortSignal.timeout(1) })`, "threw TimeoutError: The operation was aborted due to timeout"},
		{`const c = new AbortController(); const r = await fetch(up + '/body', { signal: c.signal }); untilArrived(); const p = r.text(); c.abort('mine'); await p`, "threw mine"},
		{`const c = new AbortController(); const r = await fetch(up + '/body', { signal: c.signal }); untilArrived(); c.abort('mine'); await r.text()`, "threw mine"},
		{`const c = new AbortController(); const r = await fetch(up + '/body', { signal: c.signal }); untilArrived(); const d = r.body.getReader(); await d.read(); const p = d.read(); c.abort('mine'); await p`, "threw mine"},
		{`const c = new AbortController(); const r = await fetch(up + '/body', { signal: c.signal }); untilArrived(); const p = new Response(r.body, r).text(); c.abort('mine'); await p`, "threw mine"},
		{`const c = new AbortController(); let why; const body = new ReadableStream({ pull(s) { s.enqueue(new Uint8Array(1)) }, cancel(r) { why = r } });
			const p = fetch(up, { method: 'POST', body, duplex: 'half', signal: c.signal }); setTimeout(() => c.abort('mine'), 0); try { await p } catch (e) { return e + why }`, "minemine"},
		{`let why; const body = new ReadableStream({ cancel(r) { why = r } }); try { await fetch(up, { method: 'POST', body, duplex: 'half', signal: AbortSignal.abort('mine') }) } catch (e) { return e + why }`, "minemine"},
	} {
		if got := h.async(c.script); !strings.Contains(got, c.want) {
			t.Errorf("%s\n%s, want\n%s", c.script, got, c.want)
		}
		for len(arrived) > 0 {
			<-arrived
		}
	}
}

// A signal may be given to many requests, and does nothing to those that are over.
func TestSignalOutlivesRequests(t *testing.T) {
	h := newHost(t, echo)
	got := h.async(`const c = new AbortController(); for (let i = 0; i < 5; i++) await (await fetch(up, { signal: c.signal })).text(); c.abort(); return 'ok'`)
	if got != "ok" {
		t.Error(got)
	}
}

// A body that nobody reads does not keep its scope waiting; it is closed when the scope ends, as is a request that
// waits.
func TestScopeEnds(t *testing.T) {
	arrived, gone := channels()
	h := newHost(t, stall(arrived, gone))
	h.Run(`var response; fetch(up + '/body').then(r => { response = r }); undefined`)
	if got := h.Run(`String(response.status)`).String(); got != "200" {
		t.Fatal(got)
	}
	<-arrived
	settled := false
	h.on("settle", func() { settled = true })
	if _, err := h.VM.RunString(`fetch(up).then(settle, settle)`); err != nil {
		t.Fatal(err)
	}
	<-arrived
	h.End()
	<-gone
	<-gone
	if settled {
		t.Error("the promise was settled after the scope's end")
	}
	if _, err := h.VM.RunString(`fetch(up).then(settle, settle)`); err != nil || settled {
		t.Errorf("after the end: %v %v", err, settled)
	}
}

// A scope that ends while a stream is being sent, or before a request could leave, lets go of both.
func TestScopeEndsBeforeTheRequestHasLeft(t *testing.T) {
	h := newHost(t, func(http.ResponseWriter, *http.Request) { t.Error("the request has left") })
	h.hold = true
	_, err := h.VM.RunString(`fetch(up, { method: 'POST', duplex: 'half', body: new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(70000)) } }) }); fetch(up)`)
	if err != nil {
		t.Fatal(err)
	}
	if len(h.held) == 0 {
		t.Error("nothing was emitted")
	}
	h.End()
}

// A request leaves, and so does each chunk of its body, when what was written before is safe.
func TestRequestIsAnEffect(t *testing.T) {
	seen := make(chan string, 8)
	h := newHost(t, func(w http.ResponseWriter, r *http.Request) {
		seen <- r.Method
		data, _ := io.ReadAll(r.Body)
		seen <- string(data)
	})
	h.hold = true
	h.on("release", h.release)
	var log []string
	h.Kit.Global("log", h.Kit.Function("log", 1, func(c goja.FunctionCall) goja.Value {
		log = append(log, c.Argument(0).String())
		select {
		case s := <-seen:
			t.Errorf("%s was sent before %s", s, c.Argument(0))
		default:
		}
		return goja.Undefined()
	}))
	got := h.async(`
		const e = new TextEncoder();
		let pulls = 0;
		const body = new ReadableStream({ pull(c) { if (pulls++ < 2) c.enqueue(e.encode('chunk' + pulls)); else c.close() } }, { highWaterMark: 0 });
		const p = fetch(up, { method: 'POST', body, duplex: 'half' });
		log('called');
		await new Promise(r => setTimeout(r, 1));
		log('later');
		let done = false;
		p.then(() => { done = true });
		while (!done) { release(); await new Promise(r => setTimeout(r, 1)) }
		return (await p).status`)
	if got != "200" || len(log) != 2 {
		t.Fatal(got, log)
	}
	if method, data := <-seen, <-seen; method != "POST" || data != "chunk1chunk2" {
		t.Error(method, data)
	}
}

// Bytes go both ways before either body is complete.
func TestStreamsBothWays(t *testing.T) {
	h := newHost(t, func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		rc.EnableFullDuplex()
		rc.Flush()
		buf := make([]byte, 1)
		for {
			if _, err := r.Body.Read(buf); err != nil {
				return
			}
			io.WriteString(w, strings.ToUpper(string(buf)))
			rc.Flush()
		}
	})
	got := h.async(`
		const { readable, writable } = new TransformStream();
		const out = writable.getWriter(), e = new TextEncoder(), d = new TextDecoder();
		const response = await fetch(up, { method: 'POST', body: readable, duplex: 'half' });
		const reader = response.body.getReader();
		let got = '';
		for (const c of 'abc') {
			out.write(e.encode(c));
			got += d.decode((await reader.read()).value) + ' ';
		}
		await out.close();
		return got + (await reader.read()).done`)
	if got != "A B C true" {
		t.Error(got)
	}
}

// A server that answers early needs no more of the body, whose source hears of it.
func TestBodyIsNotNeeded(t *testing.T) {
	h := newHost(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusForbidden)
	})
	got := h.async(`
		let canceled; const gone = new Promise(r => { canceled = r });
		const body = new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(1 << 16)) }, cancel(r) { canceled(r) } });
		let status;
		try { status = (await fetch(up, { method: 'POST', body, duplex: 'half' })).status } catch (e) { status = e.cause.code }
		await gone;
		return status === 403 || status === 'EPIPE' || status === 'ECONNRESET' || status`)
	if got != "true" {
		t.Error(got)
	}
}

// Responses that were canceled let go of their connections.
func TestBodyIsCanceled(t *testing.T) {
	arrived, gone := channels()
	h := newHost(t, stall(arrived, gone))
	h.on("untilGone", func() { <-gone })
	if got := h.async(`const r = await fetch(up + '/body'); await r.body.cancel(); untilGone(); return 'gone'`); got != "gone" {
		t.Error(got)
	}
}

// A response that nobody can read any more is closed although its scope goes on.
func TestResponseIsForgotten(t *testing.T) {
	arrived, gone := channels()
	h := newHost(t, stall(arrived, gone))
	if got := h.async(`for (let i = 0; i < 2; i++) (await fetch(up + '/body')).status`); got != "undefined" {
		t.Fatal(got)
	}
	for n := 0; n < 2; {
		h.async(`await new Promise(r => setTimeout(r, 0)); return [1, 2, 3].map(x => x + 1)`) // what the last turns have left on stacks and queues is overwritten
		runtime.GC()
		select {
		case <-gone:
			n++
		default:
			runtime.Gosched()
		}
	}
}
