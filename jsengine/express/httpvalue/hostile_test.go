package httpvalue_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// TestLongHeaders would take much longer where work grew with the square of a header's length.
func TestLongHeaders(t *testing.T) {
	const n = 1 << 15
	headers := []string{
		strings.Repeat(",", n), strings.Repeat(";", n), strings.Repeat("a,", n), strings.Repeat("a=b;", n), strings.Repeat(" ", n),
		`a/b;c="` + strings.Repeat(`\"`, n), "a/b" + strings.Repeat(";", n) + "=", strings.Repeat(`"`, n), strings.Repeat("a/b;q=0.1,", n/8),
		strings.Repeat("%", n), strings.Repeat("%C3", n), strings.Repeat("=", n), strings.Repeat("no-cache ", n), strings.Repeat("W/", n),
	}
	offers := []string{"html", "json", "a/b;c=d"}
	for _, h := range headers {
		accept := []string{h}
		httpvalue.BestType(accept, offers)
		httpvalue.BestEncoding(accept, offers)
		httpvalue.BestLanguage(accept, offers)
		httpvalue.AcceptedCharsets(accept)
		httpvalue.MatchType(h, offers)
		httpvalue.ParseCookies(h)
		httpvalue.ParseQuery(h)
		httpvalue.EncodeURL(h)
		httpvalue.Attachment(h)
		httpvalue.Fresh(http.Header{"If-None-Match": {h}, "Cache-Control": {h}}, h, "")
		if _, _, err := httpvalue.ParseRange(100, "bytes="+h, true); err == nil {
			t.Errorf("%.10q is a range", h)
		}
	}
	if _, ranges, err := httpvalue.ParseRange(n, "bytes="+strings.Repeat("5-6,0-0,", n)+"1-2", true); err != nil || len(ranges) != 2 {
		t.Errorf("got %v, %v", ranges, err)
	}
}

func TestManyParametersOfOneName(t *testing.T) {
	const n = 100_000
	c := httpvalue.ParseContentType("a/b" + strings.Repeat("; charset=x", n))
	if len(c.Parameters) != 1 {
		t.Errorf("got %d parameters", len(c.Parameters))
	}
}

func TestLargeForms(t *testing.T) {
	options := httpvalue.FormOptions{Extended: true, ParameterLimit: -1, Depth: 32}
	for name, c := range map[string]struct {
		form    string
		members int
		err     error
	}{
		"one name":          {strings.Repeat("a=1&", 10000), 1, nil},
		"one list":          {strings.Repeat("a[]=1&", 10000), 1, nil},
		"list and object":   {strings.Repeat("a[]=1&a[b]=1&a=1&", 5000), 1, nil},
		"brackets":          {strings.Repeat("[", 1<<18), 1, nil},
		"closing brackets":  {strings.Repeat("]", 1<<18), 1, nil},
		"levels":            {"a" + strings.Repeat("[b]", 1<<16), 0, httpvalue.ErrDepthExceeded},
		"unclosed levels":   {strings.Repeat("a[b]["+"&", 1<<14), 1, nil},
		"entities":          {"a=" + strings.Repeat("&#", 1<<16), 2, nil},
		"only separators":   {strings.Repeat("&", 1<<18), 0, nil},
		"different names":   {manyNames(5000), 5000, nil},
		"indexes upwards":   {manyIndexes(5000, 1), 1, nil},
		"indexes downwards": {manyIndexes(5000, -1), 1, nil},
	} {
		v, err := httpvalue.ParseForm(c.form, "utf-8", options)
		if !errors.Is(err, c.err) || len(v.Members) != c.members {
			t.Errorf("%s: %d members, %v; want %d, %v", name, len(v.Members), err, c.members, c.err)
		}
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "n%d=&", i)
	}
	return b.String()
}

func manyIndexes(n, step int) string {
	var b strings.Builder
	for i := range n {
		if step < 0 {
			i = n - 1 - i
		}
		fmt.Fprintf(&b, "a[%d]=x&", i)
	}
	return b.String()
}

func TestFormLimits(t *testing.T) {
	for name, c := range map[string]struct {
		form    string
		options httpvalue.FormOptions
		status  int
		kind    string
	}{
		"at the limit of parameters": {"a&b&c", httpvalue.FormOptions{ParameterLimit: 3}, 0, ""},
		"too many parameters":        {"a&b&c&", httpvalue.FormOptions{ParameterLimit: 3}, 413, httpvalue.TypeTooManyParameters},
		"at the limit of depth":      {"a[b][c]=1", httpvalue.FormOptions{Extended: true, ParameterLimit: 3, Depth: 2}, 0, ""},
		"too deep":                   {"a[b][c][d]=1", httpvalue.FormOptions{Extended: true, ParameterLimit: 3, Depth: 2}, 400, httpvalue.TypeTooDeep},
		"depth does not count":       {"a[b][c][d]=1", httpvalue.FormOptions{ParameterLimit: 3, Depth: 2}, 0, ""},
		"empty":                      {"", httpvalue.FormOptions{}, 0, ""},
		"no room":                    {"a", httpvalue.FormOptions{}, 413, httpvalue.TypeTooManyParameters},
	} {
		v, err := httpvalue.ParseForm(c.form, "utf-8", c.options)
		var bodyError *httpvalue.BodyError
		switch {
		case c.status == 0:
			if err != nil || v.Kind != httpvalue.ObjectValue {
				t.Errorf("%s: %v, %v", name, v, err)
			}
		case !errors.As(err, &bodyError) || bodyError.Status != c.status || bodyError.Type != c.kind:
			t.Errorf("%s: got %v, want %d %s", name, err, c.status, c.kind)
		}
	}
}

func TestDecompressionBombStopsAtTheLimit(t *testing.T) {
	body := compressed(t, strings.Repeat("\x00", 16<<20))
	if len(body) > 1<<20 {
		t.Fatalf("the bomb has %d bytes", len(body))
	}
	_, err := httpvalue.ReadBody(body, http.Header{"Content-Encoding": {"zstd"}}, httpvalue.BodyOptions{Limit: 1000})
	var bodyError *httpvalue.BodyError
	if !errors.As(err, &bodyError) || bodyError.Status != 413 {
		t.Errorf("got %v", err)
	}
}
