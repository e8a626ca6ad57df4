package httpvalue_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

func ExampleBestType() {
	accept := []string{"text/html, application/json;q=0.9, */*;q=0.1"}
	fmt.Println(httpvalue.BestType(accept, []string{"json", "html"}))
	fmt.Println(httpvalue.BestType(accept, []string{"png"}))
	fmt.Println(httpvalue.BestType([]string{"text/html"}, []string{"png"}))
	fmt.Println(httpvalue.BestType(nil, []string{"json", "html"}))
	// Output:
	// html true
	// png true
	//  false
	// json true
}

func ExampleBestLanguage() {
	accept := []string{"de-CH, en;q=0.5"}
	fmt.Println(httpvalue.BestLanguage(accept, []string{"en", "de", "fr"}))
	fmt.Println(httpvalue.AcceptedLanguages(accept))
	// Output:
	// de true
	// [de-CH en]
}

func ExampleMatchType() {
	fmt.Println(httpvalue.MatchType("text/html; charset=utf-8", []string{"json", "html"}))
	fmt.Println(httpvalue.MatchType("application/vnd.api+json", []string{"+json"}))
	fmt.Println(httpvalue.MatchType("image/png", []string{"text/*"}))
	// Output:
	// html true
	// application/vnd.api+json true
	//  false
}

func ExampleContentTypeFor() {
	for _, s := range []string{"html", "data.json", "text/x-foo", "font.woff2", "unknown"} {
		fmt.Println(httpvalue.ContentTypeFor(s))
	}
	// Output:
	// text/html; charset=utf-8 true
	// application/json; charset=utf-8 true
	// text/x-foo; charset=utf-8 true
	// font/woff2 true
	//  false
}

func ExampleParseContentType() {
	ct := httpvalue.ParseContentType(`Multipart/Form-Data; Boundary="a;b"`)
	fmt.Println(ct.Type, ct.Parameter("boundary"))
	fmt.Println(httpvalue.SetCharset("text/html; charset=latin1", "utf-8"))
	// Output:
	// multipart/form-data a;b
	// text/html; charset=utf-8 <nil>
}

func ExampleParseCookies() {
	for _, c := range httpvalue.ParseCookies(`session=abc; name="J%C3%B6rg"; session=other; broken`) {
		fmt.Printf("%s = %s\n", c.Name, c.Value)
	}
	// Output:
	// session = abc
	// name = Jörg
}

func ExampleCookie_Format() {
	age := 3600.0
	c := httpvalue.Cookie{Name: "session", Value: "a b", Path: "/", MaxAge: &age, HTTPOnly: true, SameSite: "lax", Expires: time.Unix(0, 0)}
	fmt.Println(c.Format())
	fmt.Println(httpvalue.Cookie{Name: "a b"}.Format())
	// Output:
	// session=a%20b; Max-Age=3600; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax <nil>
	//  argument name is invalid
}

func ExampleParseRange() {
	fmt.Println(httpvalue.ParseRange(1000, "bytes=0-99,50-149,-1", false))
	fmt.Println(httpvalue.ParseRange(1000, "bytes=0-99,50-149,-1", true))
	fmt.Println(httpvalue.ParseRange(1000, "bytes=2000-", false))
	fmt.Println(httpvalue.ParseRange(1000, "bytes=x", false))
	// Output:
	// bytes [{0 99} {50 149} {999 999}] <nil>
	// bytes [{0 149} {999 999}] <nil>
	//  [] unsatisfiable range
	//  [] malformed range
}

func ExampleFresh() {
	request := http.Header{"If-None-Match": {`"a", W/"b"`}}
	fmt.Println(httpvalue.Fresh(request, `"b"`, ""), httpvalue.Fresh(request, `"c"`, ""))
	// Output: true false
}

func ExampleETag() {
	fmt.Println(httpvalue.ETag([]byte("hello"), true))
	// Output: W/"5-qvTGHdzF6KLavt4PO0gs2a6pQ00"
}

func ExampleAttachment() {
	fmt.Println(httpvalue.Attachment("report.pdf"))
	fmt.Println(httpvalue.Attachment("Übersicht 2024.pdf"))
	// Output:
	// attachment; filename=report.pdf
	// attachment; filename="?bersicht 2024.pdf"; filename*=UTF-8''%C3%9Cbersicht%202024.pdf
}

func ExampleParseQuery() {
	for _, f := range httpvalue.ParseQuery("q=a+b&tag=x&tag=%C3%A9&flag") {
		fmt.Printf("%s %q\n", f.Name, f.Values)
	}
	// Output:
	// q ["a b"]
	// tag ["x" "é"]
	// flag [""]
}

func ExampleParseNested() {
	v, err := httpvalue.ParseNested("user[name]=Ann&user[tags][]=a&user[tags][]=b&page=2", httpvalue.ExtendedQuery)
	fmt.Println(err)
	show(v, "")
	// Output:
	// <nil>
	// user:
	//   name: Ann
	//   tags:
	//     - a
	//     - b
	// page: 2
}

// show prints an object.
func show(v httpvalue.Value, indent string) {
	for _, m := range v.Members {
		if m.Value.Kind == httpvalue.TextValue {
			fmt.Printf("%s%s: %s\n", indent, m.Name, m.Value.Text)
			continue
		}
		fmt.Printf("%s%s:\n", indent, m.Name)
		show(m.Value, indent+"  ")
		for _, x := range m.Value.List {
			fmt.Printf("%s  - %s\n", indent, x.Text)
		}
	}
}

func ExampleReadText() {
	header := http.Header{"Content-Type": {"application/json; charset=iso-8859-1"}}
	_, _, err := httpvalue.ReadText([]byte("{}"), header, httpvalue.BodyOptions{Limit: 100, AllowCharset: httpvalue.JSONCharset})
	fmt.Println(err)
	text, charset, err := httpvalue.ReadText([]byte("\xef\xbb\xbf{}"), http.Header{}, httpvalue.BodyOptions{Limit: 100})
	fmt.Printf("%q %s %v\n", text, charset, err)
	// Output:
	// unsupported charset "ISO-8859-1"
	// "{}" utf-8 <nil>
}

func ExampleEncodeURL() {
	fmt.Println(httpvalue.EncodeURL("/café?q=100%&x=%20"))
	// Output: /caf%C3%A9?q=100%25&x=%20
}

func ExampleAppendVary() {
	fmt.Println(httpvalue.AppendVary("Accept", "Origin, accept"))
	// Output: Accept, Origin <nil>
}
