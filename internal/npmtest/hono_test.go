package npmtest

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

// TestHono serves an app that is written for Hono and knows nothing of HBF. What must come back is what the app gives
// under Node.
func TestHono(t *testing.T) {
	dir := install(t, "hono")
	for _, flags := range [][]string{nil, {"--no-bundle"}} {
		t.Run(strings.Join(flags, " "), func(t *testing.T) {
			s := serve(t, dir, flags...)
			for _, e := range honoExchanges {
				e.run(t, s)
			}
			testHonoCookies(t, s)
			testHonoAuthentication(t, s)
			testHonoEntityTags(t, s)
		})
	}
}

const (
	jsonType = "application/json"
	formType = "application/x-www-form-urlencoded"
)

var honoExchanges = []exchange{
	{path: "/", is: "Hello Hono!", has: map[string]string{"Content-Type": "text/plain; charset=UTF-8", "Server-Timing": "app"}},
	{
		path: "/page/jsx", has: map[string]string{"Content-Type": "text/html; charset=UTF-8", "X-Content-Type-Options": "nosniff"},
		is: `<html lang="en"><head><meta charset="utf-8"/><title>Messages &amp; more</title></head><body><ul><li>one</li><li>&lt;two&gt;</li></ul><p class="count">2 messages</p></body></html>`,
	},
	{path: "/page/html", is: "<p>&lt;escaped&gt;</p>"},
	{path: "/users/42?q=a%20b", is: `{"id":42,"query":"a b"}`, has: map[string]string{"Content-Type": jsonType}},
	{path: "/users/x", status: http.StatusNotFound, is: "nothing at /users/x"},
	{path: "/admin", is: `{"admin":true}`},
	{path: "/teapot", status: http.StatusTeapot, is: "I am a teapot"},
	{path: "/broken", status: http.StatusInternalServerError, is: "caught: broken on purpose"},

	{
		method: http.MethodPost, path: "/api/posts", header: map[string]string{"Content-Type": jsonType, "Origin": "https://example.com"}, body: `{"title":"x"}`,
		status: http.StatusCreated, is: `{"title":"x","tags":[]}`, has: map[string]string{"Access-Control-Allow-Origin": "https://example.com"},
	},
	{method: http.MethodPost, path: "/api/posts", header: map[string]string{"Content-Type": jsonType}, body: `{`, status: http.StatusBadRequest, is: "Malformed JSON in request body"},
	{method: http.MethodPost, path: "/api/posts", header: map[string]string{"Content-Type": jsonType}, body: `{}`, status: http.StatusUnprocessableEntity, is: `{"error":"title is missing"}`},
	{
		method: http.MethodOptions, path: "/api/posts", header: map[string]string{"Origin": "https://example.com", "Access-Control-Request-Method": "POST"},
		status: http.StatusNoContent, has: map[string]string{"Access-Control-Allow-Methods": "GET,POST"},
	},
	{method: http.MethodPost, path: "/api/form", header: map[string]string{"Content-Type": formType}, body: "name=Ann+B", is: `{"name":"Ann B"}`},
	{
		method: http.MethodPost, path: "/api/form", header: map[string]string{"Content-Type": "multipart/form-data; boundary=b"},
		body: "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nÜnn\r\n--b--\r\n", is: `{"name":"Ünn"}`,
	},
	{method: http.MethodPost, path: "/api/form", header: map[string]string{"Content-Type": formType}, status: http.StatusBadRequest, is: "name is missing"},

	{path: "/stream/bytes", is: "Hi there", has: map[string]string{"Content-Type": "application/octet-stream"}},
	{path: "/stream/text", is: "line 1\nline 2\nline 3\n"},
	{
		path: "/stream/sse", has: map[string]string{"Content-Type": "text/event-stream"},
		is: "event: tick\ndata: tick 0\nid: 0\n\nevent: tick\ndata: tick 1\nid: 1\n\nevent: tick\ndata: tick 2\nid: 2\n\n",
	},
}

func testHonoCookies(t *testing.T, s *server) {
	t.Helper()
	response := exchange{path: "/cookies/set", is: "set"}.run(t, s)
	var pairs []string
	for _, cookie := range response.Cookies() {
		if cookie.Name == "plain" && (!cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode) {
			t.Errorf("got the cookie %s", cookie.Raw)
		}
		pairs = append(pairs, cookie.Name+"="+cookie.Value)
	}
	if len(pairs) != 2 {
		t.Errorf("got the cookies %q", response.Header["Set-Cookie"])
	}
	cookies := strings.Join(pairs, "; ")
	exchange{path: "/cookies/get", header: map[string]string{"Cookie": cookies}, is: `{"plain":"a b","signed":"trusted"}`}.run(t, s)
	forged := strings.Replace(cookies, "signed=trusted", "signed=forged", 1)
	exchange{path: "/cookies/get", header: map[string]string{"Cookie": forged}, is: `{"plain":"a b","signed":false}`}.run(t, s)
	exchange{path: "/cookies/delete", has: map[string]string{"Set-Cookie": "plain=; Max-Age=0; Path=/"}}.run(t, s)
}

func testHonoAuthentication(t *testing.T, s *server) {
	t.Helper()
	exchange{path: "/basic/page", status: http.StatusUnauthorized, has: map[string]string{"Www-Authenticate": `Basic realm="Secure Area"`}}.run(t, s)
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("hono:acoolproject"))
	exchange{path: "/basic/page", header: map[string]string{"Authorization": basic}, is: "You are authorized"}.run(t, s)

	exchange{path: "/jwt/page", status: http.StatusUnauthorized}.run(t, s)
	token := token(t, s)
	exchange{path: "/jwt/page", header: map[string]string{"Authorization": "Bearer " + token}, is: `{"sub":"ann"}`}.run(t, s)
	exchange{path: "/jwt/page", header: map[string]string{"Authorization": "Bearer " + token + "x"}, status: http.StatusUnauthorized}.run(t, s)
}

func testHonoEntityTags(t *testing.T, s *server) {
	t.Helper()
	tag := exchange{path: "/page/jsx"}.run(t, s).Header.Get("Etag")
	if tag == "" {
		t.Error("there is no ETag")
	}
	exchange{path: "/page/jsx", header: map[string]string{"If-None-Match": tag}, status: http.StatusNotModified}.run(t, s)
}
