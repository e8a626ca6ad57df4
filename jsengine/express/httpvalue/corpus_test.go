package httpvalue_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// readCorpus gives one section of the answers of Express's own libraries: rows of JSON values.
func readCorpus(t *testing.T, section string) []row {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "corpus.json"))
	if err != nil {
		t.Fatal(err)
	}
	var corpus map[string][]row
	if err := json.Unmarshal(data, &corpus); err != nil {
		t.Fatal(err)
	}
	if len(corpus[section]) == 0 {
		t.Fatalf("the corpus has no section %s", section)
	}
	return corpus[section]
}

// row is one question with its answer.
type row []any

// str gives a string; null is "".
func (r row) str(i int) string {
	s, _ := r[i].(string)
	return s
}

// header gives a header field's values: none for null.
func (r row) header(i int) []string {
	if r[i] == nil {
		return nil
	}
	return []string{r.str(i)}
}

// strs gives a list of strings; a string is a list of one.
func (r row) strs(i int) []string {
	if s, ok := r[i].(string); ok {
		return []string{s}
	}
	list, _ := r[i].([]any)
	strs := make([]string, len(list))
	for i, v := range list {
		strs[i] = v.(string)
	}
	return strs
}

// attempt gives what a function returned, or that it threw an error.
func (r row) attempt(i int) (value any, message string) {
	m := r[i].(map[string]any)
	message, _ = m["error"].(string)
	return m["value"], message
}

// diff compares by JSON.
func diff(t *testing.T, question []any, got, want any) {
	t.Helper()
	if g, w := toJSON(t, got), toJSON(t, want); g != w {
		t.Errorf("%s:\n got %s\nwant %s", toJSON(t, question), g, w)
	}
}

func toJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestNegotiationAsAccepts(t *testing.T) {
	for section, f := range map[string]struct {
		all  func([]string) []string
		best func(accept, offers []string) (string, bool)
	}{
		"types":     {httpvalue.AcceptedTypes, httpvalue.BestType},
		"charsets":  {httpvalue.AcceptedCharsets, httpvalue.BestCharset},
		"encodings": {httpvalue.AcceptedEncodings, httpvalue.BestEncoding},
		"languages": {httpvalue.AcceptedLanguages, httpvalue.BestLanguage},
	} {
		t.Run(section, func(t *testing.T) {
			for _, r := range readCorpus(t, section) {
				offers := r.strs(1)
				if len(offers) == 0 {
					diff(t, r[:2], f.all(r.header(0)), r[2])
					continue
				}
				var got any = false
				if best, ok := f.best(r.header(0), offers); ok {
					got = best
				}
				diff(t, r[:2], got, r[2])
			}
		})
	}
}

func TestMatchTypeAsTypeIs(t *testing.T) {
	for _, r := range readCorpus(t, "is") {
		var got any = false
		if match, ok := httpvalue.MatchType(r.str(0), r.strs(1)); ok {
			got = match
		}
		diff(t, r[:2], got, r[2])
	}
}

func TestMediaTypesAsMimeTypes(t *testing.T) {
	for _, r := range readCorpus(t, "mime") {
		name := r.str(0)
		if got, want := httpvalue.TypeByExtension(name), r.str(1); got != want {
			t.Errorf("TypeByExtension(%q) = %q, want %q", name, got, want)
		}
		if got, ok := httpvalue.ContentTypeFor(name); got != r.str(2) || ok != (got != "") {
			t.Errorf("ContentTypeFor(%q) = %q, want %q", name, got, r.str(2))
		}
		if got, want := httpvalue.NormalizeType(name), r.str(3); got != want {
			t.Errorf("NormalizeType(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestParseContentTypeAsNode(t *testing.T) {
	for _, r := range readCorpus(t, "contentTypes") {
		ct := httpvalue.ParseContentType(r.str(0))
		params := [][2]string{}
		for _, p := range ct.Parameters {
			params = append(params, [2]string{p.Name, p.Value})
		}
		diff(t, r[:1], []any{ct.Type, params}, []any{r[1], r[2]})
		if r.str(0) == "" {
			continue
		}
		value, message := r.attempt(3)
		got, err := httpvalue.SetCharset(r.str(0), "utf-8")
		if (err != nil) != (message != "") || err == nil && got != value {
			t.Errorf("SetCharset(%q) = %q, %v, want %v %s", r.str(0), got, err, value, message)
		}
	}
}

func TestParseCookiesAsNode(t *testing.T) {
	for _, r := range readCorpus(t, "cookies") {
		got := map[string]string{}
		for _, c := range httpvalue.ParseCookies(r.str(0)) {
			if _, twice := got[c.Name]; twice {
				t.Errorf("%q: %q comes twice", r.str(0), c.Name)
			}
			got[c.Name] = c.Value
		}
		want := map[string]string{}
		for _, e := range r[1].([]any) {
			pair := row(e.([]any))
			want[pair.str(0)] = pair.str(1)
		}
		delete(got, "__proto__") // the package loses it by assigning it to an object
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q, want %q", r.str(0), got, want)
		}
	}
}

func TestFormatCookieAsNode(t *testing.T) {
	for _, r := range readCorpus(t, "setCookies") {
		o := r[2].(map[string]any)
		str := func(name string) string { return row{o[name]}.str(0) }
		flag := func(name string) bool { on, _ := o[name].(bool); return on }
		c := httpvalue.Cookie{Name: r.str(0), Value: r.str(1), Raw: flag("raw"), Domain: str("domain"), Path: str("path"),
			HTTPOnly: flag("httpOnly"), Secure: flag("secure"), Partitioned: flag("partitioned"), Priority: str("priority"), SameSite: str("sameSite")}
		if age, ok := o["maxAge"].(float64); ok {
			c.MaxAge = &age
		}
		if ms, ok := o["expires"].(float64); ok {
			c.Expires = time.UnixMilli(int64(ms))
		}
		want, message := r.attempt(3)
		got, err := c.Format()
		if message != "" && (err == nil || err.Error() != message) || message == "" && (err != nil || got != want) {
			t.Errorf("%v: got %q, %v, want %v %s", r[:3], got, err, want, message)
		}
	}
}

func TestParseRangeAsNode(t *testing.T) {
	for _, r := range readCorpus(t, "ranges") {
		unit, ranges, err := httpvalue.ParseRange(int64(r[0].(float64)), r.str(1), r[2].(bool))
		var got any
		switch {
		case errors.Is(err, httpvalue.ErrRangeUnsatisfiable):
			got = -1
		case errors.Is(err, httpvalue.ErrRangeMalformed):
			got = -2
		default:
			pairs := [][2]int64{}
			for _, x := range ranges {
				pairs = append(pairs, [2]int64{x.Start, x.End})
			}
			got = []any{unit, pairs}
		}
		diff(t, r[:3], got, r[3])
	}
}

func TestFreshAsNode(t *testing.T) {
	for _, r := range readCorpus(t, "fresh") {
		request, response := row(r[0].([]any)), row(r[1].([]any))
		h := http.Header{}
		for i, name := range []string{"If-None-Match", "If-Modified-Since", "Cache-Control"} {
			if request[i] != nil {
				h.Set(name, request.str(i))
			}
		}
		diff(t, r[:2], httpvalue.Fresh(h, response.str(0), response.str(1)), r[2])
	}
}

func TestETagAsExpress(t *testing.T) {
	for _, r := range readCorpus(t, "etags") {
		body := []byte(r.str(0))
		diff(t, r[:1], []string{httpvalue.ETag(body, false), httpvalue.ETag(body, true)}, r[1:])
	}
}

func TestAttachmentAsNode(t *testing.T) {
	for _, r := range readCorpus(t, "dispositions") {
		diff(t, r[:1], httpvalue.Attachment(r.str(0)), r[1])
	}
}

func TestParseQueryAsNode(t *testing.T) {
	for _, r := range readCorpus(t, "queries") {
		// JavaScript puts integer names first, whatever their order in the query.
		got := map[string]any{}
		for _, f := range httpvalue.ParseQuery(r.str(0)) {
			if got[f.Name] = f.Values; len(f.Values) == 1 {
				got[f.Name] = f.Values[0]
			}
		}
		want := map[string]any{}
		for _, e := range r[1].([]any) {
			pair := e.([]any)
			want[pair[0].(string)] = pair[1]
		}
		diff(t, r[:1], got, want)
	}
}

// tree writes a value as generate.mjs does, so that the order of members counts.
func tree(v httpvalue.Value) any {
	switch v.Kind {
	case httpvalue.ListValue:
		list := make([]any, len(v.List))
		for i, x := range v.List {
			list[i] = tree(x)
		}
		return list
	case httpvalue.ObjectValue:
		entries := [][2]any{}
		for _, m := range v.Members {
			entries = append(entries, [2]any{m.Name, tree(m.Value)})
		}
		return map[string]any{"o": entries}
	}
	return v.Text
}

func TestParseNestedAsQs(t *testing.T) {
	for _, r := range readCorpus(t, "nested") {
		o := httpvalue.ExtendedQuery
		for name, value := range r[1].(map[string]any) {
			number, _ := value.(float64)
			switch name {
			case "depth":
				o.Depth = int(number)
			case "strictDepth":
				o.StrictDepth = true
			case "arrayLimit":
				o.ArrayLimit = int(number)
			case "parameterLimit":
				o.ParameterLimit = int(number)
			case "charset":
				o.Latin1 = value == "iso-8859-1"
			case "charsetSentinel":
				o.CharsetSentinel = true
			case "interpretNumericEntities":
				o.NumericEntities = true
			default:
				t.Fatalf("unknown option %s", name)
			}
		}
		want, message := r.attempt(2)
		got, err := httpvalue.ParseNested(r.str(0), o)
		switch {
		case message != "":
			if !errors.Is(err, httpvalue.ErrDepthExceeded) {
				t.Errorf("%s: got %v, want an error: %s", toJSON(t, r[:2]), err, message)
			}
		case err != nil:
			t.Errorf("%s: %v", toJSON(t, r[:2]), err)
		default:
			diff(t, r[:2], tree(got), want)
		}
	}
}

func TestURLsAsNode(t *testing.T) {
	for _, r := range readCorpus(t, "urls") {
		s := r.str(0)
		diff(t, r[:1], []string{httpvalue.EncodeURL(s), httpvalue.EncodeURI(s), httpvalue.EncodeURIComponent(s)}, r[1:4])
		want, message := r.attempt(4)
		if got, ok := httpvalue.DecodeURIComponent(s); ok != (message == "") || ok && got != want {
			t.Errorf("DecodeURIComponent(%q) = %q, %v, want %q %s", s, got, ok, want, message)
		}
	}
}

func TestAppendVaryAsNode(t *testing.T) {
	for _, r := range readCorpus(t, "vary") {
		want, message := r.attempt(2)
		got, err := httpvalue.AppendVary(r.str(0), r.strs(1)...)
		if (err != nil) != (message != "") || err == nil && got != want {
			t.Errorf("%s: got %q, %v, want %v %s", toJSON(t, r[:2]), got, err, want, message)
		}
	}
}

func TestParseSizeAsNode(t *testing.T) {
	for _, r := range readCorpus(t, "sizes") {
		var got any
		if n, ok := httpvalue.ParseSize(r.str(0)); ok {
			got = n
		}
		diff(t, r[:1], got, r[1])
	}
}

func TestCorpusIsWhole(t *testing.T) {
	// A generator that loses its questions would make every test above pass.
	for section, least := range map[string]int{"types": 400, "charsets": 60, "encodings": 100, "languages": 130, "is": 300, "cookies": 150, "ranges": 500, "fresh": 500, "queries": 200, "nested": 1500} {
		if got := len(readCorpus(t, section)); got < least {
			t.Errorf("%s: %d rows, want %d or more", section, got, least)
		}
	}
	if !strings.Contains(toJSON(t, readCorpus(t, "nested")), `"error"`) {
		t.Error("no nested query fails")
	}
}
