package jsengine_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine"
)

func TestStacksShowTheAppsCallsOnly(t *testing.T) {
	a := start(t, nil, "server.js", `import { fail } from './lib/fail.js';
const router = require('express').Router();
app.use((req, res, next) => {
	next();
});
router.get('/deep', () => {
	[1].forEach(function each() { fail() });
});
app.use(router);
app.get('/builtin', () => {
	JSON.parse('{');
});
app.get('/timer', () => { setTimeout(() => { fail() }, 1) });
app.get('/compiled', () => {
	new Function('throw new Error("in a template")')();
});
app.get('/log', (req, res) => { console.trace('here'); console.error(new Error('shown')); res.send('') });
`, "lib/fail.js", `export function fail() { throw new Error('failed') }`)
	for target, want := range map[string]string{
		"/deep":    "fail (lib/fail.js:1:32)|each (server.js:7:32)|forEach (native)|server.js:7:6|next (native)|server.js:4:2",
		"/builtin": "parse (native)|server.js:11:7|next (native)|server.js:4:2",
		"/timer":   "fail (lib/fail.js:1:32)|server.js:13:46",
	} {
		var thrown *jsengine.ScriptError
		if err := a.Handle(context.Background(), exchange("GET", target)); !errors.As(err, &thrown) {
			t.Fatalf("%s: got %v", target, err)
		}
		got := strings.ReplaceAll(strings.TrimPrefix(thrown.Stack, "    at "), "\n    at ", "|")
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", target, got, want)
		}
	}
	var thrown *jsengine.ScriptError
	if err := a.Handle(context.Background(), exchange("GET", "/compiled")); !errors.As(err, &thrown) || thrown.File != "server.js" || thrown.Line != 15 {
		t.Errorf("an error in code made of a string: got %v", err)
	}
	a.expect(t, "/log", "200 ")
	if log := a.log.String(); !strings.Contains(log, "server.js:17:") || strings.Contains(log, "dispatch") || strings.Contains(log, "hbf:") || strings.Contains(log, "<eval>") {
		t.Errorf("the console shows the engine's calls:\n%s", log)
	}
}
