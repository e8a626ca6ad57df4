package express_test

import (
	"strings"
	"testing"
)

// signed is what cookie-signature gives for the value ada and the secret tobiiscool, as Express escapes it.
const signed = "s%3Aada.a8DiUw%2Fh%2Blvqh2ZjvfWFd0a3YnqhIzv1tpk6h8Pf5fk"

func TestSignedCookies(t *testing.T) {
	h := newHost(t, nil)
	app := h.run(`
		const app = express();
		app.set('cookie secret', 'tobiiscool');
		app.get('/set', (req, res) => res.cookie('u', 'ada', { signed: true }).cookie('o', { a: 1 }, { signed: true }).end());
		app.get('/get', (req, res) => res.json([req.cookies, req.signedCookies, req.secret]));
		app`).ToObject(h.vm)
	set := h.dispatch(app, request("GET", "/set", "")).Response.Header["Set-Cookie"]
	if len(set) != 2 {
		t.Fatalf("got %q", set)
	}
	var sent []string
	for _, field := range set {
		pair, _, _ := strings.Cut(field, ";")
		sent = append(sent, pair)
	}
	get := func(cookies string) string {
		return string(h.dispatch(app, request("GET", "/get", "", "Cookie", cookies)).Response.Body)
	}
	if got, want := get(strings.Join(sent, "; ")), `[{},{"u":"ada","o":{"a":1}},"tobiiscool"]`; got != want {
		t.Errorf("what was set: got %s, want %s", got, want)
	}
	for cookies, want := range map[string]string{
		"":                                    `[{},{},"tobiiscool"]`,
		"a=1; j=j:{\"b\":2}; k=j:{":           `[{"a":"1","j":{"b":2},"k":"j:{"},{},"tobiiscool"]`,
		"u=s:ada.forged":                      `[{},{"u":false},"tobiiscool"]`,
		"u=s:ada":                             `[{},{"u":false},"tobiiscool"]`,
		"u=s:":                                `[{},{"u":false},"tobiiscool"]`,
		"u=s:.":                               `[{},{"u":false},"tobiiscool"]`,
		sent[0] + "x":                         `[{},{"u":false},"tobiiscool"]`,
		strings.Replace(sent[0], "a", "b", 1): `[{},{"u":false},"tobiiscool"]`,
		"__proto__=s:x.y":                     `[{},{"__proto__":false},"tobiiscool"]`,
	} {
		if got := get(cookies); got != want {
			t.Errorf("%s: got %s, want %s", cookies, got, want)
		}
	}
}

// TestCookieSecrets tells which secrets count.
func TestCookieSecrets(t *testing.T) {
	for source, want := range map[string]string{
		// None at all: signed cookies are cookies like others.
		`app.get('/', (req, res) => res.json([req.secret === undefined, req.cookies.u.length, req.signedCookies]))`: `[true,49,{}]`,
		// From each place.
		`app.set('cookie secret', 'tobiiscool'); app.get('/', (req, res) => res.json(req.signedCookies))`:                                  `{"u":"ada"}`,
		`app.use(express.cookieParser('tobiiscool')); app.get('/', (req, res) => res.json([req.signedCookies, req.secret]))`:               `[{"u":"ada"},"tobiiscool"]`,
		`app.use((req, res, next) => { req.secret = 'tobiiscool'; next() }); app.get('/', (req, res) => res.json(req.signedCookies))`:      `{"u":"ada"}`,
		`app.set('cookie secret', ['new', 'tobiiscool']); app.get('/', (req, res) => res.json([req.signedCookies, req.secret]))`:           `[{"u":"ada"},"new"]`,
		`app.use(express.cookieParser(['new', 'tobiiscool'])); app.get('/', (req, res) => res.json([req.signedCookies, req.secret]))`:      `[{"u":"ada"},"new"]`,
		`app.set('cookie secret', 'tobiiscool'); app.use(express.cookieParser()); app.get('/', (req, res) => res.json(req.signedCookies))`: `{"u":"ada"}`,
		// A later one makes what was read before void, but not what the app has put in its place.
		`app.use((req, res, next) => { req.cookies; req.signedCookies; next() }, express.cookieParser('tobiiscool')); app.get('/', (req, res) => res.json([req.cookies, req.signedCookies]))`: `[{},{"u":"ada"}]`,
		`app.use((req, res, next) => { req.cookies = 1; next() }, express.cookieParser('tobiiscool')); app.get('/', (req, res) => res.json([req.cookies, req.signedCookies]))`:                `[1,{"u":"ada"}]`,
		`app.get('/', (req, res) => { req.signedCookies = 2; res.json([req.signedCookies, typeof req.cookies]) })`:                                                                            `[2,"object"]`,
		// Those of the application that runs.
		`const sub = express(); sub.set('cookie secret', 'tobiiscool'); app.set('cookie secret', 'x'); app.use(sub); sub.get('/', (req, res) => res.json(req.signedCookies))`: `{"u":"ada"}`,
		// What is no secret.
		`app.set('cookie secret', ''); app.get('/', (req, res) => res.json(req.signedCookies))`:                                                                  `{}`,
		`app.set('cookie secret', 5); app.get('/', (req, res) => { try { req.signedCookies } catch (e) { res.end(e.name + ': ' + e.message) } })`:                `TypeError: the setting 'cookie secret' must be a string that is not empty, or an array of such`,
		`app.set('cookie secret', ['a', '']); app.get('/', (req, res) => { try { res.cookie('a', 'b', { signed: true }) } catch (e) { res.end(e.name) } })`:      `TypeError`,
		`app.get('/', (req, res) => { req.secret = {}; try { req.signedCookies } catch (e) { res.end(e.message) } })`:                                            `req.secret must be a string that is not empty, or an array of such`,
		`app.get('/', (req, res) => { try { express.cookieParser(7) } catch (e) { res.end(e.message) } })`:                                                       `the secret of cookieParser must be a string that is not empty, or an array of such`,
		`app.get('/', (req, res) => { try { express.cookieParser('a', { decode: String }) } catch (e) { res.end(e.name) } })`:                                    `TypeError`,
		`app.get('/', (req, res) => { try { res.cookie('a', 'b', { signed: true }) } catch (e) { res.end(e.name + ': ' + e.message) } })`:                        `Error: cookieParser("secret") required for signed cookies`,
		`app.get('/', (req, res) => { req.secret = 'x'; req.secret = undefined; try { res.cookie('a', 'b', { signed: true }) } catch (e) { res.end(e.name) } })`: `Error`,
	} {
		h := newHost(t, nil)
		app := h.run("var app = express(); " + source + "; app").ToObject(h.vm)
		if got := string(h.dispatch(app, request("GET", "/", "", "Cookie", "u="+signed)).Response.Body); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", source, got, want)
		}
	}
}

// TestSigningComesBeforeEncoding: the client gives back what was sent, whatever encode does.
func TestSigningComesBeforeEncoding(t *testing.T) {
	h := newHost(t, nil)
	app := h.run(`var app = express(); app.set('cookie secret', 'tobiiscool');
		app.get('/', (req, res) => res.cookie('u', 'ada', { signed: true }).cookie('v', 'ada', { signed: true, encode: (v) => v }).end()); app`).ToObject(h.vm)
	got := strings.Join(h.dispatch(app, request("GET", "/", "")).Response.Header["Set-Cookie"], "\n")
	want := "u=" + signed + "; Path=/\nv=" + strings.NewReplacer("%3A", ":", "%2F", "/", "%2B", "+").Replace(signed) + "; Path=/"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestPackageCookieParser: the npm package does nothing where req.cookies is there, and so it isn't, for the package.
func TestPackageCookieParser(t *testing.T) {
	const source = `
		const parse = (secret) => function cookieParser2(req, res, next) {
			if (req.cookies) return next();
			req.secret = secret;
			req.cookies = { parsed: true };
			req.signedCookies = { signed: true };
			next();
		};
		var app = express();
		app.get('/once', parse('s'), (req, res) => res.cookie('a', 'b', { signed: true }).json([req.cookies, req.signedCookies, req.secret]));
		app.get('/twice', parse('s'), parse('t'), (req, res) => res.json([req.cookies, req.signedCookies, req.secret]));
		app.get('/after', (req, res, next) => { req.cookies = { mine: true }; next() }, parse('s'), (req, res) => res.json([req.cookies, req.secret]));
		app.get('/idle', function cookieParser2(req, res, next) { next(); }, (req, res) => res.json(req.cookies));
		app.get('/other', (req, res, next) => { if (req.cookies) next(); }, (req, res) => res.json(req.cookies));
		app`
	for path, want := range map[string]string{
		"/once":  `[{"parsed":true},{"signed":true},"s"]`,
		"/twice": `[{"parsed":true},{"signed":true},"s"]`,
		"/after": `[{"mine":true},null]`,
		"/idle":  `{"u":"1"}`,
		"/other": `{"u":"1"}`,
	} {
		h := newHost(t, nil)
		if got := string(h.dispatch(h.run(source).ToObject(h.vm), request("GET", path, "", "Cookie", "u=1")).Response.Body); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}
