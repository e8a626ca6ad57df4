package express_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// TestDocumentationMatchesTheObjects compares the tables of docs/express.md with what an app finds.
func TestDocumentationMatchesTheObjects(t *testing.T) {
	data, err := os.ReadFile("../../docs/express.md")
	if err != nil {
		t.Fatal(err)
	}
	h := newHost(t, nil)
	methods := keysOf(h, "Object.getPrototypeOf(express.Router().route('/'))")
	methods = slices.DeleteFunc(methods, func(n string) bool { return n == "constructor" })
	for _, c := range []struct {
		heading string
		objects []string
		except  []string // what stands elsewhere on the page
	}{
		{"`express`", []string{"express"}, nil},
		{"Applications", []string{"express.application", "(() => { const a = express(); express().use(a); return a })()"}, nil},
		{"Routers", []string{"express.Router.prototype", "express.Router()"}, methods},
		{"Requests", []string{"express.request"}, nil},
		{"Responses", []string{"express.response"}, nil},
	} {
		there, missing := tables(t, string(data), c.heading)
		var live []string
		for _, o := range c.objects {
			live = append(live, keysOf(h, o)...)
		}
		slices.Sort(live)
		live = slices.Compact(live)
		for _, name := range live {
			if !slices.Contains(there, name) && !slices.Contains(c.except, name) {
				t.Errorf("%s: %s is there but not in the table", c.heading, name)
			}
		}
		for _, name := range there {
			if !slices.Contains(live, name) {
				t.Errorf("%s: %s is in the table but not there", c.heading, name)
			}
		}
		for _, name := range missing {
			if slices.Contains(live, name) {
				t.Errorf("%s: %s is there although the table says it isn't", c.heading, name)
			}
		}
	}
}

// keysOf lists an object's own properties, without those of any function.
func keysOf(h *host, object string) []string {
	var names []string
	if err := h.vm.ExportTo(h.run("Object.getOwnPropertyNames("+object+")"), &names); err != nil {
		h.t.Fatal(err)
	}
	return slices.DeleteFunc(names, func(n string) bool { return n == "length" || n == "name" || n == "prototype" })
}

var code = regexp.MustCompile("`([^`]+)`")

// tables gives the names in the first columns of a section's tables: of the first one, and of one after 'Not there'.
func tables(t *testing.T, page, heading string) (there, missing []string) {
	t.Helper()
	_, section, ok := strings.Cut(page, "\n## "+heading+"\n")
	if !ok {
		t.Fatalf("no section %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	present, absent, _ := strings.Cut(section, "Not there:")
	names := func(text string) (list []string) {
		for line := range strings.Lines(text) {
			cells := strings.Split(line, "|")
			if len(cells) < 3 {
				continue
			}
			for _, m := range code.FindAllStringSubmatch(cells[1], -1) {
				list = append(list, m[1])
			}
		}
		return list
	}
	there, missing = names(present), names(absent)
	if len(there) < 5 {
		t.Fatalf("section %q: only %d names", heading, len(there))
	}
	return there, missing
}

// TestEveryMethodHasAName: natives show up in stacks and in the console with the names they have as properties.
func TestEveryMethodHasAName(t *testing.T) {
	h := newHost(t, nil)
	for _, object := range []string{"express.application", "express.request", "express.response", "express.Router.prototype", "express"} {
		o := h.run(object).(*goja.Object)
		for _, name := range keysOf(h, object) {
			d := h.run("(o, n) => { const d = Object.getOwnPropertyDescriptor(o, n); return d.value || d.get }")
			f, _ := goja.AssertFunction(d)
			v, err := f(goja.Undefined(), o, h.vm.ToValue(name))
			if err != nil {
				t.Fatal(err)
			}
			fn, ok := v.(*goja.Object)
			if !ok {
				continue
			}
			if got := fn.Get("name"); got != nil && strings.Contains(got.String(), "/") {
				t.Errorf("%s.%s is called %s", object, name, got)
			}
		}
	}
}
