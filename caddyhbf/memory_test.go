package caddyhbf_test

import "testing"

func TestAScriptThatTakesTooMuchMemoryIsStopped(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", counter+`
app.get('/grow', () => { const all = []; for (;;) all.push({ a: [], b: all.length }) });`)
	s.run("hbf * $DIR/app.db {\n timeout 30s\n memory_limit 48MiB\n }")
	if a := s.ask("GET", "/grow", ""); a.status != 500 {
		t.Errorf("got %+v", a)
	}
	s.expect("/version", "200 v1")
	contains(t, s.logText(), "the app used more memory than its memory_limit allows (48 MiB)", "the app's runtime was replaced")
}
