package fetch

import (
	"testing"
)

// The cases are of the kinds that the standard's own tests have (web-platform-tests, fetch/data-urls).
func TestDataURL(t *testing.T) {
	for _, c := range []struct{ url, mediaType, data string }{
		{"data:,", defaultType, ""},
		{"data:,X", defaultType, "X"},
		{"data:,X#X", defaultType, "X"},
		{"data:,X?#X", defaultType, "X?"},
		{"data:,%FF%zz%4", defaultType, "\xFF%zz%4"},
		{"data:,%C3%A9,b", defaultType, "é,b"},
		{"data:text/html,X", "text/html", "X"},
		{"data:TEXT/HTML;Charset=UTF-8,X", "text/html;charset=UTF-8", "X"},
		{"data:text / html,X", defaultType, "X"},
		{"data:text/html  ,X", "text/html", "X"},
		{"data:†,X", defaultType, "X"},
		{"data:text/plain;Charset=UTF-8;charset=x,X", "text/plain;charset=UTF-8", "X"},
		{"data:text/plain;charset=;x=1;y,X", "text/plain;x=1", "X"},
		{`data:text/plain;a="x y\"z";b=c d,X`, `text/plain;a="x y\"z";b="c d"`, "X"},
		{`data:text/plain;a="x,X`, `text/plain;a=x`, "X"},
		{"data:;charset=x,X", "text/plain;charset=x", "X"},
		{"data:;x=x;charset=x,X", "text/plain;x=x;charset=x", "X"},
		{"data:;base64,WA", defaultType, "X"},
		{"data:;base64,WA==", defaultType, "X"},
		{"data:;base64,W%20A%0A", defaultType, "X"},
		{"data:; base64,WA", defaultType, "X"},
		{"data:;BASe64  ,WA", defaultType, "X"},
		{"data:base64,WA", defaultType, "WA"},
		{"data:;base64;x,WA", "text/plain", "WA"},
		{"data:;charset=utf-8;base64,WA", "text/plain;charset=utf-8", "X"},
		{"data:image/svg+xml;base64,PHN2Zy8+", "image/svg+xml", "<svg/>"},
	} {
		mediaType, data, err := parseDataURL(c.url)
		if err != nil || mediaType != c.mediaType || string(data) != c.data {
			t.Errorf("%s: %s %q %v, want %s %q", c.url, mediaType, data, err, c.mediaType, c.data)
		}
	}
	for _, url := range []string{"data:", "data:text/html", "data:;base64,W", "data:;base64,W=", "data:;base64,W===", "data:;base64,-_"} {
		if _, _, err := parseDataURL(url); err == nil {
			t.Errorf("%s is valid", url)
		}
	}
}

func FuzzDataURL(f *testing.F) {
	for _, seed := range []string{"data:,", `data:text/plain;a="\"";b=c;base64,WA==#x`, "data:;;=;=\"", "data:a/b;c=%,%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, url string) {
		mediaType, _, err := parseDataURL(url)
		if err != nil {
			return
		}
		if again, ok := parseMediaType(mediaType); !ok || mediaType != again {
			t.Fatalf("%q: %q is %q when it is parsed again", url, mediaType, again)
		}
	})
}
