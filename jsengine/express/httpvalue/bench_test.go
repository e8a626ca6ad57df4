package httpvalue_test

import (
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/express/httpvalue"
)

func BenchmarkParseQuery(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		httpvalue.ParseQuery("q=caf%C3%A9+au+lait&page=2&tag=a&tag=b&sort=name")
	}
}

func BenchmarkParseNested(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := httpvalue.ParseNested("user[name]=x&user[tags][]=a&user[tags][]=b&page=2", httpvalue.ExtendedQuery); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseCookies(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		httpvalue.ParseCookies("session=0123456789abcdef; theme=dark; name=%C3%A9")
	}
}

func BenchmarkBestType(b *testing.B) {
	accept := []string{"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"}
	offers := []string{"json", "html"}
	b.ReportAllocs()
	for b.Loop() {
		httpvalue.BestType(accept, offers)
	}
}

func BenchmarkContentTypeFor(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		httpvalue.ContentTypeFor("html")
	}
}

func BenchmarkETag(b *testing.B) {
	body := []byte(strings.Repeat("x", 4<<10))
	b.ReportAllocs()
	for b.Loop() {
		httpvalue.ETag(body, true)
	}
}
