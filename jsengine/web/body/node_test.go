package body_test

import (
	"encoding/json"
	"os"
	"testing"
)

// different is where this package differs from Node 20 on purpose.
var different = map[string]string{
	// goja does not tell a native constructor whether it was called with new.
	"Headers()":            "undefined",
	"Response('x')":        "undefined",
	"Request('http://a')":  "undefined",
	"new Blob([Symbol()])": "undefined", // goja's ToString lets symbols pass
}

// Scripts get from Headers, Blob, File, FormData, Request and Response what Node gives them (testdata/generate.mjs).
func TestScriptsGetWhatNodeGives(t *testing.T) {
	data, err := os.ReadFile("testdata/node.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct{ Script, Want string }
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		h := newHost(t)
		got := h.Run(`(async () => {` + c.Script + `})().then(v => JSON.stringify(v) ?? 'undefined', e => 'throws ' + e.name)`).String()
		want := c.Want
		if ours, ok := different[c.Script]; ok {
			want = ours
		}
		if got != want {
			t.Errorf("%s\n  = %s, want\n    %s", c.Script, got, want)
		}
	}
}
