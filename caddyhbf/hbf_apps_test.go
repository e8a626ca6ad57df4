package caddyhbf_test

import (
	"strings"
	"testing"
)

// Apps written for HBF, the C program, run as they are.

func TestAModuleOfHBF(t *testing.T) {
	s := newServer(t)
	s.app("app.db",
		"hbf/server.js", `
import { greet } from './lib/greet.js';
globalThis.app = {};
function parseQuery(queryString) {
	const params = {};
	if (!queryString) return params;
	queryString.split('&').forEach(function (pair) {
		const parts = pair.split('=');
		if (parts[0]) params[decodeURIComponent(parts[0])] = parts[1] ? decodeURIComponent(parts[1]) : '';
	});
	return params;
}
app.handle = function (req, res) {
	res.set('X-Powered-By', 'HBF');
	const { method, path } = req;
	const query = parseQuery(req.query);
	if (path === '/query') {
		res.set('Content-Type', 'application/json');
		res.send(JSON.stringify({ query, raw: String(req.query), method }));
		return;
	}
	if (path.startsWith('/user/') && method === 'GET') {
		res.set('Content-Type', 'application/json');
		res.send(JSON.stringify({ userId: path.split('/')[2] }));
		return;
	}
	if (path === '/dynamic') {
		(async () => {
			const lib = await import('./lib/dynamic.js');
			res.set('Content-Type', 'text/plain');
			res.send(lib.default() + ' ' + greet('you'));
		})();
		return;
	}
	if (path === '/rows') {
		db.execute('CREATE TABLE IF NOT EXISTS t (name TEXT)');
		const changed = db.execute('INSERT INTO t VALUES (?)', ['row']);
		res.send(JSON.stringify({ changed, rows: db.query('SELECT name FROM t WHERE name = ?', ['row']) }));
		return;
	}
	res.status(404);
	res.set('Content-Type', 'text/plain');
	res.send('Not Found');
};
`,
		"hbf/lib/greet.js", "export const greet = (who) => 'hello ' + who",
		"hbf/lib/dynamic.js", "export default () => 'loaded'",
		"static/style.css", "body {}")
	s.run("hbf * $DIR/app.db")
	s.expect("/query?a=1&b=x%20y", `200 {"query":{"a":"1","b":"x y"},"raw":"a=1&b=x%20y","method":"GET"}`)
	s.expect("/query", `200 {"query":{},"raw":"","method":"GET"}`)
	s.expect("/user/42", `200 {"userId":"42"}`)
	s.expect("/dynamic", "200 loaded hello you")
	s.expect("/rows", `200 {"changed":1,"rows":[{"name":"row"}]}`)
	s.expect("/nope", "404 Not Found")
	s.expect("/static/style.css", "200 body {}")
	if a := s.ask("GET", "/query", ""); a.header.Get("X-Powered-By") != "HBF" || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Errorf("%v", a.header)
	}
}

func TestAClassicScriptOfHBFWithItsOwnRouter(t *testing.T) {
	s := newServer(t)
	s.app("app.db",
		"router.js", `
function Router() { this.stack = [] }
['GET', 'POST'].forEach(function (method) {
	Router.prototype[method.toLowerCase()] = function (path, handler) {
		var keys = [];
		var regex = new RegExp('^' + path.replace(/:([^/]+)/g, function (m, k) { keys.push(k); return '([^/]+)' }) + '$');
		this.stack.push({ method: method, regex: regex, keys: keys, handler: handler });
		return this;
	};
});
Router.prototype.use = function (handler) { this.stack.push({ method: null, regex: null, handler: handler }); return this };
Router.prototype.handle = function (req, res) {
	var stack = this.stack, i = 0;
	req.params = req.params || {};
	function next() {
		for (;;) {
			var layer = stack[i++];
			if (!layer) { res.status(404).send('own 404'); return }
			var match = layer.regex && req.path.match(layer.regex);
			if (layer.method && layer.method !== req.method || layer.regex && !match) continue;
			for (var j = 0; match && j < layer.keys.length; j++) req.params[layer.keys[j]] = match[j + 1];
			layer.handler(req, res, next);
			return;
		}
	}
	next();
};
Router.prototype.listen = function () { return this };
var app = new Router();
`,
		"server.js", `
app.use(function (req, res, next) { res.set('X-Middleware', 'ran'); next() });
app.get('/user/:id', function (req, res) { res.json({ id: req.params.id }) });
app.get('/', function (req, res) { res.status(200); res.send('<h1>Home</h1>') });
app.listen(5309);
`)
	s.run("hbf * $DIR/app.db")
	s.expect("/user/9", `200 {"id":"9"}`)
	s.expect("/", "200 <h1>Home</h1>")
	s.expect("/x", "404 own 404")
	if a := s.ask("GET", "/", ""); a.header.Get("X-Middleware") != "ran" {
		t.Errorf("%v", a.header)
	}
}

func TestAClassicScriptOfHBFOnTheBuiltInRouter(t *testing.T) {
	s := newServer(t)
	s.app("app.db", "server.js", `
var visits = 0;
app.use((req, res, next) => { visits++; next(); });
db.execute('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT)');
app.post('/notes', (req, res) => {
	const changes = db.execute('INSERT INTO notes (text) VALUES (?)', [req.body]);
	res.status(201).json({ changes });
});
app.get('/notes/:id', (req, res) => {
	const rows = db.query('SELECT id, text FROM notes WHERE id = ?', [Number(req.params.id)]);
	if (rows.length === 0) return res.status(404).json({ error: 'not found' });
	res.json(rows[0]);
});
app.get('/visits', (req, res) => res.send('' + visits));
app.listen(5309);
`)
	s.run("hbf * $DIR/app.db")
	if a := s.ask("POST", "/notes", "first note"); a.status != 201 || a.body != `{"changes":1}` {
		t.Errorf("%+v", a)
	}
	s.expect("/notes/1", `200 {"id":1,"text":"first note"}`)
	s.expect("/notes/2", `404 {"error":"not found"}`)
	s.expect("/visits", "200 4")
}
