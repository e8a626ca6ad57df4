package bounds_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/caddyhbf/hbf/jsengine/bounds"
	"github.com/caddyhbf/hbf/jsengine/native"
)

// A match that was given up must not look like one that found nothing, whoever asks for it.
func TestMatchThatIsGivenUpIsAnError(t *testing.T) {
	const text = `const text = 'a'.repeat(40) + '!'; `
	for _, script := range []string{
		`/^(?=a)(a+)+$/.test(text)`,
		`/^(?=a)(a+)+$/.exec(text)`,
		`text.match(/^(?=a)(a+)+$/)`,
		`text.match(/(?!b)(a+)+$/g)`,
		`[...text.matchAll(/(?!b)(a+)+$/g)]`,
		`text.search(/^(?=a)(a+)+$/)`,
		`text.split(/(?!b)(a+)+$/)`,
		`text.replace(/(?!b)(a+)+$/, 'x')`,
		`text.replace(/(?!b)(a+)+$/g, () => 'x')`,
		`text.replaceAll(/(?!b)(a+)+$/g, () => 'x')`,
		`const r = /(a+)+$/g; r.lastIndex = 1; r.test(text)`,
		`const { exec } = RegExp.prototype; exec.call(/^(?=a)(a+)+$/, text)`,
		`class R extends RegExp {}; new R('^(?=a)(a+)+$').test(text)`,
	} {
		got := run(t, guarded(t), text+`let caught = 'it found nothing'; try { `+script+` } catch (e) { caught = e.name + ': ' + e.message } caught`)
		if !strings.HasPrefix(got, "RangeError: a match of a regular expression took longer") {
			t.Errorf("%s: %s", script, got)
		}
	}
}

// The turn ends as if its time were over; the app can't catch that.
func TestMatchThatIsGivenUpEndsTheTurn(t *testing.T) {
	vm := goja.New()
	reason := ""
	bounds.Install(native.New(vm), bounds.Options{TimedOut: func(r string) {
		reason = r
		vm.Interrupt("the time is over")
	}})
	_, err := vm.RunString(`try { /^(?=a)(a+)+$/.test('a'.repeat(40) + '!') } catch { } finally { throw 'caught' }`)
	if _, ok := err.(*goja.InterruptedError); !ok || !strings.Contains(reason, "regular expression") { //nolint:errorlint // the type is asked for
		t.Errorf("%v, reason %q", err, reason)
	}
}

// What takes long in the app's own code, or finds something, is left alone.
func TestSlowReplacementsAreNoTimeout(t *testing.T) {
	got := run(t, guarded(t), `
		const until = n => { const end = Date.now() + n; while (Date.now() < end) ; };
		const text = 'a-b'.padEnd(100);
		[text.replace(/-/, c => { until(600); return c }) === text, /a/.test('b'), 'a,b'.split(/,/).length].join()`)
	if got != "true,false,2" {
		t.Error(got)
	}
}

// Go's engine is linear, but takes no notice of the time.
func TestTextsForRegularExpressionsAreBounded(t *testing.T) {
	for script, want := range map[string]string{
		`/(?:x{0,100}){0,10}y/.test('x'.repeat(1e6))`:  "RangeError",
		`'x'.repeat(1e6).match(/(?:x{0,100}){0,10}y/)`: "RangeError",
		`/x*y/.test('x'.repeat(1e6))`:                  "false",
		`'x'.repeat(1e6).replace(/x/, 'y').length`:     "1000000",
		`/(?:x{0,100}){0,10}y/.test('x'.repeat(1e4))`:  "false",
	} {
		if got := run(t, guarded(t), script); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", script, got)
		}
	}
}
