package jsonvalue_test

import "testing"

// The JSON.stringify that Install puts in place can't be told from the one that was there.
func TestInstall(t *testing.T) {
	p := newPair(t)
	p.run("const before = JSON.stringify; const descriptor = Object.getOwnPropertyDescriptor(JSON, 'stringify'); function structure() { return {} }")
	p.encoder.Install(0)
	p.run(`
		function same(name, a, b) { if (!Object.is(a, b)) throw new Error(name + ': ' + String(a) + ' is not ' + String(b)) }
		function outcome(f, args) { log = []; let r; try { r = f(...args()) } catch (e) { r = String(e) } return typeof r + r + log }
		same('replaced', JSON.stringify === before, false);
		same('name', JSON.stringify.name, 'stringify');
		same('length', JSON.stringify.length, 3);
		const now = Object.getOwnPropertyDescriptor(JSON, 'stringify');
		for (const k of ['writable', 'enumerable', 'configurable']) same(k, now[k], descriptor[k]);
		try { new JSON.stringify(); same('constructor', 1, 2) } catch (e) { same('new', e.name, 'TypeError') }
		same('missing', JSON.stringify(), undefined);
		same('detached', (0, JSON.stringify)([1]), '[1]');`)
	rests := []string{"", ", null", ", undefined, undefined", ", null, null", ", 'text'", ", 5, 0", ", null, 2", ", null, '--'", ", ['a', 0, 'b']", ", (k, v) => { called(k); return v }", ", (k, v) => k === '' ? v : 1, ' '", ", {}", ", null, new Number(3)", ", null, {}"}
	for i, v := range values {
		for _, rest := range []string{"", rests[i%len(rests)], rests[(i/2+5)%len(rests)]} {
			if _, err := p.vm.RunString(`{ const args = () => [(` + v + `)` + rest + `]; same('same', outcome(JSON.stringify, args), outcome(before, args)) }`); err != nil {
				t.Errorf("%s%s: %.500s", v, rest, err)
			}
		}
	}
}

func TestInstalledStringifyIsBounded(t *testing.T) {
	p := newPair(t)
	p.encoder.Install(1000)
	got := p.run(`let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; try { JSON.stringify(a) } catch (e) { String(e) }`).String()
	if got != "RangeError: the JSON is larger than memory_limit allows (1000 bytes)" {
		t.Errorf("it gave %s", got)
	}
	if got := p.run(`JSON.stringify({ a: 'é' }).length`).ToInteger(); got != 9 {
		t.Errorf("the length is %d", got)
	}
}
