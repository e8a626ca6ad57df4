package httpvalue_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

func FuzzURIComponent(f *testing.F) {
	for _, s := range []string{"", "a b", "%C3%A9", "%C3", "%zz", "😀", "%F0%9F%98%80", "%ED%A0%80", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		encoded := httpvalue.EncodeURIComponent(s)
		decoded, ok := httpvalue.DecodeURIComponent(encoded)
		if !ok || utf8.ValidString(s) && decoded != s {
			t.Errorf("%q became %q, then %q %v", s, encoded, decoded, ok)
		}
		got, ok := httpvalue.DecodeURIComponent(s)
		want, err := url.PathUnescape(s)
		if ok && (err != nil || got != want) {
			t.Errorf("%q: got %q, url has %q, %v", s, got, want, err)
		}
		if location := httpvalue.EncodeURL(s); httpvalue.CheckHeader("Location", location) != nil || httpvalue.EncodeURL(location) != location {
			t.Errorf("EncodeURL(%q) = %q", s, location)
		}
	})
}

func FuzzNegotiation(f *testing.F) {
	f.Add("text/html;q=0.5, */*", "html", "application/json")
	f.Add("en-US;q=0, *;q=1e-9,", "en", "de")
	f.Add(`a/b;c="d\"`, "a/b;c=d", "")
	f.Fuzz(func(t *testing.T, header, first, second string) {
		accept, offers := []string{header}, []string{first, second}
		for _, best := range []func(accept, offers []string) (string, bool){httpvalue.BestType, httpvalue.BestCharset, httpvalue.BestEncoding, httpvalue.BestLanguage} {
			if got, ok := best(accept, offers); ok && got != first && got != second || !ok && got != "" {
				t.Errorf("%q: got %q of %q", header, got, offers)
			}
		}
		for _, all := range []func([]string) []string{httpvalue.AcceptedTypes, httpvalue.AcceptedCharsets, httpvalue.AcceptedEncodings, httpvalue.AcceptedLanguages} {
			for _, value := range all(accept) {
				if value != "identity" && !strings.Contains(header, value) {
					t.Errorf("%q: %q comes from nowhere", header, value)
				}
			}
		}
		httpvalue.MatchType(header, offers)
		ct := httpvalue.ParseContentType(header)
		if formatted, err := ct.Format(); err == nil {
			if again, err := httpvalue.ParseContentType(formatted).Format(); err != nil || again != formatted {
				t.Errorf("%q became %q, then %q, %v", header, formatted, again, err)
			}
		}
	})
}

func FuzzCookies(f *testing.F) {
	f.Add("a=b; c=\"d\"; e=%20")
	f.Add("=;;\"=\"")
	f.Fuzz(func(t *testing.T, header string) {
		seen := map[string]bool{}
		for _, c := range httpvalue.ParseCookies(header) {
			if seen[c.Name] {
				t.Errorf("%q: %q comes twice", header, c.Name)
			}
			seen[c.Name] = true
			set, err := httpvalue.Cookie{Name: c.Name, Value: c.Value, Path: header, Domain: header}.Format()
			if err == nil && httpvalue.CheckHeader("Set-Cookie", set) != nil {
				t.Errorf("%q is not a valid header", set)
			}
			set, err = httpvalue.Cookie{Name: c.Name, Value: c.Value}.Format()
			if err != nil || !utf8.ValidString(c.Value) {
				continue
			}
			if again := httpvalue.ParseCookies(set); len(again) != 1 || again[0] != c {
				t.Errorf("%q: %q became %q, then %q", header, c, set, again)
			}
		}
	})
}

func FuzzRange(f *testing.F) {
	f.Add(int64(100), "bytes=0-5,-7,3-")
	f.Add(int64(0), "x=-")
	f.Add(int64(1)<<62, "bytes=0-99999999999999999999")
	f.Fuzz(func(t *testing.T, size int64, header string) {
		if size < 0 {
			return
		}
		for _, combine := range []bool{false, true} {
			_, ranges, err := httpvalue.ParseRange(size, header, combine)
			if (err == nil) == (len(ranges) == 0) {
				t.Errorf("%d %q: %v, %v", size, header, ranges, err)
			}
			for _, r := range ranges {
				if r.Start < 0 || r.Start > r.End || r.End >= size {
					t.Errorf("%d %q: %v lies outside", size, header, r)
				}
			}
		}
	})
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{"a=b&a=c", "a[b][]=%C3&a[3]=x&a=y", "%zz=%", "a[[]]=b]", "__proto__[x]=1", "utf8=%E2%9C%93&a=&#9786;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		for _, field := range httpvalue.ParseQuery(query) {
			if len(field.Values) == 0 {
				t.Errorf("%q: %q has no value", query, field.Name)
			}
		}
		for _, o := range []httpvalue.NestedOptions{
			httpvalue.ExtendedQuery,
			{Depth: 3, StrictDepth: true, ArrayLimit: 2, ParameterLimit: 50},
			{Depth: 100, ArrayLimit: 1000, ParameterLimit: -1, Latin1: true, CharsetSentinel: true, NumericEntities: true},
		} {
			v, err := httpvalue.ParseNested(query, o)
			if err != nil && !(o.StrictDepth && errors.Is(err, httpvalue.ErrDepthExceeded)) {
				t.Errorf("%q: %v", query, err)
			}
			if _, err := json.Marshal(tree(v)); err != nil {
				t.Errorf("%q: %v", query, err)
			}
			checkValue(t, query, v)
		}
	})
}

// checkValue holds what the documentation says of values.
func checkValue(t *testing.T, query string, v httpvalue.Value) {
	for _, x := range v.List {
		checkValue(t, query, x)
	}
	seen := map[string]bool{}
	for _, m := range v.Members {
		if m.Name == "__proto__" || seen[m.Name] {
			t.Errorf("%q: member %q", query, m.Name)
		}
		seen[m.Name] = true
		checkValue(t, query, m.Value)
	}
}

func FuzzMultipart(f *testing.F) {
	f.Add([]byte("--B\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\\y\"\r\n\r\nz\r\n--B--"), formType)
	f.Add([]byte("--B\r\n\r\n"), "multipart/form-data; boundary=B; boundary=C")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		parts, err := httpvalue.ParseMultipart(body, contentType, httpvalue.MultipartLimits{Parts: 5, FieldSize: 10, FileSize: 20})
		var bodyError *httpvalue.BodyError
		if err != nil && !errors.As(err, &bodyError) {
			t.Errorf("%q: %v", body, err)
		}
		for _, p := range parts {
			if p.Name == "" || strings.ContainsAny(p.Filename, `/\`) || len(p.Data) > 20 || !utf8.ValidString(p.Value) {
				t.Errorf("%q: %+v", body, p)
			}
		}
	})
}

func FuzzBody(f *testing.F) {
	f.Add([]byte("\x1f\x8b"), "gzip", "text/plain; charset=utf-16")
	f.Add([]byte("\x28\xb5\x2f\xfd"), "zstd", "text/plain; charset=gb18030")
	f.Add([]byte("abc"), "br", "")
	f.Add([]byte("\xe4\xbd"), "", "x; charset=utf-8")
	f.Fuzz(func(t *testing.T, body []byte, encoding, contentType string) {
		header := http.Header{"Content-Encoding": {encoding}, "Content-Type": {contentType}}
		data, err := httpvalue.ReadBody(body, header, httpvalue.BodyOptions{Limit: 1000})
		if len(data) > 1000 {
			t.Errorf("%d bytes", len(data))
		}
		var bodyError *httpvalue.BodyError
		if err != nil && !errors.As(err, &bodyError) {
			t.Errorf("%q: %v", body, err)
		}
		text, _, err := httpvalue.ReadText(body, header, httpvalue.BodyOptions{Limit: 1000})
		if !utf8.ValidString(text) || err != nil && !errors.As(err, &bodyError) {
			t.Errorf("%q: %q, %v", body, text, err)
		}
	})
}

func FuzzHeaderValues(f *testing.F) {
	f.Add("é.txt", "Accept, *")
	f.Add("a\r\nb", "x,,y")
	f.Fuzz(func(t *testing.T, s, list string) {
		if header := httpvalue.Attachment(s); httpvalue.CheckHeader("Content-Disposition", header) != nil {
			t.Errorf("Attachment(%q) = %q", s, header)
		}
		if header, err := httpvalue.AppendVary("Accept", list); err == nil && httpvalue.CheckHeader("Vary", header) != nil {
			t.Errorf("AppendVary(%q) = %q", list, header)
		}
		httpvalue.ContentTypeFor(s)
		httpvalue.NormalizeType(s)
		httpvalue.ParseSize(s)
		httpvalue.Fresh(http.Header{"If-None-Match": {s}, "If-Modified-Since": {list}}, list, s)
		if ascii := httpvalue.EncodeHeader(httpvalue.DecodeHeader(s)); ascii != s {
			t.Errorf("%q became %q", s, ascii)
		}
	})
}
