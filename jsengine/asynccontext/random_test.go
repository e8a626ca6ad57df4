package asynccontext_test

import (
	"strings"
	"testing"
)

// interleaved has hundreds of requests wait for one another, for what they share and for all kinds of thenables, and check
// after each step that they are still themselves. Each does its own random steps, so that all orders come up.
const interleaved = `
const als = new AsyncLocalStorage(), depth = new AsyncLocalStorage();
let seed = SEED; const random = n => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
const gates = Array.from({ length: 8 }, () => { let open; const p = new Promise(f => open = f); p.open = open; return p });
let running = 0, steps = 0, wrong = 0;
const check = id => { steps++; if (als.getStore() !== id || who() !== id) { wrong++; log(id + ' is ' + als.getStore() + ' of ' + who()) } };
class Builder { constructor(id, v) { this.id = id; this.v = v } where() { return this }
	then(ok, bad) { check(this.id); return random(2) ? later(() => { check(this.id); ok(this.v) }) : ok(this.v) } }
class Later extends Promise { static get [Symbol.species]() { return Promise }
	then(ok, bad) { if (this.id) check(this.id); return super.then(ok, bad) } }
const turn = () => new Promise(f => later(f));
const step = {
	timer: id => turn(),
	gate: id => gates[random(gates.length)],
	builder: id => new Builder(id, 1).where(),
	getter: id => ({ get then() { check(id); return f => { check(id); f() } } }),
	nested: id => new Builder(id, { then(f) { f() } }),
	all: id => Promise.all([gates[random(gates.length)], new Builder(id, 1), turn()]),
	race: id => Promise.race([turn(), new Builder(id, 1)]),
	handler: id => gates[random(gates.length)].then(() => { check(id); return new Builder(id, 1) }).then(() => check(id)),
	final: id => turn().finally(() => { check(id); return new Builder(id, 1) }),
	returned: id => (async () => { await gates[random(gates.length)]; check(id); return new Builder(id, 1) })(),
	thrown: id => (async () => { await turn(); throw id })().catch(e => { check(e); return new Builder(id, 1) }),
	subclass: id => { const p = Later.resolve(1); p.id = id; return p },
	run: id => depth.run(1, async () => { await turn(); check(id); if (depth.getStore() !== 1) wrong++; return new Builder(id, 1) }),
	enter: id => { depth.enterWith(2); return turn() },
	open: id => gates[random(gates.length)].open(),
	bound: id => new Promise(f => { const g = AsyncLocalStorage.bind(() => { check(id); f() }); handle('other', g) }),
	iterate: async id => { for await (const x of (async function* () { yield new Builder(id, 1); await turn(); check(id); yield 2 })()) check(id) },
};
const kinds = Object.keys(step);
for (const id of NAMES) handle(id, () => als.run(id, async () => {
	running++;
	for (let i = 0; i < 12; i++) {
		const kind = kinds[random(kinds.length)];
		await step[kind](id);
		check(id);
		if (gates.every((g, n) => n === 0 || random(3))) gates[random(gates.length)].open();
	}
	for (const g of gates) g.open();
	running--;
}));
globalThis.summary = () => [running, wrong, steps > 1000].join();
`

// A request never gets into the context of another one.
func TestInterleavedRequests(t *testing.T) {
	for seed := range uint64(8) {
		e := newEngine(t)
		e.random = seeded(seed)
		script := strings.NewReplacer("SEED", string('1'+rune(seed)), "NAMES", names(300)).Replace(interleaved)
		if got := e.run(script); got != "" {
			t.Errorf("seed %d: %.300s", seed, got)
		}
		if got := e.eval(`log(summary())`); got != "0,0,true" {
			t.Errorf("seed %d: running, wrong, enough steps: %.300s", seed, got)
		}
	}
}
