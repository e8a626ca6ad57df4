package asynccontext_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// shared settles one promise for three requests, in the turn of the last of them; each does what body says with it.
func shared(body string) string {
	return `
let settle; const gate = new Promise(f => settle = f);
class Query { constructor(v) { this.v = v } then(ok) { log(who() + ':then'); ok(this.v) } }
const lazy = v => ({ get then() { log(who() + ':get'); return ok => { log(who() + ':then'); ok(v) } } });
for (const name of ['a', 'b', 'c']) handle(name, async () => {
	if (name === 'c') settle();
	` + body + `
	log(name === who() ? 'own' : name + ' as ' + who());
});`
}

// Whatever is done with a thenable, its then is called on behalf of the request that does it, also in a turn in which
// other requests go on.
func TestThenablesAreCalledInTheirContext(t *testing.T) {
	each := func(lines string) string { return lines }
	for name, test := range map[string]struct{ body, want string }{
		"await": {`await gate; await new Query(1);`,
			each("c:then a:then b:then own own own")},
		"await in a shared turn": {`await gate; if (await new Query(name) !== name) log('wrong');`,
			each("c:then a:then b:then own own own")},
	} {
		t.Run(name, func(t *testing.T) {
			got := newEngine(t).run(shared(test.body))
			if sorted(got) != sorted(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	for name, body := range map[string]string{
		"return":                   `await gate; await (async () => new Query(1))();`,
		"return from a function":   `await gate; await (async function () { try { return new Query(1) } finally { } })();`,
		"return from a method":     `await gate; await ({ async m() { if (true) return new Query(1) } }).m();`,
		"return from a class":      `await gate; await (new class { async m() { switch (1) { case 1: return new Query(1) } } }).m();`,
		"handler of then":          `await gate.then(() => new Query(1));`,
		"handler of catch":         `await gate.then(() => { throw 1 }).catch(() => new Query(1));`,
		"second handler of then":   `await gate.then(() => { throw 1 }).then(null, () => new Query(1));`,
		"finally":                  `await gate.finally(() => new Query(1));`,
		"Promise.resolve":          `await gate; await Promise.resolve(new Query(1));`,
		"Promise.all":              `await gate; await Promise.all([new Query(1)]);`,
		"Promise.allSettled":       `await gate; await Promise.allSettled([new Query(1)]);`,
		"Promise.race":             `await gate; await Promise.race([new Query(1)]);`,
		"Promise.any":              `await gate; await Promise.any([new Query(1)]);`,
		"for await":                `await gate; for await (const x of [new Query(1)]) x;`,
		"async generator":          `await gate; for await (const x of (async function* () { await new Query(1) })()) x;`,
		"arguments, in a template": "await gate; `${await new Query(1)}`;",
		"conditions":               `await gate; if (await new Query(1) ? 1 : 2) ;`,
		"loops":                    `await gate; for (let i = await new Query(1); i < 1;) ;`,
		"destructuring":            `await gate; const { x = await new Query(1) } = {};`,
		"parameters":               `await gate; await ((f = async () => new Query(1)) => f())();`,
		"object literals":          `await gate; ({ [await new Query(1)]: 2 });`,
		"optional chains":          `await gate; ({ f(x) { } }).f?.(await new Query(1))?.y;`,
		"switch":                   `await gate; switch (1) { case await new Query(1): }`,
		"class fields":             `await gate; await (new class { f = async () => new Query(1) }).f();`,
		"static blocks":            `await gate; let f; class C { static { f = async () => new Query(1) } } await f();`,
		"labels and throws":        `await gate; out: { try { throw await new Query(1) } catch { break out } }`,
	} {
		t.Run(name, func(t *testing.T) {
			got := newEngine(t).run(shared(body))
			want := "a:then b:then c:then own own own"
			if sorted(got) != sorted(want) {
				t.Errorf("%s\ngot %s", body, got)
			}
			got = newEngine(t).run(shared(strings.ReplaceAll(body, "new Query(1)", "lazy(1)")))
			want = "a:get b:get c:get a:then b:then c:then own own own"
			if sorted(got) != sorted(want) {
				t.Errorf("%s with a getter\ngot %s", body, got)
			}
		})
	}
}

// Jobs of which nobody can tell whose they are belong to nobody; what follows them has its own context again.
func TestUnknownJobsBelongToNobody(t *testing.T) {
	for name, body := range map[string]string{
		"resolve functions": `await gate; await new Promise(f => f(new Query(1)));`,
		"eval":              `await gate; await (0, eval)('(async q => { await q })')(new Query(1));`,
		"subclasses":        `await gate; class P extends Promise { } await P.resolve(new Query(1));`,
	} {
		got := newEngine(t).run(shared(body))
		if sorted(got) != sorted("nobody:then nobody:then nobody:then own own own") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// As long as one context only goes on in a turn, they belong to it.
func TestJobsOfATurnWithOneContextBelongToIt(t *testing.T) {
	e := newEngine(t)
	e.expect(`handle('a', async () => {
		await new Promise(f => f({ then(ok) { log(who()); ok() } }));
		await (0, eval)('(async q => { await q })')({ then(ok) { log(who()); ok() } });
		later(() => new Promise(f => f({ then(ok) { log(who()); ok({ then(ok) { log(who()) } }) } })));
	});`, "a a a a")
}

// Where only the values of AsyncLocalStorage differ, such jobs have the scope and no values.
func TestUnknownJobsOfOneScopeHaveNoValues(t *testing.T) {
	newEngine(t).expect(`handle('a', () => {
		const als = new AsyncLocalStorage();
		als.run(1, () => new Promise(f => f({ then(ok) { log(who() + als.getStore()); ok() } })).then(() => log(als.getStore())));
	});`, "aundefined 1")
}

// What settles a promise does not lend its context to those who wait for it.
func TestSettlingDoesNotPassOnTheContext(t *testing.T) {
	newEngine(t).expect(`
	const waiting = [];
	for (const name of ['a', 'b']) handle(name, async () => {
		await new Promise(f => waiting.push(f));
		log(name + who());
		await null;
		log(name + who());
	});
	handle('c', () => { for (const f of waiting) f({ then(ok) { ok() } }); Promise.resolve().then(() => log('c' + who())) });`,
		"cc aa bb aa bb")
}

const order = `
const lines = [];
const say = x => lines.push(x);
const thenable = (name, v) => ({ then(ok) { say(name + '!'); ok(v) } });
class Sub extends Promise { }
class Odd extends Promise { then(a, b) { say('odd'); return super.then(a, b) } }
const count = async (name, n) => { for (let i = 1; i <= n; i++) { await null; say(name + i) } };
const jobs = [
	async () => { say(await thenable('await', 1)) },
	async () => { say(await (async () => thenable('return', 2))()) },
	async () => { say(await (async () => Promise.resolve(3))()) },
	() => Promise.resolve().then(() => thenable('handler', 4)).then(say),
	() => Promise.resolve().then(() => Promise.resolve(5)).then(say),
	() => Promise.resolve().finally(() => thenable('finally', 0)).then(() => say(6)),
	() => Promise.resolve(thenable('resolve', 7)).then(say),
	() => Promise.all([thenable('all', 8), 9]).then(x => say(x.join('+'))),
	() => Promise.race([thenable('race', 10), 11]).then(say),
	() => Promise.reject(12).catch(x => thenable('catch', x)).then(say),
	() => new Promise(f => f(thenable('new', 13))).then(say),
	() => Sub.resolve(thenable('sub', 14)).then(x => thenable('sub then', x)).then(say),
	async () => { await Sub.resolve(15); say(15) },
	async () => { await Odd.resolve(16); say(16) },
	() => Promise.resolve(Odd.resolve(17)).then(say),
	async () => { try { await ({ get then() { throw 18 } }) } catch (e) { say(e) } },
	() => (async () => { try { return { get then() { throw 19 } } } catch { say('wrong') } })().catch(say),
	() => Promise.resolve().then(() => ({ get then() { throw 20 } })).catch(say),
	async () => { const o = { constructor: Promise }; say(await o === o) },
	() => { const o = { constructor: Promise }; Promise.resolve(o).then(x => say(x === o)) },
	() => { const p = Promise.resolve().then(() => p); p.catch(e => say(e.constructor.name)) },
	async () => { say(await thenable('nested', thenable('inner', 21))) },
	() => Promise.any([thenable('any', 22)]).then(say),
	async () => { for await (const x of [thenable('for', 23)]) say(x) },
	() => Promise.resolve(24).finally(() => Odd.resolve(0)).then(say),
	async () => { let n = 0; const t = thenable('throws', 0); t.then = () => { throw 25 }; try { await t } catch (e) { say(e) } },
	async () => { let ok; await { then(f) { f(1); f(2); throw 3 } }; say(26) },
	() => Sub.resolve(27).finally(() => thenable('sub finally', 0)).then(say),
	async () => { say(await new Proxy(thenable('proxy', 28), {})) },
	() => Promise.resolve().then(new Proxy(() => thenable('proxied', 29), {})).then(say),
	() => Promise.resolve(Promise.resolve(30).then(async x => x)).then(say),
	async () => { say(typeof await thenable('fn', () => 1)) },
];
const next = async () => {
	for (const job of jobs) { say('|'); job(); await count('t', 9) }
	jobs.forEach(job => job());
	await count('all', 20);
};
`

// Everything happens in the order of jobs that the standard prescribes: that in which Node.js does it.
func TestOrderOfJobs(t *testing.T) {
	golden := filepath.Join("testdata", "order.txt")
	if os.Getenv("UPDATE") != "" {
		out, err := exec.Command("node", "-e", order+"next().then(() => console.log(lines.join(' ')))").Output()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, out, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(t)
	got := strings.Split(e.run(order+"next().then(() => log(lines.join(' ')))"), "|")
	for i, want := range strings.Split(strings.TrimSpace(string(want)), "|") {
		if i >= len(got) || got[i] != want {
			t.Errorf("job %d\ngot  %s\nwant %s", i, got[min(i, len(got)-1)], want)
		}
	}
}

// The methods of Promise look as they should.
func TestPromiseMethodsLookAsBefore(t *testing.T) {
	newEngine(t).expect(`
	for (const [o, names] of [[Promise, ['resolve']], [Promise.prototype, ['then', 'finally']]]) for (const name of names) {
		const d = Object.getOwnPropertyDescriptor(o, name);
		log([name, d.value.name, d.value.length, d.writable, d.enumerable, d.configurable, 'prototype' in d.value].join());
	}
	try { Promise.prototype.then.call({}) } catch (e) { log(e.constructor.name) }
	try { Promise.resolve.call(1) } catch (e) { log(e.constructor.name) }
	const p = Promise.resolve(1); log(Promise.resolve(p) === p);
	class S extends Promise { } log(S.resolve(1) instanceof S && S.resolve(1).then() instanceof S);
	log(Object.keys(globalThis).join().includes('hbf:'));
	`, "resolve,resolve,1,true,false,true,false then,then,2,true,false,true,false finally,finally,1,true,false,true,false "+
		"TypeError TypeError true true false")
}

func sorted(lines string) string {
	list := strings.Fields(lines)
	for i := range list {
		for j := i; j > 0 && list[j] < list[j-1]; j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
	return strings.Join(list, " ")
}
