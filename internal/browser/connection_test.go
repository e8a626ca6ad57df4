package browser

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp"
)

// Visitors of a page talk to each other over WebSockets.
func TestChat(t *testing.T) {
	browser := start(t)
	url, database := serveApp(t, "chat")
	enter := func(room, name string) *tab {
		b := open(browser, t, desktop)
		b.visit(t, chromedp.Navigate(fmt.Sprintf("%s/static/index.html?room=%s&name=%s", url, room, name)))
		return b
	}
	say := func(b *tab, text string) {
		do(b.ctx, t, chromedp.SendKeys(chromedp.ID("text"), text+"\r"))
	}
	const said = `Array.from(document.querySelectorAll('#said li'), (line) => line.textContent).join('\n')`

	ada := enter("garden", "Ada")
	eventually(t, ada, said, "Ada is here")
	grace := enter("garden", "Grace")
	eventually(t, grace, said, "Grace is here")
	linus := enter("kitchen", "Linus")
	eventually(t, linus, said, "Linus is here")

	say(ada, "Hello, Grace!")
	eventually(t, grace, said, "Grace is here\nAda: Hello, Grace!")
	say(grace, `<b>Żółw</b> & "🐢"`)
	talk := "Grace is here\nAda: Hello, Grace!\nGrace: <b>Żółw</b> & \"🐢\""
	eventually(t, ada, said, "Ada is here\n"+talk)
	eventually(t, grace, said, talk)
	grace.picture(t, "chat")

	grace.visit(t, chromedp.Navigate(url+"/static/index.html?room=kitchen&name=Grace"))
	eventually(t, ada, said, "Ada is here\n"+talk+"\nGrace has left")
	eventually(t, linus, said, "Linus is here\nGrace is here")

	pack(t, database, changed(t, "chat", "has left", "is gone"))
	eventually(t, linus, said, "Linus is here\nGrace is here\nclosed 1012 true")
	for _, b := range []*tab{ada, grace, linus} {
		b.wantErrors(t)
	}
}

// A page that listens to a stream of events hears every one of them once and in order, while the app is replaced by
// another version, to which the browser comes again by itself.
func TestEventSourceReconnects(t *testing.T) {
	browser := start(t)
	url, database := serveApp(t, "feed")
	var want []string
	post := func() {
		text := fmt.Sprint("message ", len(want)+1)
		if got := ask(t, http.MethodPost, url+"/messages", text); got != "201 Created" {
			t.Fatal(got)
		}
		want = append(want, fmt.Sprint(len(want)+1, " ", text))
	}
	post() // before anybody listens
	b := open(browser, t, desktop)
	b.visit(t, chromedp.Navigate(url+"/static/index.html"))
	const heard = `heard.join('\n')`
	eventually(t, b, heard, strings.Join(want, "\n"))
	post()
	eventually(t, b, heard, strings.Join(want, "\n"))

	for _, version := range []string{"second", "third"} {
		before := run(t, b, chromedp.Evaluate[int]("opened"))
		pack(t, database, changed(t, "feed", "'first'", "'"+version+"'"))
		for ask(t, http.MethodGet, url+"/version", "") != "200 "+version {
			post()
		}
		eventually(t, b, "String(opened)", fmt.Sprint(before+1))
		post()
		eventually(t, b, heard, strings.Join(want, "\n"))
	}
	b.wantErrors(t)
}

// changed gives the files of an app in testdata with a text in server.js that is there once replaced.
func changed(t *testing.T, app, old, text string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"server.js", "static/index.html"} {
		data, err := os.ReadFile(filepath.Join("testdata", app, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	code := string(files["server.js"].Data)
	if strings.Count(code, old) != 1 {
		t.Fatalf("%s is not there once in the code of %s", old, app)
	}
	files["server.js"].Data = []byte(strings.Replace(code, old, text, 1))
	return files
}

// ask makes a request and gives status and body of the answer.
func ask(t *testing.T, method, url, body string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d %s", response.StatusCode, text)
}

// eventually waits until an expression has a value in the page.
func eventually(t *testing.T, b *tab, expression, want string) {
	t.Helper()
	var got []string
	for begin := time.Now(); time.Since(begin) < patience; time.Sleep(10 * time.Millisecond) {
		value := run(t, b, chromedp.Evaluate[string](expression))
		if value == want {
			return
		}
		if !slices.Contains(got, value) {
			got = append(got, value)
		}
	}
	t.Fatalf("%s was %q, never %q", expression, got, want)
}
