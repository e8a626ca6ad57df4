// Package url gives JavaScript URL and URLSearchParams (https://url.spec.whatwg.org), and Go what they parse and
// serialize.
//
// There are neither URL.createObjectURL nor blob URLs. A URL whose user, password and host are longer than 8 KiB
// together, or that has very many path segments, is refused with a TypeError.
package url

import (
	"strings"

	"github.com/dop251/goja"
	whatwg "github.com/nlnwa/whatwg-url/url"

	"github.com/caddyhbf/hbf/jsengine/native"
)

// Module is what one runtime has of this package. It is the owner's.
type Module struct {
	k      *native.Kit
	vm     *goja.Runtime
	urls   *native.Class[*location]
	params *native.Class[*searchParams]
}

// New defines URL and URLSearchParams as globals. It must be called before the app's code runs.
func New(k *native.Kit) *Module {
	m := &Module{k: k, vm: k.VM}
	m.defineParams()
	m.defineURL()
	return m
}

// HrefOf gives the href of a URL object; ok is false for anything else.
func HrefOf(v goja.Value) (href string, ok bool) {
	u, ok := native.SideOf[*location](v)
	if !ok {
		return "", false
	}
	return u.Href(false), true
}

// ParamsOf gives the pairs of a URLSearchParams object; ok is false for anything else. They must not be changed.
func ParamsOf(v goja.Value) (pairs []Pair, ok bool) {
	p, ok := native.SideOf[*searchParams](v)
	if !ok {
		return nil, false
	}
	return p.pairs, true
}

// location is the Go side of a URL.
type location struct {
	*whatwg.Url
	params *searchParams
	object *goja.Object // of params; nil until it is asked for
}

func (m *Module) defineURL() {
	m.urls = native.NewClass(m.k, "URL", 1, nil, func(call goja.ConstructorCall) *location {
		if len(call.Arguments) == 0 {
			panic(m.k.TypeError("the constructor of URL needs a URL"))
		}
		u, err := parseArguments(call.Arguments)
		if err != nil {
			panic(m.k.TypeError("%v", err))
		}
		return &location{Url: u}
	})
	c := m.urls
	c.Accessor("href", func(u *location) goja.Value { return m.vm.ToValue(u.Href(false)) }, m.setHref)
	for name, property := range map[string]struct {
		get func(*whatwg.Url) string
		set func(*whatwg.Url, string)
	}{
		"protocol": {(*whatwg.Url).Protocol, (*whatwg.Url).SetProtocol},
		"username": {(*whatwg.Url).Username, (*whatwg.Url).SetUsername},
		"password": {(*whatwg.Url).Password, (*whatwg.Url).SetPassword},
		"host":     {(*whatwg.Url).Host, (*whatwg.Url).SetHost},
		"hostname": {(*whatwg.Url).Hostname, (*whatwg.Url).SetHostname},
		"port":     {(*whatwg.Url).Port, (*whatwg.Url).SetPort},
		"pathname": {(*whatwg.Url).Pathname, (*whatwg.Url).SetPathname},
		"search":   {(*whatwg.Url).Search, (*whatwg.Url).SetSearch},
		"hash":     {(*whatwg.Url).Hash, (*whatwg.Url).SetHash},
	} {
		c.Accessor(name,
			func(u *location) goja.Value { return m.vm.ToValue(property.get(u.Url)) },
			func(u *location, v goja.Value) {
				text := native.Text(v)
				if err := checkPart(name, text); err != nil {
					panic(m.k.TypeError("%v", err))
				}
				property.set(u.Url, text)
				if name == "search" {
					u.refresh()
				}
			})
	}
	c.Getter("origin", func(u *location) goja.Value { return m.vm.ToValue(origin(u.Url)) })
	c.Getter("searchParams", func(u *location) goja.Value {
		if u.object == nil {
			u.params = &searchParams{of: u}
			u.refresh()
			u.object = m.params.Wrap(u.params)
		}
		return u.object
	})
	href := func(u *location, _ goja.FunctionCall) goja.Value { return m.vm.ToValue(u.Href(false)) }
	c.Method("toString", 0, href)
	c.Method("toJSON", 0, href)
	c.Static("canParse", 1, func(call goja.FunctionCall) goja.Value {
		return m.vm.ToValue(m.parseStatic("canParse", call) != nil)
	})
	c.Static("parse", 1, func(call goja.FunctionCall) goja.Value {
		u := m.parseStatic("parse", call)
		if u == nil {
			return goja.Null()
		}
		return c.Wrap(&location{Url: u})
	})
	c.Expose()
}

func (m *Module) parseStatic(name string, call goja.FunctionCall) *whatwg.Url {
	if len(call.Arguments) == 0 {
		panic(m.k.TypeError("URL.%s needs a URL", name))
	}
	u, err := parseArguments(call.Arguments)
	if err != nil {
		return nil
	}
	return u
}

// parseArguments parses the arguments (url, base) of the constructor.
func parseArguments(args []goja.Value) (*whatwg.Url, error) {
	input := native.Text(args[0])
	if len(args) < 2 || goja.IsUndefined(args[1]) {
		return parse(input)
	}
	return parseWithBase(input, native.Text(args[1]))
}

func (m *Module) setHref(u *location, v goja.Value) {
	parsed, err := parse(native.Text(v))
	if err != nil {
		panic(m.k.TypeError("%v", err))
	}
	u.Url = parsed
	u.refresh()
}

// refresh makes the list of searchParams, if it is in use, anew of the query.
func (u *location) refresh() {
	if u.params != nil {
		u.params.pairs = ParseForm(u.Query())
	}
}

// origin is https://url.spec.whatwg.org/#dom-url-origin.
func origin(u *whatwg.Url) string {
	switch scheme := u.Scheme(); {
	case scheme == "blob":
		inner, err := parse(u.Pathname())
		if err == nil && strings.HasPrefix(inner.Scheme(), "http") && inner.IsSpecialScheme() {
			return origin(inner)
		}
	case u.IsSpecialScheme() && scheme != "file":
		return scheme + "://" + u.Host()
	}
	return "null"
}
