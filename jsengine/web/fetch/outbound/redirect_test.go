package outbound_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/caddyhbf/hbf/jsengine/web/fetch/outbound"
)

// echo tells of each request that it gets, and redirects where its query says.
func echo(w http.ResponseWriter, r *http.Request) {
	data, _ := io.ReadAll(r.Body)
	q := r.URL.Query()
	if status, _ := strconv.Atoi(q.Get("status")); status != 0 {
		if q.Has("to") {
			w.Header().Set("Location", q.Get("to"))
		}
		w.WriteHeader(status)
		io.WriteString(w, "redirects")
		return
	}
	fmt.Fprintf(w, "%s %s %q", r.Method, r.URL, data)
	for _, name := range []string{"Authorization", "Cookie", "Content-Type", "X-Own"} {
		if v, ok := r.Header[name]; ok {
			fmt.Fprintf(w, " %s=%s", name, strings.Join(v, ","))
		}
	}
}

func redirect(status int, to string) string {
	return "/?status=" + strconv.Itoa(status) + "&to=" + url.QueryEscape(to)
}

// Redirects change method, body and header as the standard says.
func TestRedirect(t *testing.T) {
	here, there := serve(t, echo), serve(t, echo)
	client := allow(t, here.Host, there.Host)
	header := http.Header{"Authorization": {"secret"}, "Cookie": {"a=b"}, "Content-Type": {"text/plain"}, "X-Own": {"1"}, "Host": {here.Host}}
	const kept = " Authorization=secret Cookie=a=b Content-Type=text/plain X-Own=1"
	for _, c := range []struct {
		method string
		path   string
		want   string
	}{
		{"GET", redirect(301, "/a"), `GET /a ""` + kept},
		{"GET", redirect(302, "a/b?c#d"), `GET /a/b?c ""` + kept},
		{"HEAD", redirect(303, "/a"), "no body"},
		{"POST", redirect(301, "/a"), `GET /a "" Authorization=secret Cookie=a=b X-Own=1`},
		{"POST", redirect(302, "/a"), `GET /a "" Authorization=secret Cookie=a=b X-Own=1`},
		{"PUT", redirect(303, "/a"), `GET /a "" Authorization=secret Cookie=a=b X-Own=1`},
		{"PUT", redirect(301, "/a"), `PUT /a "data"` + kept},
		{"POST", redirect(307, "/a"), `POST /a "data"` + kept},
		{"POST", redirect(308, redirect(307, "/b")), `POST /b "data"` + kept},
		{"POST", redirect(307, there.String()+"/a"), `POST /a "data" Content-Type=text/plain X-Own=1`},
		{"GET", redirect(307, "http://user:pw@"+here.Host+"/a"), `GET /a ""` + kept},
		{"GET", "/100%?a%#%", `GET /100%25?a% ""` + kept},
		{"GET", "//a//b", `GET //a//b ""` + kept},
		{"GET", "/%4/%41%zz", `GET /%254/%41%25zz ""` + kept},
		{"GET", redirect(302, "/100%?b%#%"), `GET /100%25?b% ""` + kept},
		{"GET", "/?status=300&to=/a", "redirects"},
		{"GET", "/?status=302", "redirects"},
		{"GET", "/?status=304&to=/a", "no body"},
	} {
		r := &outbound.Request{Method: c.method, URL: here.String() + c.path, Header: header}
		if c.method == "POST" || c.method == "PUT" {
			r.Body = bodyOf("data")
		}
		resp, err := client.Do(t.Context(), r)
		if err != nil {
			t.Errorf("%s %s: %v", c.method, c.path, err)
			continue
		}
		if got := text(t, resp); got != c.want {
			t.Errorf("%s %s:\n%s, want\n%s", c.method, c.path, got, c.want)
		}
	}
	if len(header) != 5 {
		t.Errorf("the request's header was changed: %v", header)
	}
	resp := mustGet(t, client, here.String()+redirect(302, "/a?b")+"#fragment")
	if !resp.Redirected || resp.URL != here.String()+"/a?b" || resp.Status != 200 || resp.StatusText != "OK" {
		t.Errorf("%+v", resp)
	}
	text(t, resp)
	if resp := mustGet(t, client, here.String()); resp.Redirected || resp.URL != here.String()+"/" {
		t.Errorf("%+v", resp)
	}
}

// What can't be followed is an error that says why, and a target that is not listed gets no request.
func TestRedirectIsRefused(t *testing.T) {
	other := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") })
	up := serve(t, echo)
	client := allow(t, up.Host, "example.com", "*.test")
	stream := outbound.Body{Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("data")), nil }, Once: true, Length: -1}
	for _, c := range []struct {
		to   string
		r    outbound.Request
		want string
	}{
		{to: other.String(), want: "may not reach " + other.Host + ", to which the response redirects: add " + other.Host},
		{to: "//localhost:1/", want: "add localhost:1 to"},
		{to: "ftp://example.com", want: "neither http nor https"},
		{to: "data:,x", want: "neither http nor https"},
		{to: "http://user@example.com", want: "user name or a password"},
		{to: "http://127.1", want: "four decimal numbers"},
		{to: "http://exa mple.com", want: "that is no URL"},
		{to: "http://example.com:22", want: "port 22"},
		{to: "/a", r: outbound.Request{Redirect: outbound.Refuse}, want: "redirect mode is error"},
		{to: "/a", r: outbound.Request{Method: "POST", Body: stream}, want: "a stream, which can't be sent again"},
	} {
		c.r.URL = up.String() + redirect(307, c.to)
		if c.r.Method == "" {
			c.r.Method = "GET"
		}
		if _, err := client.Do(t.Context(), &c.r); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("to %s: %v, want %q", c.to, err, c.want)
		}
	}
}

// A stream is not needed again where a redirect makes the request a GET.
func TestStreamThatIsRedirectedToGET(t *testing.T) {
	up := serve(t, echo)
	stream := outbound.Body{Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("data")), nil }, Once: true, Length: -1}
	resp, err := allow(t, up.Host).Do(t.Context(), &outbound.Request{Method: "POST", URL: up.String() + redirect(303, "/a"), Body: stream})
	if err != nil {
		t.Fatal(err)
	}
	if got := text(t, resp); got != `GET /a ""` {
		t.Error(got)
	}
}

func TestRedirectsDoNotGoOnForEver(t *testing.T) {
	requests := 0
	up := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.Redirect(w, r, "/"+strconv.Itoa(requests), http.StatusFound)
	})
	_, err := get(t, allow(t, up.Host), up.String())
	if _, ok := errors.AsType[*outbound.RedirectError](err); !ok || !strings.Contains(err.Error(), "20") || requests != 21 {
		t.Errorf("%v after %d requests", err, requests)
	}
}

// The mode manual gives the response that redirects.
func TestRedirectIsManual(t *testing.T) {
	up := serve(t, echo)
	resp, err := allow(t, up.Host).Do(t.Context(), &outbound.Request{Method: "GET", URL: up.String() + redirect(302, "http://example.com"), Redirect: outbound.Manual})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Status != 302 || resp.Header.Get("Location") != "http://example.com" || text(t, resp) != "redirects" || resp.Redirected {
		t.Errorf("%+v", resp)
	}
}
