package httpvalue_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

// parseBody does what one of body-parser's parsers does, with the result in the form of generate.mjs.
func parseBody(t *testing.T, parser string, options map[string]any, header http.Header, body []byte) (any, error) {
	t.Helper()
	flag := func(name string) bool { on, _ := options[name].(bool); return on }
	o := httpvalue.BodyOptions{Limit: httpvalue.DefaultBodyLimit}
	if _, ok := options["inflate"]; ok {
		o.NoInflate = !flag("inflate")
	}
	o.DefaultCharset, _ = options["defaultCharset"].(string)
	switch limit := options["limit"].(type) {
	case float64:
		o.Limit = int64(limit)
	case string:
		o.Limit, _ = httpvalue.ParseSize(limit)
	}
	switch parser {
	case "raw":
		data, err := httpvalue.ReadBody(body, header, o)
		return map[string]any{"base64": base64.StdEncoding.EncodeToString(data)}, err
	case "json":
		o.AllowCharset = httpvalue.JSONCharset
	case "urlencoded":
		o.AllowCharset = httpvalue.FormCharset
	}
	text, charset, err := httpvalue.ReadText(body, header, o)
	if err != nil {
		return nil, err
	}
	switch parser {
	case "json":
		var v any
		err := json.Unmarshal([]byte(text), &v)
		return v, err
	case "urlencoded":
		form := httpvalue.DefaultForm
		form.Extended = flag("extended")
		form.CharsetSentinel = flag("charsetSentinel")
		form.NumericEntities = flag("interpretNumericEntities")
		if n, ok := options["depth"].(float64); ok {
			form.Depth = int(n)
		}
		if n, ok := options["parameterLimit"].(float64); ok {
			form.ParameterLimit = int(n)
		}
		value, err := httpvalue.ParseForm(text, charset, form)
		return tree(value), err
	}
	return text, nil
}

func TestBodiesAsBodyParser(t *testing.T) {
	for _, r := range readCorpus(t, "bodies") {
		header := http.Header{}
		for name, value := range r[2].(map[string]any) {
			header.Set(name, value.(string))
		}
		body, err := base64.StdEncoding.DecodeString(r.str(3))
		if err != nil {
			t.Fatal(err)
		}
		question := []any{r[0], r[1], r[2], string(body[:min(len(body), 60)])}
		got, err := parseBody(t, r.str(0), r[1].(map[string]any), header, body)
		want := r[4].(map[string]any)
		if want["error"] == nil {
			if err != nil {
				t.Errorf("%s: %v", toJSON(t, question), err)
			} else {
				diff(t, question, got, want["value"])
			}
			continue
		}
		var bodyError *httpvalue.BodyError
		if !errors.As(err, &bodyError) {
			t.Errorf("%s: got %v, want %v", toJSON(t, question), err, want)
			continue
		}
		diff(t, question, []any{bodyError.Status, bodyError.Type}, []any{want["status"], want["type"]})
		if bodyError.Type != "" && bodyError.Message != want["error"] {
			t.Errorf("%s: got %q, want %q", toJSON(t, question), bodyError.Message, want["error"])
		}
	}
}

func compressed(t *testing.T, data string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(data)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadBodyInflatesZstd(t *testing.T) {
	header := http.Header{"Content-Encoding": {"zstd"}}
	body := compressed(t, strings.Repeat("x", 1<<20))
	data, err := httpvalue.ReadBody(body, header, httpvalue.BodyOptions{Limit: math.MaxInt64})
	if err != nil || len(data) != 1<<20 {
		t.Errorf("got %d bytes, %v", len(data), err)
	}
	if data, err = httpvalue.ReadBody(body, header, httpvalue.BodyOptions{Limit: -1}); err != nil || len(data) != 1<<20 {
		t.Errorf("without a limit: got %d bytes, %v", len(data), err)
	}
	var bodyError *httpvalue.BodyError
	if _, err = httpvalue.ReadBody(body, header, httpvalue.BodyOptions{Limit: 1<<20 - 1}); !errors.As(err, &bodyError) || bodyError.Type != httpvalue.TypeTooLarge || bodyError.Limit != 1<<20-1 {
		t.Errorf("one byte too many: got %v", err)
	}
	if _, err = httpvalue.ReadBody(body[:len(body)-3], header, httpvalue.BodyOptions{Limit: -1}); !errors.As(err, &bodyError) || bodyError.Status != 400 || errors.Unwrap(bodyError) == nil {
		t.Errorf("cut off: got %v", err)
	}
}

func TestReadBodyGivesAPlainBodyBack(t *testing.T) {
	body := []byte("abc")
	got, err := httpvalue.ReadBody(body, http.Header{}, httpvalue.BodyOptions{Limit: 3})
	if err != nil || &got[0] != &body[0] {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestBodyErrorsTellTheDetails(t *testing.T) {
	_, _, err := httpvalue.ReadText(nil, http.Header{"Content-Type": {"text/plain; charset=X-Foo"}}, httpvalue.BodyOptions{})
	var bodyError *httpvalue.BodyError
	if !errors.As(err, &bodyError) || bodyError.Charset != "x-foo" || err.Error() != `unsupported charset "X-FOO"` {
		t.Errorf("got %v", err)
	}
	_, err = httpvalue.ReadBody(nil, http.Header{"Content-Encoding": {"Foo"}}, httpvalue.BodyOptions{})
	if !errors.As(err, &bodyError) || bodyError.Encoding != "foo" || err.Error() != `unsupported content encoding "foo"` {
		t.Errorf("got %v", err)
	}
	err = &httpvalue.BodyError{Message: "a", Err: errors.New("b")}
	if err.Error() != "a: b" {
		t.Errorf("got %q", err)
	}
}

func TestDecodeTextReplacesAsBrowsersDo(t *testing.T) {
	for body, want := range map[string]string{
		"a\xE4\xBDb":        "a\uFFFDb",
		"\xF0\x9F\x98":      "\uFFFD",
		"\xF0\x9F\x98\xF0":  "\uFFFD\uFFFD",
		"\xED\xA0\x80":      "\uFFFD\uFFFD\uFFFD",
		"\xC0\x80":          "\uFFFD\uFFFD",
		"\xF8\x88\x80":      "\uFFFD\uFFFD\uFFFD",
		"\xEF\xBB\xBFa":     "a",
		"a\uFEFF":           "a\uFEFF",
		"\uFFFD\xFF":        "\uFFFD\uFFFD",
		"\x80\xE4\xBD\xA0é": "\uFFFD你é",
	} {
		if got, err := httpvalue.DecodeText([]byte(body), "utf-8"); got != want || err != nil {
			t.Errorf("%q: got %q, %v, want %q", body, got, err, want)
		}
	}
}

func TestHasBody(t *testing.T) {
	for name, c := range map[string]struct {
		request *http.Request
		want    bool
	}{
		"none":           {httptest.NewRequest(http.MethodGet, "/", nil), false},
		"some":           {httptest.NewRequest(http.MethodPost, "/", strings.NewReader("x")), true},
		"of length 0":    {&http.Request{Header: http.Header{"Content-Length": {"0"}}}, true},
		"chunked":        {&http.Request{ContentLength: -1, TransferEncoding: []string{"chunked"}}, true},
		"unknown length": {&http.Request{ContentLength: -1}, true},
	} {
		if got := httpvalue.HasBody(c.request); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
