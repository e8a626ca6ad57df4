package express_test

import (
	"strings"
	"testing"
)

// TestRegistrationErrors have Express's words, and for patterns say what is wrong where.
func TestRegistrationErrors(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"app.get('/')", "undefined"}, // a setting
		{"app.post('/')", "TypeError: argument handler is required"},
		{"app.get('/', 5)", "TypeError: argument handler must be a function"},
		{"app.get('/', [() => {}, [undefined]])", "TypeError: argument handler must be a function"},
		{"app.use()", "TypeError: app.use() requires a middleware function"},
		{"app.use('/x')", "TypeError: app.use() requires a middleware function"},
		{"app.use('/x', {})", "TypeError: argument handler must be a function"},
		{"express.Router().use('/x')", "TypeError: argument handler is required"},
		{"express.Router().use('/x', 'y')", "TypeError: argument handler must be a function"},
		{"app.all('/x')", "TypeError: argument handler is required"},
		{"app.route('/x').get()", "TypeError: argument handler is required"},
		{"app.param()", "TypeError: argument name is required"},
		{"app.param(5, () => {})", "TypeError: argument name must be a string"},
		{"app.param('id')", "TypeError: argument fn is required"},
		{"app.param('id', 'x')", "TypeError: argument fn must be a function"},
		{"app.get('*', () => {})", "TypeError: Missing parameter name at index 1: *"},
		{"app.get('/a?', () => {})", "TypeError: Unexpected ? at index 2: /a?"},
		{"app.get('/:', () => {})", "TypeError: Missing parameter name at index 2: /:"},
		{"app.use('/(a)', () => {})", "TypeError: Unexpected ( at index 1: /(a)"},
		{"app.get(['/ok', '/{a'], () => {})", "TypeError: Unexpected end at index 3, expected }: /{a"},
		{"app.get('/:\"x', () => {})", "TypeError: Unterminated quote at index 2: /:\"x"},
		{"app.set('etag', 5)", "TypeError: unknown value for etag function: 5"},
		{"app.set('query parser', 'odd')", "TypeError: unknown value for query parser function: odd"},
		{"express.static()", "TypeError: root path required"},
		{"express.static(5)", "TypeError: root path must be a string"},
		{"express.static('x', { dotfiles: 'maybe' })", `TypeError: dotfiles option must be "allow", "deny", or "ignore"`},
		{"express.static('x', { setHeaders: 5 })", "TypeError: option setHeaders must be function"},
		{"express.static('x', { index: 5 })", "TypeError: index option must be array of strings or false"},
		{"express.json({ limit: 'much' })", `TypeError: option limit "much" is invalid`},
		{"express.json({ verify: 5 })", "TypeError: option verify must be function"},
		{"express.urlencoded({ parameterLimit: 0 })", "TypeError: option parameterLimit must be a positive number"},
		{"express.urlencoded({ extended: true, depth: -1 })", "TypeError: option depth must be a zero or a positive number"},
		{"express.urlencoded({ defaultCharset: 'koi8-r' })", "TypeError: option defaultCharset must be either utf-8 or iso-8859-1"},
		{"express.multipart({ limits: { fileSize: {} } })", "TypeError: option limits.fileSize is invalid"},
		{"app.on('mount', 5)", "TypeError: the listener must be a function"},
		{"app.use(app)", "TypeError: an application can't be mounted in itself"},
	} {
		h := newHost(t, nil)
		got := h.run("(() => { const app = express(); try { return String(" + c.source + ") } catch (e) { return String(e) } })()").String()
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.source, got, c.want)
		}
	}
}

// TestModuleForms are the ways in which code of the app's gets hold of the module's parts.
func TestModuleForms(t *testing.T) {
	for source, want := range map[string]string{
		"express.default === express": "true",
		"typeof express()":            "function",
		"express().length":            "3",
		"express().name":              "app",
		"typeof express.Router() + typeof new express.Router()":                                                                                    "functionfunction",
		"express.Router() instanceof express.Router":                                                                                               "true",
		"express.Router({ mergeParams: true }).mergeParams":                                                                                        "true",
		"class R extends express.Router { x() { return 'x' } }; new R().x()":                                                                       "x",
		"const { Router, json } = express; typeof Router + typeof json()":                                                                          "functionfunction",
		"Object.getPrototypeOf(express()) === express.application":                                                                                 "true",
		"const a = express(); a.router === a.router && a.request.app === a":                                                                        "true",
		"const b = express(); b.get('x', 'y', 'z') === b":                                                                                          "TypeError: argument handler must be a function",
		"const c = express(); [c.use(() => {}), c.get('/', () => {}), c.set('a', 1), c.enable('b'), c.param('p', () => {})].every((v) => v === c)": "true",
		"express.Router().route('/x').get(() => {}).post(() => {}).path":                                                                           "/x",
		"Object.keys(new express.Route('/p')).join()":                                                                                              "path,methods",
		"const d = express(); d.locals.x = 1; Object.keys(d.locals).join()":                                                                        "settings,x",
		"const e = express(); e.set('n', undefined); 'n' in e.settings":                                                                            "true",
		"const f = express(); delete f.settings.env; String(f.get('env'))":                                                                         "undefined",
		"Object.keys(express().settings).slice(0, 3).join()":                                                                                       "x-powered-by,etag,env",
		"express().emit('nothing')":                                                                                                                "false",
		"String(express().listen().address().port)":                                                                                                "undefined",
		"express().mountpath + express().path()":                                                                                                   "/",
	} {
		h := newHost(t, nil)
		v, err := h.vm.RunString(source)
		var got string
		if err != nil {
			got, _, _ = strings.Cut(err.Error(), " at ")
		} else {
			got = v.String()
		}
		if got != want {
			t.Errorf("%s = %s, want %s", source, got, want)
		}
	}
}
