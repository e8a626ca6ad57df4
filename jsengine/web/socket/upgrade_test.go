package socket_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/web/socket"
)

// upgrade is a proper request for a WebSocket, changed.
func upgrade(change ...string) *http.Request {
	r := httptest.NewRequest("GET", "http://example.com/", nil)
	fields := append([]string{"Connection", "keep-alive, Upgrade", "Upgrade", "websocket",
		"Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}, change...)
	for n := 0; n < len(fields); n += 2 {
		r.Header.Set(fields[n], fields[n+1])
	}
	return r
}

func TestIsUpgrade(t *testing.T) {
	post := upgrade()
	post.Method = "POST"
	for name, test := range map[string]struct {
		r    *http.Request
		want bool
	}{
		"proper":        {upgrade(), true},
		"other case":    {upgrade("Connection", "UPGRADE", "Upgrade", "WebSocket"), true},
		"other upgrade": {upgrade("Upgrade", "h2c"), false},
		"no upgrade":    {upgrade("Connection", "close"), false},
		"POST":          {post, false},
	} {
		if got := socket.IsUpgrade(test.r); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, test := range []struct {
		u      socket.Upgrade
		change []string
		status int
	}{
		{},
		{change: []string{"Sec-WebSocket-Version", "8"}, status: 426},
		{change: []string{"Sec-WebSocket-Key", "x"}, status: 400},
		{change: []string{"Sec-WebSocket-Key", ""}, status: 400},
		{change: []string{"Origin", "https://example.com"}},
		{change: []string{"Origin", "https://EXAMPLE.com"}},
		{change: []string{"Origin", "https://example.com:8443"}, status: 403},
		{change: []string{"Origin", "https://evil.example"}, status: 403},
		{change: []string{"Origin", "null"}, status: 403},
		{change: []string{"Origin", "://"}, status: 403},
		{u: socket.Upgrade{Origins: []string{"*"}}, change: []string{"Origin", "null"}, status: 403},
		{u: socket.Upgrade{AnyOrigin: true}, change: []string{"Origin", "null"}},
		{u: socket.Upgrade{Origins: []string{"other.example", "*.example.org"}}, change: []string{"Origin", "http://Other.example"}},
		{u: socket.Upgrade{Origins: []string{"*.example.org"}}, change: []string{"Origin", "http://a.b.example.org"}},
		{u: socket.Upgrade{Origins: []string{"*.example.org"}}, change: []string{"Origin", "http://example.org"}, status: 403},
		{u: socket.Upgrade{Origins: []string{"https://*.example.org"}}, change: []string{"Origin", "http://a.example.org"}, status: 403},
		{u: socket.Upgrade{Origins: []string{"https://*.example.org"}}, change: []string{"Origin", "https://a.example.org"}},
		{u: socket.Upgrade{Origins: []string{"["}}, change: []string{"Origin", "https://a.example.org"}, status: 403},
	} {
		refused := test.u.Check(upgrade(test.change...), "example.com")
		if got := statusOf(refused); got != test.status {
			t.Errorf("%+v %q: %d %v", test.u, test.change, got, refused)
		}
	}
}

func statusOf(refused *socket.RefusedError) int {
	if refused == nil {
		return 0
	}
	return refused.Status
}

func FuzzCheck(f *testing.F) {
	f.Add("https://example.com", "*.example.com")
	f.Fuzz(func(t *testing.T, origin, pattern string) {
		r := upgrade("Origin", origin)
		if (socket.Upgrade{}).Check(r, "example.com") == nil && (socket.Upgrade{Origins: []string{pattern}}).Check(r, "example.com") != nil {
			t.Errorf("the pattern %q takes %q away", pattern, origin)
		}
	})
}
