package httpvalue_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

func TestCheckHeader(t *testing.T) {
	for _, c := range []struct {
		name, value, want string
	}{
		{"X-Foo", "bar", ""},
		{"X-Foo", "", ""},
		{"X-Foo", "a\tb é ÿ", ""},
		{"X-Foo", "a\r\nSet-Cookie: x=1", `Invalid character in header content ["X-Foo"]`},
		{"X-Foo", "a\nb", `Invalid character in header content ["X-Foo"]`},
		{"X-Foo", "a\rb", `Invalid character in header content ["X-Foo"]`},
		{"X-Foo", "a\x00", `Invalid character in header content ["X-Foo"]`},
		{"X-Foo", "a\x7f", `Invalid character in header content ["X-Foo"]`},
		{"X-Foo", "€", `Invalid character in header content ["X-Foo"]`},
		{"X Foo", "a", `Header name must be a valid HTTP token ["X Foo"]`},
		{"X-Foo:", "a", `Header name must be a valid HTTP token ["X-Foo:"]`},
		{"X\r\n", "a", `Header name must be a valid HTTP token ["X\r\n"]`},
		{"", "a", `Header name must be a valid HTTP token [""]`},
		{"é", "a", `Header name must be a valid HTTP token ["é"]`},
	} {
		got := ""
		if err := httpvalue.CheckHeader(c.name, c.value); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: %q: got %q, want %q", c.name, c.value, got, c.want)
		}
	}
}

func TestHeaderBytes(t *testing.T) {
	for text, wire := range map[string]string{"abc": "abc", "é ÿ": "\xe9 \xff", "": ""} {
		if got := httpvalue.EncodeHeader(text); got != wire {
			t.Errorf("EncodeHeader(%q) = %q, want %q", text, got, wire)
		}
		if got := httpvalue.DecodeHeader(wire); got != text {
			t.Errorf("DecodeHeader(%q) = %q, want %q", wire, got, text)
		}
	}
}

func TestAppendLinks(t *testing.T) {
	next := httpvalue.Link{Rel: "next", URL: "/?page=2"}
	last := httpvalue.Link{Rel: "last", URL: "/?page=9"}
	for _, c := range []struct {
		header string
		links  []httpvalue.Link
		want   string
	}{
		{"", nil, ""},
		{"", []httpvalue.Link{next}, `</?page=2>; rel="next"`},
		{"", []httpvalue.Link{next, last}, `</?page=2>; rel="next", </?page=9>; rel="last"`},
		{"</a>; rel=x", []httpvalue.Link{last}, `</a>; rel=x, </?page=9>; rel="last"`},
	} {
		if got := httpvalue.AppendLinks(c.header, c.links); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestAttachmentWithoutName(t *testing.T) {
	if got := httpvalue.Attachment(""); got != "attachment" {
		t.Errorf("got %q", got)
	}
}

func TestAcceptInSeveralFields(t *testing.T) {
	got := httpvalue.AcceptedTypes([]string{"text/plain;q=0.5", "text/html, application/json;q=0.9"})
	if want := []string{"text/html", "application/json", "text/plain"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if best, ok := httpvalue.BestType(nil, nil); ok || best != "" {
		t.Errorf("of no offers: %q", best)
	}
}

func TestFreshJoinsFields(t *testing.T) {
	h := http.Header{"If-None-Match": {`"a"`, `"b"`}}
	if !httpvalue.Fresh(h, `"b"`, "") {
		t.Error("the second If-None-Match is not read")
	}
	h["Cache-Control"] = []string{"max-age=0", "no-cache"}
	if httpvalue.Fresh(h, `"b"`, "") {
		t.Error("the second Cache-Control is not read")
	}
}

func TestParseQueryKeepsOrder(t *testing.T) {
	fields := httpvalue.ParseQuery("b=1&2=x&a=2&b=3&__proto__=4")
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	if want := []string{"b", "2", "a", "__proto__"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	if want := []string{"1", "3"}; !slices.Equal(fields[0].Values, want) {
		t.Errorf("got %q, want %q", fields[0].Values, want)
	}
}

func TestNestedIndexesAreCheap(t *testing.T) {
	// Five thousand lists of up to a million elements, were they not sparse.
	o := httpvalue.NestedOptions{Depth: 1 << 20, ArrayLimit: 1 << 20, ParameterLimit: -1}
	query := "a"
	for range 5000 {
		query += "[999999]"
	}
	v, err := httpvalue.ParseNested(query+"=x", o)
	if err != nil {
		t.Fatal(err)
	}
	depth := 0
	for v = v.Members[0].Value; v.Kind == httpvalue.ListValue; v = v.List[0] {
		depth++
	}
	if depth != 5000 || v.Text != "x" {
		t.Errorf("got %d levels around %q", depth, v.Text)
	}
}
